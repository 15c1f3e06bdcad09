"""From the text of a cell to the value of its field, or to a message that says what to write."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from directorio import periodicidad, plazos
from directorio.importadores.modelo import plegar

_RELOJ = re.compile(
    r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?(?::(\d{2}))?\s*(?:h|hrs?|horas)?\s*([ap])?\.?\s*(?:m\.?)?"
)
_FRACCION = re.compile(r"0?[.,]\d+")
_FECHA = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: \d{2}:\d{2})?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_ENTERO = re.compile(r"([+-]?\d{1,9})(?:[.,]0+)?\s*(?:h|hrs?|horas?|d[ií]as?)?", re.IGNORECASE)
_MEDIODIA, _UN_DIA = 12, 24  # hours
_UN_ANIO = 366  # days
_CASI_NADA = 0.01  # minutes
_LARGO = 60  # of what is quoted
_EPOCA = date(1899, 12, 30)  # day 0 of the serial numbers of Excel
_SERIES = range(20_000, 80_000)  # 1954–2119: a date left without its format
_MAXIMO_ENTERO = 100_000
_EJEMPLO_HORA = "escriba la hora como 22:00 (de 00:00 a 23:59)"


class CeldaInvalida(ValueError):
    """What is wrong with a cell and what to write, as one Spanish sentence without subject."""


def hora(texto: str) -> time:
    """22:00, 22.00, 22h, 10:00 p. m., or the fraction of a day of an unformatted cell."""
    if _FRACCION.fullmatch(texto) and (leida := _de_fraccion(texto)):
        return leida
    hallado = _RELOJ.fullmatch(texto.strip().lower().replace("\xa0", " "))
    if hallado is None:
        raise CeldaInvalida(f"no se entiende la hora «{_corto(texto)}»: {_EJEMPLO_HORA}")
    horas, minutos, mitad = int(hallado[1]), int(hallado[2] or 0), hallado[4]
    if mitad:
        if not 1 <= horas <= _MEDIODIA:
            raise CeldaInvalida(f"la hora «{_corto(texto)}» no existe: {_EJEMPLO_HORA}")
        horas = horas % _MEDIODIA + (_MEDIODIA if mitad == "p" else 0)
    try:
        return time(horas, minutos)
    except ValueError:
        consejo = "para la medianoche escriba 00:00" if horas == _UN_DIA else _EJEMPLO_HORA
        raise CeldaInvalida(f"la hora «{_corto(texto)}» no existe: {consejo}") from None


def _de_fraccion(texto: str) -> time | None:
    """A time that lost its format (0.25 → 06:00); «0.30» typed with a dot is not one."""
    minutos = float(texto.replace(",", ".")) * _UN_DIA * 60
    redondos = round(minutos / 5) * 5
    if texto.endswith("0") or abs(minutos - redondos) > _CASI_NADA or redondos >= _UN_DIA * 60:
        return None
    return time(redondos // 60, redondos % 60)


def fecha(texto: str) -> date:
    """dd/mm/aaaa, or the serial number of a date that lost its format."""
    if texto.isdigit() and int(texto) in _SERIES:
        return _EPOCA + timedelta(days=int(texto))
    try:
        if hallado := _FECHA.fullmatch(texto):
            return date(int(hallado[3]), int(hallado[2]), int(hallado[1]))
        if hallado := _ISO.fullmatch(texto):
            return date(int(hallado[1]), int(hallado[2]), int(hallado[3]))
    except ValueError:
        raise CeldaInvalida(
            f"la fecha «{_corto(texto)}» no existe: escríbala como dd/mm/aaaa"
        ) from None
    raise CeldaInvalida(f"no se entiende la fecha «{_corto(texto)}»: escríbala como dd/mm/aaaa")


def entero(texto: str) -> int:
    hallado = _ENTERO.fullmatch(texto)
    if hallado is None:
        raise CeldaInvalida(f"«{_corto(texto)}» no es un número entero: escriba por ejemplo 24")
    valor = int(hallado[1])
    if abs(valor) > _MAXIMO_ENTERO:
        raise CeldaInvalida(f"{valor} es demasiado grande: escriba hasta {_MAXIMO_ENTERO}")
    return valor


def natural(texto: str) -> int:
    valor = entero(texto)
    if valor < 0:
        raise CeldaInvalida(f"«{_corto(texto)}» es negativo: escriba un número desde 0")
    return valor


def positivo(texto: str) -> int:
    valor = entero(texto)
    if valor < 1:
        raise CeldaInvalida(f"«{_corto(texto)}» no sirve de número de línea: escriba 1 o más")
    return valor


def ajuste(texto: str) -> int:
    valor = entero(texto)
    if abs(valor) > _UN_ANIO:
        limites = f"de −{_UN_ANIO} a {_UN_ANIO}"
        raise CeldaInvalida(f"un ajuste de {valor} días no es posible: escriba {limites}")
    return valor


def si_o_no(texto: str) -> bool:
    plegado = plegar(texto)
    if plegado in {"si", "s", "x", "verdadero", "true", "1", "cifrado", "yes"}:
        return True
    if plegado in {"no", "n", "falso", "false", "0", "sin cifrar", "sin cifrado"} or not plegado:
        return False
    raise CeldaInvalida(f"«{_corto(texto)}» no es sí ni no: escriba sí o no")


def de_periodicidad(texto: str) -> str:
    try:
        return periodicidad.texto(periodicidad.leer(texto))
    except periodicidad.PeriodicidadInvalida as error:
        raise CeldaInvalida(_minuscula(f"{error.mensaje} {error.remedio}")) from error


def de_retencion(texto: str) -> str:
    sin_unidad = re.fullmatch(r"\d{1,5}", texto)
    try:
        return plazos.texto(plazos.leer(texto))
    except plazos.PlazoInvalido as error:
        consejo = f"Escriba por ejemplo «{texto} días»." if sin_unidad else error.remedio
        raise CeldaInvalida(_minuscula(f"{error.mensaje} {consejo}")) from error


def opcion(opciones: Mapping[str, str], nombre: str) -> Callable[[str], str]:
    """A reader of one of `opciones` (folded text → value)."""

    def leer(texto: str) -> str:
        plegado = plegar(texto)
        if plegado in opciones:
            return opciones[plegado]
        validas = ", ".join(dict.fromkeys(opciones.values()))
        raise CeldaInvalida(f"«{_corto(texto)}» no es {nombre}: escriba {validas}")

    return leer


def texto_libre(texto: str) -> str:
    return texto


def a_json(valor: Any) -> Any:
    """A value as it is kept in JSON between the preview and the confirmation."""
    if isinstance(valor, time):
        return f"{valor:%H:%M}"
    if isinstance(valor, datetime | date):
        return valor.isoformat()
    return valor


def _corto(texto: str) -> str:
    return texto if len(texto) <= _LARGO else texto[: _LARGO - 3] + "…"


def _minuscula(texto: str) -> str:
    return texto[:1].lower() + texto[1:]
