"""What was read against what was expected, field by field (docs/evidencia.md, muestras). Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

from respaldo.importadores import EjecucionLeida
from respaldo.importadores.valores import instante

CAMPOS = {
    "operation": "operacion", "tool": "herramienta", "job": "trabajo", "host": "equipo",
    "type": "modalidad", "start": "inicio", "end": "fin", "bytes": "bytes",
    "bytes_new": "bytes_nuevos", "bytes_stored": "bytes_almacenados", "files": "archivos",
    "errors": "errores", "status": "estado", "snapshot_id": "copia_id", "error_text": "mensaje",
}  # fmt: skip
_TIEMPOS = ("start", "end")
_TAMANOS = ("bytes", "bytes_new", "bytes_stored")
_TIPOS = {"completo": "total", "registros": "log", "desconocido": "desconocida"}
_ALIAS = {"borgbackup": "borg", "mariabackup": "mariadbbackup", "xtrabackup": "mariadbbackup",
          "healthchecks": "ping", "pgdumpcustom": "pgdump", "mariadbdump": "mysqldump"}  # fmt: skip
_MAXIMO_PERMUTADO = 5
_IDENTIFICA = 8  # characters of an id that is written short
_CUALQUIERA = "any"


@dataclass(frozen=True, slots=True)
class Campo:
    """One expected field, what was read, and whether it passes."""

    nombre: str
    esperado: Any
    leido: Any
    pasa: bool


@dataclass(frozen=True, slots=True)
class Cotejo:
    """One expected record against the run read for it (None: none was)."""

    campos: tuple[Campo, ...]
    falso_conforme: bool = False
    ajena_como_respaldo: bool = False

    @property
    def estado(self) -> Campo | None:
        return next((c for c in self.campos if c.nombre == "status"), None)


@dataclass(frozen=True, slots=True)
class Criterio:
    """What a sample also accepts, and its tolerances."""

    tambien: Any = field(default_factory=dict)
    segundos: float = 0
    relativo: float = 0


def criterio(esperado: Mapping[str, Any]) -> Criterio:
    """Read `also_accept` and `tolerance` of an `expected.json`."""
    tolerancia = esperado.get("tolerance") or {}
    return Criterio(
        esperado.get("also_accept") or {},
        float(tolerancia.get("start_end_seconds") or 0),
        float(tolerancia.get("bytes_relative") or 0),
    )


def cotejar(
    registros: Sequence[Mapping[str, Any]], leidas: Sequence[EjecucionLeida], como: Criterio
) -> list[Cotejo]:
    """Pair each expected record with the run that fits it best, and compare."""
    parejas = _emparejar(registros, leidas, como)
    return [_cotejo(r, parejas.get(n), como, n) for n, r in enumerate(registros)]


def _emparejar(
    registros: Sequence[Mapping[str, Any]], leidas: Sequence[EjecucionLeida], como: Criterio
) -> dict[int, EjecucionLeida]:
    def puntos(n: int, leida: EjecucionLeida) -> int:
        campos = _cotejo(registros[n], leida, como, n).campos
        return sum(c.pasa * (5 if c.nombre in {"snapshot_id", "job", "operation"} else 1)
                   for c in campos)  # fmt: skip

    if len(registros) <= _MAXIMO_PERMUTADO and len(leidas) <= _MAXIMO_PERMUTADO:
        largo = max(len(registros), len(leidas))
        huecos: list[EjecucionLeida | None] = [*leidas, *[None] * (largo - len(leidas))]
        mejor = max(
            permutations(huecos, len(registros)),
            key=lambda orden: sum(puntos(n, e) for n, e in enumerate(orden) if e),
        )
        return {n: e for n, e in enumerate(mejor) if e}
    libres, parejas = list(leidas), {}
    for n in range(len(registros)):
        if libres:
            parejas[n] = max(libres, key=lambda e: puntos(n, e))
            libres.remove(parejas[n])
    return parejas


def _cotejo(
    registro: Mapping[str, Any], leida: EjecucionLeida | None, como: Criterio, numero: int
) -> Cotejo:
    campos = []
    for nombre, esperado in registro.items():
        if nombre not in CAMPOS:
            continue
        tambien = _tambien(como, nombre, numero)
        if tambien == _CUALQUIERA or _CUALQUIERA in tambien:
            continue
        valor = getattr(leida, CAMPOS[nombre]) if leida else None
        aceptados = [esperado, *tambien]
        pasa = leida is not None and any(_igual(nombre, a, valor, como) for a in aceptados)
        campos.append(Campo(nombre, esperado, _mostrar(valor), pasa))
    if leida is None:
        return Cotejo(tuple(campos))
    debia = _estado(registro.get("status"))
    era_copia = registro.get("operation", "respaldo") == "respaldo"
    es_copia = leida.operacion == "respaldo" and leida.estado == "conforme"
    falso = debia in {"advertencia", "no_conforme"} and leida.estado == "conforme" and es_copia
    return Cotejo(tuple(campos), falso, not era_copia and leida.operacion == "respaldo")


def _tambien(como: Criterio, nombre: str, numero: int) -> Any:
    """`also_accept` by field, by record and field («0.status»), or a list of one per record."""
    tambien = como.tambien
    if isinstance(tambien, list):
        tambien = tambien[numero] if numero < len(tambien) else {}
    valor = tambien.get(f"{numero}.{nombre}", tambien.get(nombre, []))
    return valor if isinstance(valor, list) or valor == _CUALQUIERA else [valor]


def _igual(nombre: str, esperado: Any, leido: Any, como: Criterio) -> bool:
    if esperado is None:
        return leido in {None, ""} or (nombre == "type" and leido == "desconocida")
    if leido is None or leido == "":
        return bool(esperado == "")
    if nombre in _TIEMPOS:
        return _mismo_instante(esperado, leido, como.segundos)
    if nombre in _TAMANOS and isinstance(esperado, int | float):
        return bool(abs(esperado - leido) <= como.relativo * max(abs(esperado), 1))
    return _mismo_texto(nombre, esperado, leido)


def _mismo_texto(nombre: str, esperado: Any, leido: Any) -> bool:
    if nombre == "error_text":
        return _plano(esperado) in _plano(leido)
    if nombre == "snapshot_id":
        corto, largo = sorted((str(esperado), str(leido)), key=len)
        return corto == largo or (len(corto) >= _IDENTIFICA and largo.startswith(corto))
    normal = {"status": _estado, "type": _tipo, "tool": _herramienta}.get(nombre, lambda v: v)
    return bool(normal(esperado) == normal(leido))


def _mismo_instante(esperado: Any, leido: datetime, segundos: float) -> bool:
    dicho = instante(str(esperado), ZoneInfo("UTC"))
    return dicho is not None and abs((dicho - leido).total_seconds()) <= max(segundos, 0.999)


def _plano(valor: Any) -> str:
    return " ".join(str(valor).split())


def _estado(valor: Any) -> str:
    return str(valor or "").replace(" ", "_")


def _tipo(valor: Any) -> str:
    return _TIPOS.get(str(valor), str(valor))


def _herramienta(valor: Any) -> str:
    plano = re.sub(r"[^a-z0-9]", "", str(valor).lower())
    return _ALIAS.get(plano, plano)


def _mostrar(valor: Any) -> Any:
    return valor.isoformat() if isinstance(valor, datetime) else valor


def guardados(leidas: Iterable[EjecucionLeida], mensajes: Iterable[str]) -> str:
    """Every text that would be stored of some runs, in one."""
    trozos = [str(getattr(leida, campo)) for leida in leidas for campo in leida.__slots__]
    return "\n".join([*trozos, *mensajes])
