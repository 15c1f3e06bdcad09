"""What the evidence says against a «conforme»: shown to the operator, never decided for them.

A tool's success is not enough: a copy can be empty, cut, late or of another kind (evidencia.md §1
and §5). Each finding carries its numbers in Spanish. Source: producto.md «discrepancia», X-4,
MIN-7.1.1-d. Pure: no ORM and no clock.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from zoneinfo import ZoneInfo

from gobierno.formato import bytes_es

ADVERTENCIA = "ADVERTENCIA"
NO_CONFORME = "NO_CONFORME"
SIN_TERMINAR = "SIN_TERMINAR"
TEXTO_DE_ERROR = "TEXTO_DE_ERROR"
COPIA_VACIA = "COPIA_VACIA"
TAMANO_ANOMALO = "TAMANO_ANOMALO"
EXCEDE_VENTANA = "EXCEDE_VENTANA"
TIPO_DISTINTO = "TIPO_DISTINTO"
FALTA_SEGUNDA = "FALTA_SEGUNDA_EVIDENCIA"

CAIDA_DE_TAMANO = 60  # percent under the median of 30 days; the profile may say another
HISTORIA_MINIMA = 3  # fewer sizes than this say nothing about what is usual

ENTERAS = frozenset({"total", "instantanea", "espejo"})
_CUMPLEN_CUALQUIERA = frozenset({"instantanea", "espejo", "desconocida"})
_ERROR = re.compile(
    r"error:|\bfatal\b|\bdenied\b|no space left|got error|(?:acceso|permiso) denegado|"
    r"sin espacio en disco|no queda espacio|"
    r"\b(?:exit(?:ed)?|return)(?: with)?(?: return)? (?:code|status):? {0,4}[1-9]|"
    r"c[oó]digo de salida:? {0,4}[1-9]",
    re.IGNORECASE,
)
_INOCENTE = re.compile(  # «errors: no» says none; «error: no such file» is one
    r"\b(?:0|no|sin) err(?:or|ores|ors)\b|"
    r"err(?:ors?|ores): *(?:(?:0|none|ninguno)\b|no(?= *(?:$|[,.;)])))",
    re.IGNORECASE,
)
_LARGO_CITA = 120
_LARGO_RENGLON = 4_000
MINIMO_DE_VOLCADO = 200  # bytes; an empty gzip is 20, an empty dump has a longer heading


@dataclass(frozen=True, slots=True)
class Discrepancia:
    """One finding: stable `codigo`, `texto` for people, and whether it leaves no usable copy."""

    codigo: str
    texto: str
    es_grave: bool = False


@dataclass(frozen=True, slots=True)
class EjecucionVista:
    """What the source told of a run. Instants are aware, sizes are bytes, None is not told."""

    estado: str
    modalidad: str = "desconocida"
    inicio: datetime | None = None
    fin: datetime | None = None
    bytes: int | None = None
    archivos: int | None = None
    errores: int | None = None
    mensaje: str = ""


@dataclass(frozen=True, slots=True)
class Esperado:
    """What the line owed: its modalidad and the close of its window (UTC), told in `zona`.

    `textos_permitidos` are parts of a message that look like an error and are not, for this line.
    """

    modalidad: str
    fin_previsto: datetime
    zona: ZoneInfo
    caida_de_tamano: int = CAIDA_DE_TAMANO
    textos_permitidos: tuple[str, ...] = ()


def detectar(
    ejecucion: EjecucionVista, esperado: Esperado, historia: Sequence[int]
) -> tuple[Discrepancia, ...]:
    """Return what the evidence says against confirming the run, the gravest first.

    `historia` holds the sizes in bytes of the conforme runs of the series in the last 30 days,
    without this one. Empty when nothing contradicts a «conforme».
    Fuente: MIN-7.1.1-d, MIN-7.1.2-c, evidencia.md §5.
    """
    halladas = (
        _por_estado(ejecucion),
        _por_texto(ejecucion, esperado),
        _por_vacia(ejecucion, _modalidad(ejecucion, esperado)),
        _por_tamano(ejecucion, esperado, historia),
        _por_ventana(ejecucion, esperado),
        _por_tipo(ejecucion, esperado),
    )
    return tuple(sorted(filter(None, halladas), key=lambda d: not d.es_grave))


def _por_estado(ejecucion: EjecucionVista) -> Discrepancia | None:
    match ejecucion.estado:
        case "no_conforme":
            return Discrepancia(NO_CONFORME, "El software informa que la copia falló.", True)
        case "en_curso" | "sin_dato":
            return Discrepancia(
                SIN_TERMINAR, "El software no informa que la copia haya terminado.", True
            )
        case "advertencia":
            cuantos = _contar(ejecucion.errores)
            return Discrepancia(ADVERTENCIA, f"El software terminó con advertencias{cuantos}.")
    if ejecucion.errores:
        cuantos = _contar(ejecucion.errores)
        return Discrepancia(ADVERTENCIA, f"El software dice que terminó bien, pero{cuantos[1:]}.")
    return None


def _contar(errores: int | None) -> str:
    if not errores:
        return ""
    return ": 1 archivo con error" if errores == 1 else f": {errores} archivos con error"


def renglon_de_error(texto: str, permitidos: Sequence[str] = ()) -> str:
    """The first line that reads like an error, cut; "" when there is none."""
    for renglon in texto.split("\n"):
        limpio = _INOCENTE.sub("", renglon[:_LARGO_RENGLON])
        permitido = any(parte and parte in renglon for parte in permitidos)
        if not permitido and _ERROR.search(limpio):
            return renglon.strip()[:_LARGO_CITA]
    return ""


def contradecir(
    ejecucion: EjecucionVista, cita: str, *, ingenua: bool = False
) -> tuple[Discrepancia, ...]:
    """What contradicts the tool's word in its own evidence, before any line of the Directorio.

    `cita` is the line of error among what it printed, "" when there is none. A dump that is
    `ingenua` (nobody checked it) and holds less than its format's own frame is empty too.
    Fuente: evidencia.md §1.2, §5.
    """
    halladas = (
        _por_vacia(ejecucion, ejecucion.modalidad, MINIMO_DE_VOLCADO if ingenua else 0),
        _por_cita(ejecucion.estado, cita),
    )
    return tuple(filter(None, halladas))


def _por_texto(ejecucion: EjecucionVista, esperado: Esperado) -> Discrepancia | None:
    cita = renglon_de_error(ejecucion.mensaje, esperado.textos_permitidos)
    return _por_cita(ejecucion.estado, cita)


def _por_cita(estado: str, cita: str) -> Discrepancia | None:
    if estado != "conforme" or not cita:
        return None
    return Discrepancia(
        TEXTO_DE_ERROR, f"El software dice que terminó bien, pero su mensaje dice: «{cita}»."
    )


def _modalidad(ejecucion: EjecucionVista, esperado: Esperado) -> str:
    """That of the copy; a source that does not say it means what the line owed."""
    observada = ejecucion.modalidad
    return esperado.modalidad if observada == "desconocida" else observada


def _por_vacia(ejecucion: EjecucionVista, modalidad: str, minimo: int = 0) -> Discrepancia | None:
    if modalidad not in ENTERAS:
        return None
    if ejecucion.bytes is not None and 0 < ejecucion.bytes < minimo:
        return Discrepancia(COPIA_VACIA, f"La copia tiene {ejecucion.bytes} bytes.", True)
    vacia = "0 bytes" if ejecucion.bytes == 0 else "0 archivos" if ejecucion.archivos == 0 else ""
    return Discrepancia(COPIA_VACIA, f"La copia tiene {vacia}.", True) if vacia else None


def _por_tamano(
    ejecucion: EjecucionVista, esperado: Esperado, historia: Sequence[int]
) -> Discrepancia | None:
    if not ejecucion.bytes or len(historia) < HISTORIA_MINIMA:
        return None
    usual = median(historia)
    limite = (100 - esperado.caida_de_tamano) * usual
    entera = _modalidad(ejecucion, esperado) in ENTERAS
    if not entera or 100 * ejecucion.bytes > limite:
        return None
    caida = round(100 - 100 * ejecucion.bytes / usual)
    return Discrepancia(
        TAMANO_ANOMALO,
        f"La copia pesa {bytes_es(ejecucion.bytes)}: {caida} % menos que lo usual en 30 días "
        f"({bytes_es(int(usual))}).",
    )


def _por_ventana(ejecucion: EjecucionVista, esperado: Esperado) -> Discrepancia | None:
    if ejecucion.fin is None or ejecucion.fin <= esperado.fin_previsto:
        return None
    minutos = -(-(ejecucion.fin - esperado.fin_previsto).total_seconds() // 60)
    horas, resto = divmod(int(minutos), 60)
    exceso = " ".join(
        filter(None, [f"{horas} h" if horas else "", f"{resto} min" if resto else ""])
    )
    fin, cierre = (
        instante.astimezone(esperado.zona) for instante in (ejecucion.fin, esperado.fin_previsto)
    )
    formato = "%H:%M" if fin.date() == cierre.date() else "%d/%m/%Y %H:%M"
    return Discrepancia(
        EXCEDE_VENTANA,
        f"Terminó {exceso} después de su ventana: a las {fin.strftime(formato)} "
        f"y la ventana cierra a las {cierre.strftime(formato)}.",
    )


def _por_tipo(ejecucion: EjecucionVista, esperado: Esperado) -> Discrepancia | None:
    if ejecucion.modalidad in _CUMPLEN_CUALQUIERA | {esperado.modalidad}:
        return None
    return Discrepancia(
        TIPO_DISTINTO,
        f"El Directorio pide modalidad {esperado.modalidad} y el software informa "
        f"{ejecucion.modalidad}.",
    )
