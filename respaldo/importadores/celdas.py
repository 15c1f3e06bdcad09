"""What a cell of a report says: instants, amounts, and the words of each tool (evidencia.md §5)."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from gobierno.errores import ValorInvalido

_PALABRAS_DE_ESTADO = {
    "conforme": "conforme|ok|success|successful|succeeded|completed|complete|done|correcto|"
    "correcta|exitoso|exitosa|exito|terminado|completado|completada|satisfactorio|backup ok|t|0",
    "advertencia": "advertencia|advertencias|con advertencias|warning|warnings|w|parcial|partial|"
    "completed with warnings|completedwithwarnings|completed with errors|completed w errors|"
    "ok with warnings|backup ok with warnings|partialbackup|completado con advertencias|"
    "completada con advertencias|completado con errores|completada con errores|"
    "terminado con advertencias|terminado con errores|parcialmente completado|"
    "parcialmente completada|partially successful",
    "no_conforme": "no conforme|no_conforme|failed|failure|fail|error|fatal|fallido|fallida|fallo|"
    "cancelled|canceled|cancelado|cancelada|killed|aborted|abortado|interrupted|f|a|"
    "no completado|no completada|no exitoso|no exitosa|no satisfactorio|incorrecto|incorrecta|"
    "con error|not successful|unsuccessful|not completed|interrumpido|interrumpida|no ejecutado|"
    "no ejecutada|omitido|omitida|missed|skipped",
    "en_curso": "en curso|en_curso|running|working|in progress|inprogress|en ejecucion|r",
    "sin_dato": "sin dato|sin_dato|unknown|desconocido|n a",
}
_PALABRAS_DE_MODALIDAD = {
    "total": "total|completo|completa|full|f|synthetic full|active full",
    "incremental": "incremental|incr|inc|i|increment",
    "diferencial": "diferencial|differential|dif|diff|d",
    "log": "log|logs|registros|registro|transaction log|archivelog",
    "instantanea": "instantanea|snapshot|snap",
    "desconocida": "desconocida|unknown|",
}
_ESTADOS_DE_BACULA = {"e": "advertencia", "E": "no_conforme"}  # the only case that matters
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
    r"(?: ?(Z|[+-]\d{2}:?\d{2}|UTC))?",
    re.IGNORECASE,
)
_LATINA = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}),? +(\d{1,2}):(\d{2})(?::(\d{2}))?"
    r"(?: ?([ap])\.? ?m\.?)?",
    re.IGNORECASE,
)
_SOLO_FECHA = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
_MEDIODIA = 12
_COMO_FECHA = "Escríbala como dd/mm/aaaa hh:mm o aaaa-mm-ddThh:mm:ss-05:00."


class CeldaInvalida(ValorInvalido):
    """A cell that cannot be read."""


def plegar(texto: str) -> str:
    """Fold case, accents, punctuation and spaces, to compare words."""
    plano = unicodedata.normalize("NFKD", texto.casefold())
    plano = "".join(letra for letra in plano if not unicodedata.combining(letra))
    return " ".join(re.sub(r"[^a-z0-9_]", " ", plano).split())


def _invertir(palabras: Mapping[str, str]) -> dict[str, str]:
    return {palabra: valor for valor, lista in palabras.items() for palabra in lista.split("|")}


_ESTADOS = _invertir(_PALABRAS_DE_ESTADO)
_MODALIDADES = _invertir(_PALABRAS_DE_MODALIDAD)


def leer_estado(celda: str) -> str:
    """Return the state that a tool's word means; never guesses an unknown one."""
    estado = _ESTADOS_DE_BACULA.get(celda) or _ESTADOS.get(plegar(celda))
    if estado is None:
        raise CeldaInvalida(
            f"«{celda[:40]}» no es un resultado conocido." if celda else "Falta el resultado.",
            f"Use uno de estos: {', '.join(_PALABRAS_DE_ESTADO)}.",
        )
    return estado


def leer_modalidad(celda: str) -> str:
    """Return the modalidad that a tool's word means; an empty cell is desconocida."""
    modalidad = _MODALIDADES.get(plegar(celda))
    if modalidad is None:
        raise CeldaInvalida(
            f"«{celda[:40]}» no es una modalidad conocida.",
            f"Use una de estas, o déjela vacía: {', '.join(_PALABRAS_DE_MODALIDAD)}.",
        )
    return modalidad


def leer_cantidad(celda: str) -> int | None:
    """Return a whole number from 0 up; None for an empty cell."""
    if not celda:
        return None
    if not re.fullmatch(r"[0-9]{1,19}", celda):
        negativa = re.fullmatch(r"-\d+", celda)
        raise CeldaInvalida(
            f"«{celda[:40]}» es negativo."
            if negativa
            else f"«{celda[:40]}» no es un número entero.",
            "Escriba solo cifras, sin separadores ni unidades (el tamaño, en bytes), "
            "o deje la celda vacía.",
        )
    return int(celda)


def leer_instante(celda: str, zona: ZoneInfo) -> datetime | None:
    """Return the UTC instant of a date and time, local to `zona` unless it says its offset.

    Day before month, always. None for an empty cell.
    """
    if not celda:
        return None
    iso = _ISO.fullmatch(celda)
    escrita = iso or _LATINA.fullmatch(celda)
    if escrita is None:
        falta = " solo tiene la fecha; falta la hora" if _SOLO_FECHA.fullmatch(celda) else ""
        raise CeldaInvalida(f"«{celda[:40]}»{falta or ' no es una fecha y hora'}.", _COMO_FECHA)
    try:
        return (_desde_iso if iso else _desde_latina)(escrita, zona)
    except (ValueError, OverflowError):
        raise CeldaInvalida(
            f"«{celda[:40]}» no existe en el calendario: se lee día/mes/año.", _COMO_FECHA
        ) from None


def _desde_iso(iso: re.Match[str], zona: ZoneInfo) -> datetime:
    *partes, desfase = iso.groups()
    anio, mes, dia, hora, minuto, segundo = (int(parte or 0) for parte in partes)
    if desfase and desfase[0] in "+-":
        limpio = f"{desfase[:3]}:{desfase[-2:]}"
        texto = f"{anio:04d}-{mes:02d}-{dia:02d}T{hora:02d}:{minuto:02d}:{segundo:02d}{limpio}"
        return datetime.fromisoformat(texto).astimezone(UTC)
    tz = UTC if desfase else zona
    return datetime(anio, mes, dia, hora, minuto, segundo, tzinfo=tz).astimezone(UTC)


def _desde_latina(latina: re.Match[str], zona: ZoneInfo) -> datetime:
    *partes, mitad = latina.groups()
    dia, mes, anio, hora, minuto, segundo = (int(parte or 0) for parte in partes)
    if mitad:
        if not 1 <= hora <= _MEDIODIA:
            raise ValueError(hora)
        hora = hora % _MEDIODIA + (_MEDIODIA if mitad.lower() == "p" else 0)
    return datetime(anio, mes, dia, hora, minuto, segundo, tzinfo=zona).astimezone(UTC)
