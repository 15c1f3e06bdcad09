"""A sample on disk: its capture and what was expected of it (docs/evidencia.md)."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from respaldo.importadores.captura import Captura, Peticion
from respaldo.importadores.textos import MAXIMO_BYTES
from respaldo.importadores.valores import instante

_UTC = ZoneInfo("UTC")
_AJENOS = frozenset(
    {"expected.json", "context.json", "dedupe.json", "requests.json", "mensaje.eml"}
)
_SALIDAS = ("stdout.json", "stdout.txt", "stdout")
_ERRORES = ("stderr.txt", "stderr.json", "stderr")
_CANALES = {"mail": "correo", "correo": "correo", "cron": "correo", "ping": "ping"}


def muestras(raiz: Path) -> Iterator[Path]:
    """Every folder below that holds an `expected.json`, in order."""
    yield from sorted(ruta.parent for ruta in raiz.rglob("expected.json"))


def leer_json(ruta: Path) -> Any:
    """The JSON of a file; an empty object when the file is absent."""
    return json.loads(ruta.read_text(encoding="utf-8-sig")) if ruta.exists() else {}


def capturar(carpeta: Path) -> Captura:
    """The capture that a wrapper, a mailbox or a ping endpoint would have made of a sample.

    `command` is never read: a person reads it. `tool` is what the source's configuration says.
    """
    contexto = leer_json(carpeta / "context.json")
    esperado = leer_json(carpeta / "expected.json")
    zona = _zona(contexto.get("tz") or esperado.get("source_timezone") or "UTC")
    correo = next(iter(sorted(carpeta.glob("*.eml"))), None)
    return Captura(
        zona=zona,
        canal=_canal(str(esperado.get("channel", ""))),
        herramienta=str(contexto.get("tool") or ""),
        trabajo=str(contexto.get("job") or ""),
        equipo=str(contexto.get("host") or ""),
        stdout=_primero(carpeta, _SALIDAS),
        stderr=_primero(carpeta, _ERRORES),
        archivos=_archivos(carpeta),
        codigo_salida=_codigo(contexto.get("exit_code")),
        inicio=instante(contexto.get("wrapper_start"), zona),
        fin=instante(contexto.get("wrapper_end"), zona),
        correo=_bytes(correo) if correo else b"",
        peticiones=tuple(_peticiones(carpeta)),
    )


def _codigo(valor: Any) -> int | None:
    return valor if isinstance(valor, int) and not isinstance(valor, bool) else None


def _canal(dicho: str) -> str:
    return next((c for parte, c in _CANALES.items() if parte in dicho.lower()), "api")


def _zona(nombre: str) -> ZoneInfo:
    try:
        return ZoneInfo(nombre)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _UTC


def _bytes(ruta: Path) -> bytes:
    with ruta.open("rb") as archivo:
        tamano = ruta.stat().st_size
        if tamano > MAXIMO_BYTES * 2:
            archivo.seek(tamano - MAXIMO_BYTES * 2)
        return archivo.read()


def _primero(carpeta: Path, nombres: tuple[str, ...]) -> bytes:
    return next((_bytes(carpeta / n) for n in nombres if (carpeta / n).is_file()), b"")


def _archivos(carpeta: Path) -> dict[str, bytes]:
    ajenos = _AJENOS | set(_SALIDAS) | set(_ERRORES)
    return {
        ruta.name: _bytes(ruta)
        for ruta in sorted(carpeta.iterdir())
        if ruta.is_file() and ruta.name not in ajenos and ruta.suffix not in {".eml", ".md"}
    }


def _peticiones(carpeta: Path) -> Iterator[Peticion]:
    """The raw requests in order, each with the time that `requests.json` gives it."""
    registro = leer_json(carpeta / "requests.json") or leer_json(carpeta / "http/requests.json")
    entradas = _entradas(registro)
    for n, ruta in enumerate(sorted((carpeta / "http").glob("*.http"))):
        suya = next((e for e in entradas if _nombra(e, ruta)), None)
        if suya is None and n < len(entradas):
            suya = entradas[n]
        yield Peticion(_bytes(ruta), _momento(suya))


def _entradas(registro: Any) -> list[Any]:
    if isinstance(registro, dict):
        listas = [v for v in registro.values() if isinstance(v, list)]
        return listas[0] if listas else [{"file": c, "at": v} for c, v in registro.items()]
    return registro if isinstance(registro, list) else []


def _nombra(entrada: Any, ruta: Path) -> bool:
    valores = entrada.values() if isinstance(entrada, dict) else [entrada]
    return any(isinstance(v, str) and v.rsplit("/", 1)[-1] == ruta.name for v in valores)


def _momento(entrada: Any) -> datetime | None:
    """The first value of an entry that reads like an instant."""
    valores = entrada.values() if isinstance(entrada, dict) else [entrada]
    for valor in valores:
        if isinstance(valor, str) and re.match(r"\d{4}-\d\d-\d\d[T ]", valor):
            return instante(valor, _UTC)
        if isinstance(valor, int | float) and not isinstance(valor, bool) and valor > 10**9:
            return instante(datetime.fromtimestamp(valor, _UTC).isoformat(), _UTC)
    return None
