"""Amanda: report by mail, text of `amreport`, `log.<stamp>.0` (evidencia.md §2.14; 3.5.1 run).

One run per DLE. The subject can be clean with a PARTIAL in the table, and a DLE that failed may be
missing from the table; a dump that never reached the tape has no taper figures. The report tells
only the date.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, timedelta

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.fechas import dia
from respaldo.importadores.herramientas.amanda_log import COMO_VACIA, TAR_VACIO, de_log, es_log
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.textos import renglones
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, NO_CONFORME, SIN_DATO, peor

_MARCA = re.compile(r"^\(brought to you by Amanda version (\S{1,40}?)\)$")
_PROPIO = re.compile(
    r"^\(brought to you by Amanda version|^HOSTNAME +DISK +L +ORIG-[kKMGT]B|"
    r"^These dumps were to tape|"
    r"^(?:The next tape|\*\*\* THE DUMPS DID NOT FINISH|FAILURE (?:AND STRANGE )?DUMP SUMMARY:$|"
    r"DUMP SUMMARY:$)"
)
_UNIDAD = re.compile(r"^HOSTNAME +DISK +L +ORIG-([kKMGT])B ")  # `displayunit`; 2.x writes kB
_NOMBRE = r"(?:\"[^\"]{1,300}\"|\S{1,300})"
_FALLA = re.compile(
    rf"^ {{1,4}}({_NOMBRE}) {{1,40}}({_NOMBRE}) {{1,40}}lev (\d{{1,2}}) {{1,3}}"
    r"(FAILED|STRANGE|partial|MISSING|was successfully|[\w-]{1,30})(.{0,600})$"
)
_FILA = re.compile(
    rf"^({_NOMBRE}) +({_NOMBRE}) +(\d{{1,2}}) +(\d{{1,15}}) +(\d{{1,15}}) +(?:[\d.]{{1,8}}|--)"
    r"(?P<dumper>(?: +\d{1,5}:\d\d +[\d.]{1,12}| +N/A +N/A| +-- +--)?)"
    r"(?P<taper>(?: +\d{1,5}:\d\d +[\d.]{1,12})?)(?P<nota>(?: +[A-Za-z-]{2,20})?)\s*$"
)
_FILA_MALA = re.compile(
    rf"^({_NOMBRE}) +({_NOMBRE}) +(?:\d{{1,2}} +)?(FAILED|MISSING|SKIPPED|NO FILE|PARTIAL)\b"
)
_CINTA = re.compile(r"^These dumps were to tapes? ([^.]{1,200})\.")
_DETALLE = re.compile(rf"^ {{0,4}}/-- {{1,2}}({_NOMBRE}) {{1,40}}({_NOMBRE}) {{1,40}}lev \d")
_RARO = re.compile(r"^ {0,4}\? (.{1,500})$")
_SECCION = re.compile(r"^(?:FAILURE|STRANGE|FAILURE AND STRANGE) DUMP SUMMARY:$")
_GENERAL = re.compile(r"^ {1,4}(?:planner|driver|taper|dumper|chunker|amdump): |RESULTS MISSING")
_RUIDO = re.compile(r"[^\w/.-]")
_INACABADO = re.compile(r"THE DUMPS DID NOT FINISH PROPERLY")


@dataclass
class _Dle:
    """What the report says of one disk of one machine."""

    equipo: str
    disco: str
    nivel: int | None = None
    estado: str = SIN_DATO
    dichos: list[str] = field(default_factory=list)
    original: int | None = None
    escrito: int | None = None
    palabra: str = ""
    en_tabla: bool = False
    reintentado: bool = False
    limpia: bool = False


def reconoce(material: Material) -> bool:
    """A line that only the report prints, or the log of a run."""
    return es_log(material) or material.hallar(_PROPIO) is not None


def lee(material: Material) -> Lecturas:
    """Yield a run per DLE, of the log if it came, else of the report."""
    return de_log(material) if es_log(material) else list(_del_informe(material))


def _del_informe(material: Material) -> Iterator[EjecucionLeida]:
    dles: dict[tuple[str, str], _Dle] = {}
    datos = dict.fromkeys(("Config", "Date", "Hostname"), "")
    cinta, detallada = "", None
    for renglon in renglones(material.todo):
        etiqueta, _, valor = renglon.partition(":")
        if etiqueta.strip() in datos and not datos[etiqueta.strip()]:
            datos[etiqueta.strip()] = valor.strip()
        hallada = _CINTA.match(renglon)
        cinta = hallada[1] if hallada else cinta
        _anotar(dles, renglon)
        detalle, raro = _DETALLE.match(renglon), _RARO.match(renglon)
        if detalle:
            detallada = dles.get(_llave(detalle[1], detalle[2]))
        elif raro and detallada:
            detallada.dichos.append(raro[1])
    final = material.hallar(_MARCA)
    entero = final is not None and not _sin_explicar(material) and not _sin_fila(dles)
    inacabado = material.hallar(_INACABADO) is not None
    unidad = material.hallar(_UNIDAD)
    kb = 1024 ** "KMGT".index(unidad[1].upper()) if unidad else 1
    for dle in dles.values():
        _en_kb(dle, kb)
        dle.estado = _estado(dle, entero=entero, inacabado=inacabado)
        yield _ejecucion(material, dle, datos, (cinta, final[1] if final else ""))


def _en_kb(dle: _Dle, kb: int) -> None:
    """Its sizes in KB, as the report may tell them in another unit, and what they say."""
    if dle.original is None or dle.escrito is None:
        return
    dle.original, dle.escrito = dle.original * kb, dle.escrito * kb
    if dle.nivel == 0 and dle.original <= TAR_VACIO:
        dle.estado = peor(dle.estado, ADVERTENCIA)
        dle.dichos.append(COMO_VACIA)


def _llave(equipo: str, disco: str) -> tuple[str, str]:
    """The same disk, though one of its lines came with noise in its name."""
    return _RUIDO.sub("", equipo), _RUIDO.sub("", disco)


def _sin_explicar(material: Material) -> bool:
    """Whether a failure is told in a line that cannot be read: it may be of any disk."""
    dentro = False
    for renglon in renglones(material.todo):
        if _SECCION.match(renglon):
            dentro = True
        elif dentro and renglon and not _FALLA.match(renglon) and not _GENERAL.search(renglon):
            if " lev " in renglon or renglon.startswith("  "):
                return True
            dentro = False
    return False


def _sin_fila(dles: dict[tuple[str, str], _Dle]) -> bool:
    """Whether a dump told as half good has no row in the table: its name is that of another one."""
    hay_tabla = any(dle.en_tabla for dle in dles.values())
    return hay_tabla and any(d.estado == ADVERTENCIA and not d.en_tabla for d in dles.values())


def _estado(dle: _Dle, *, entero: bool, inacabado: bool) -> str:
    """What its lines say, in the light of how the report ends."""
    if not entero and dle.estado == CONFORME:
        return SIN_DATO
    if dle.reintentado and dle.limpia:  # its row shows that the retry reached the tape
        return ADVERTENCIA
    return peor(dle.estado, ADVERTENCIA) if inacabado else dle.estado


def _anotar(dles: dict[tuple[str, str], _Dle], renglon: str) -> None:
    falla = _FALLA.match(renglon)
    fila, mala = _FILA.match(renglon), _FILA_MALA.match(renglon)
    hallado = falla or fila or mala
    if hallado is None:
        return
    equipo, disco = hallado[1].strip('"'), hallado[2].strip('"')
    dle = dles.setdefault(_llave(equipo, disco), _Dle(equipo, disco))
    if falla:
        _anotar_falla(dle, falla)
    elif fila:
        dle.en_tabla = True
        dle.nivel, dle.original, dle.escrito = int(fila[3]), int(fila[4]), int(fila[5])
        dle.palabra = dle.palabra or fila["nota"].strip()
        limpia = dle.limpia = bool(fila["taper"]) and not fila["nota"]
        dle.estado = peor(dle.estado, CONFORME if limpia else ADVERTENCIA)
        if not limpia:
            dle.dichos.append(
                fila["nota"].strip() or "No llegó a la cinta: quedó en el disco de espera."
            )
    elif mala:
        dle.en_tabla, dle.palabra = True, mala[3]
        dle.estado = peor(dle.estado, ADVERTENCIA if mala[3] == "PARTIAL" else NO_CONFORME)


def _anotar_falla(dle: _Dle, falla: re.Match[str]) -> None:
    palabra = falla[4]
    dle.nivel = int(falla[3]) if dle.nivel is None else dle.nivel
    dle.palabra = dle.palabra or palabra.upper()
    dle.dichos.append(f"{palabra}{falla[5]}".strip())
    dle.reintentado |= palabra == "was successfully"
    parcial = palabra in {"STRANGE", "partial", "was successfully"}
    dle.estado = peor(dle.estado, ADVERTENCIA if parcial else NO_CONFORME)


def _ejecucion(
    material: Material, dle: _Dle, datos: dict[str, str], ajenos: tuple[str, str]
) -> EjecucionLeida:
    captura, (cinta, version) = material.captura, ajenos
    fecha = dia(datos["Date"])
    marca = fecha.strftime("%Y%m%d") if fecha else ""
    # The mail is sent when the run ends; its body tells no hour.
    fin = captura.recibida_en if captura.canal == "correo" else captura.fin
    fin = fin.astimezone(UTC) if fin else None
    if fin and fecha and not timedelta(0) <= fin.date() - fecha <= timedelta(days=3):
        fin = None
    return EjecucionLeida(
        clave=clave("amanda", marca, dle.equipo, dle.disco, cinta) if marca else "",
        trabajo=dle.disco, equipo=dle.equipo, origen=dle.disco, herramienta="amanda",
        version=version, repositorio=datos["Config"][:200], medio=cinta,
        modalidad="desconocida" if dle.nivel is None else "incremental" if dle.nivel else "total",
        inicio=captura.inicio, inicio_inferido=captura.inicio is not None, fin=fin,
        bytes=None if dle.original is None else dle.original * 1024,
        bytes_almacenados=None if dle.escrito is None else dle.escrito * 1024,
        redondeado=True, estado=dle.estado, estado_origen=dle.palabra,
        mensaje="\n".join(dict.fromkeys(dle.dichos))[:4000],
    )  # fmt: skip


ANALIZADOR = Analizador("amanda", "1", reconoce, lee, por_partes=True, codigo_de_todas=True)
