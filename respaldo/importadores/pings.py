"""Requests of a Healthchecks client → one capture per run. Pure.

`<url>/start` opens, `<url>`, `/fail` and `/<0-255>` close, `/log` adds; `rid` ties them together.
Source: evidencia.md §2.16, §4, §7.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qs, unquote

from respaldo.importadores.captura import Captura, Peticion

_LINEA = re.compile(rb"([A-Z]{3,7}) (\S{1,4000}) HTTP/[\d.]{1,3}\r?\n")
_ACCION = re.compile(
    r"^(?:https?://[^/]{1,300})?/?(?:p/|ping/)?(?P<check>[\w.~-]{1,100}(?:/(?!start$|fail$|log$|\d{1,3}$)"
    r"[\w.~-]{1,100})?)(?:/(?P<accion>start|fail|log|\d{1,3}))?/?$"
)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_INICIO, _EXITO, _FALLO, _REGISTRO = "inicio", "exito", "fallo", "registro"
MAXIMO_CUERPO = 100_000
_MAXIMO_CODIGO = 255
_PARAMETROS = 20
REINTENTO = timedelta(hours=1)  # a client that repeats a ping does it at once


def es_otra(
    *, empieza: bool, inicio: datetime | None, fin: datetime | None, en: datetime | None
) -> bool:
    """Whether a ping at `en`, with the rid of a run that went from `inicio` to `fin`, opens
    another: some scripts write the same rid every night.

    A start after a run with its own start and end is another run; one that arrives late, after
    its end, is not, and neither is an end told twice.
    """
    ultimo = fin or inicio
    hace_rato = en is not None and ultimo is not None and en - ultimo >= REINTENTO
    if fin is None:  # it is still open: an end, however late, is its own
        return empieza and hace_rato
    return (empieza and inicio is not None) or hace_rato


@dataclass
class _Corrida:
    """The pings of one run so far."""

    check: str
    rid: str
    inicio: datetime | None = None
    fin: datetime | None = None
    senal: str = _INICIO
    codigo: int | None = None
    cuerpo: list[bytes] = field(default_factory=list)
    recortada: bool = False
    repite_rid: bool = False  # an earlier run had it

    @property
    def cerrada(self) -> bool:
        return self.senal in {_EXITO, _FALLO}


@dataclass(frozen=True, slots=True)
class _Ping:
    check: str
    accion: str
    rid: str
    cuerpo: bytes
    en: datetime | None
    recortado: bool


def agrupar(captura: Captura) -> Iterator[tuple[str, Captura]]:
    """Yield (key of the run, its capture) for the requests of a ping client."""
    corridas: list[_Corrida] = []
    for ping in _en_orden(list(filter(None, map(_leer, captura.peticiones)))):
        corrida = _abierta(corridas, ping)
        if corrida is None:
            suyas = (c for c in corridas if ping.rid and (c.check, c.rid) == (ping.check, ping.rid))
            corrida = _Corrida(ping.check, ping.rid, repite_rid=any(suyas))
            corridas.append(corrida)
        _anotar(corrida, ping)
    for corrida in corridas:
        slug = "" if _UUID.search(corrida.check) else corrida.check.rsplit("/", 1)[-1]
        momento = corrida.inicio or corrida.fin
        huella = hashlib.sha256(corrida.check.encode()).hexdigest()[:16]
        cuando = momento.isoformat() if momento else ""
        propia = corrida.rid or cuando
        clave = f"ping:{huella}:{propia}" + (f":{cuando}" if corrida.repite_rid else "")
        yield (
            clave,
            replace(
                captura,
                canal="ping",
                peticiones=(),
                trabajo=captura.trabajo or slug,
                stdout=b"\n".join(corrida.cuerpo),
                codigo_salida=corrida.codigo,
                inicio=corrida.inicio,
                fin=corrida.fin,
                senal=corrida.senal,
                recortada=corrida.recortada,
            ),
        )


def _en_orden(pings: list[_Ping]) -> list[_Ping]:
    """As they arrived, when each says when; a spool may bring them in any order."""
    if any(ping.en is None for ping in pings):
        return pings
    return sorted(pings, key=lambda ping: ping.en.timestamp() if ping.en else 0)


def _abierta(corridas: Iterable[_Corrida], ping: _Ping) -> _Corrida | None:
    """The run that a ping belongs to: the same rid or, without it, the last one still open."""
    for corrida in reversed(list(corridas)):
        if corrida.check != ping.check or corrida.rid != ping.rid:
            continue
        if ping.accion == "log":
            return corrida
        if ping.rid:
            empieza, fin = ping.accion == "start", corrida.fin
            otra = es_otra(empieza=empieza, inicio=corrida.inicio, fin=fin, en=ping.en)
            return None if otra else corrida
        return None if corrida.cerrada or ping.accion == "start" else corrida
    return None


def _anotar(corrida: _Corrida, ping: _Ping) -> None:
    if ping.cuerpo:
        corrida.cuerpo.append(ping.cuerpo)
    corrida.recortada |= ping.recortado
    if ping.accion == "start":
        corrida.inicio = corrida.inicio or ping.en
        return
    if ping.accion == "log":
        corrida.senal = corrida.senal if corrida.cerrada or corrida.inicio else _REGISTRO
        return
    if corrida.senal == _FALLO:  # only worse by itself
        return
    falla = ping.accion == "fail" or (ping.accion.isdigit() and int(ping.accion) > 0)
    corrida.senal = _FALLO if falla else _EXITO
    corrida.fin = ping.en
    corrida.codigo = int(ping.accion) if ping.accion.isdigit() else None


def _leer(peticion: Peticion) -> _Ping | None:
    """One request; None when it is not a ping."""
    cruda = peticion.cruda[: MAXIMO_CUERPO * 4]
    linea = _LINEA.match(cruda.lstrip())
    if linea is None or linea[1] not in {b"GET", b"POST", b"HEAD", b"PUT"}:
        return None
    ruta, _, consulta = linea[2].decode("latin-1").partition("?")
    hallada = _ACCION.match(unquote(ruta))
    if hallada is None or int(_cifras(hallada["accion"])) > _MAXIMO_CODIGO:
        return None
    check, accion = hallada["check"], hallada["accion"] or ""
    raiz, _, resto = check.partition("/")
    if resto and _UUID.fullmatch(raiz.lower()):  # it has no slug: «/FAIL» is no check of success
        if accion or resto.lower() not in {"start", "fail", "log"}:
            return None
        check, accion = raiz, resto.lower()
    corte = re.search(rb"\r?\n\r?\n", cruda)
    cabeza, cuerpo = (cruda[: corte.start()], cruda[corte.end() :]) if corte else (cruda, b"")
    if re.search(rb"(?i)^transfer-encoding:\s*chunked", cabeza, re.MULTILINE):
        cuerpo = _destrozar(cuerpo)
    cabe = consulta.count("&") < _PARAMETROS
    parametros = parse_qs(consulta, max_num_fields=_PARAMETROS) if cabe else {}
    rid = parametros.get("rid", [""])[0][:100].lower()  # a UUID is the same in either case
    largo = re.search(rb"(?i)^content-length:\s{0,20}(\d{1,9})\r?$", cabeza, re.MULTILINE)
    recortado = corte is None or (largo is not None and not _mide(cuerpo, int(largo[1])))
    cuerpo = cuerpo[-MAXIMO_CUERPO:]  # the summary is at the end
    return _Ping(check, accion, rid, cuerpo, peticion.recibida_en, recortado)


def _mide(cuerpo: bytes, largo: int) -> bool:
    """Whether a body is as long as its heading says, but for blanks after it."""
    return len(cuerpo) >= largo and not cuerpo[largo:].strip()


def _cifras(accion: str | None) -> str:
    return accion if accion and accion.isdigit() else "0"


def _destrozar(cuerpo: bytes) -> bytes:
    """Join the chunks of a chunked body; what is malformed is kept as it came."""
    partes: list[bytes] = []
    resto = cuerpo
    while cabeza := re.match(rb"([0-9a-fA-F]{1,7})[^\n]{0,200}\r?\n", resto):
        largo = int(cabeza[1], 16)
        if largo == 0:
            return b"".join(partes)
        partes.append(resto[cabeza.end() : cabeza.end() + largo])
        resto = resto[cabeza.end() + largo :].removeprefix(b"\r\n")
    return b"".join(partes) or cuerpo
