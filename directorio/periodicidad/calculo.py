"""From a periodicity to dates: what is owed, what comes next, how far apart."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import lru_cache
from itertools import islice, pairwise

from directorio.periodicidad.fijas import CATORCE, Quincenal
from directorio.periodicidad.modelo import Apertura, Periodicidad
from directorio.periodicidad.otras import PorEvento
from gobierno.calendario import Calendario

_TRAMO = timedelta(days=366)
_ANIOS_DE_BUSQUEDA = 40
# Four leap years and every weekday for every date: the widest gap of any rule is inside.
_CICLO = (date(2000, 1, 1), date(2028, 12, 31))


def fechas(
    periodicidad: Periodicidad, desde: date, hasta: date, calendario: Calendario
) -> list[date]:
    """Return the fechas operativas owed between two dates, both inclusive (RC-52, RC-53).

    Empty when nothing is scheduled (a solicitud, continua, an event without a baseline) or when
    `hasta` is before `desde`. Fuente: dominio.md 4.3.
    """
    if hasta < desde:
        return []
    return list(periodicidad.fechas(desde, hasta, calendario))


def aperturas(periodicidad: Periodicidad, fecha: date, hora_inicio: time) -> tuple[Apertura, ...]:
    """Return the local starts of a fecha operativa with their ordinal, from 1, in order.

    It does not check that the date is owed: ask `fechas` first.
    """
    return periodicidad.aperturas(fecha, hora_inicio)


def _desde(periodicidad: Periodicidad, desde: date, calendario: Calendario) -> Iterator[date]:
    for _ in range(_ANIOS_DE_BUSQUEDA):
        hasta = desde + min(_TRAMO, date.max - desde)
        yield from periodicidad.fechas(desde, hasta, calendario)
        if hasta == date.max:
            return
        desde = hasta + timedelta(days=1)


def proximas(
    periodicidad: Periodicidad, desde: date, calendario: Calendario, n: int = 10
) -> list[date]:
    """Return the next n fechas operativas on or after a date; fewer if they do not exist."""
    if not periodicidad.es_programada:
        return []
    return list(islice(_desde(periodicidad, desde, calendario), n))


@lru_cache(maxsize=1024)
def periodo_maximo_dias(
    periodicidad: Periodicidad, calendario: Calendario | None = None
) -> int | None:
    """Return the greatest number of days between two consecutive dates owed, or None if none is.

    It is the P of R10 and the period of the two-period tolerance of 4.10. Without a calendar,
    business days are those of weeks without holidays.
    """
    if isinstance(periodicidad, PorEvento):
        base = periodicidad.base
        return None if base is None else periodo_maximo_dias(base, calendario)
    if not periodicidad.es_programada:
        return None
    if isinstance(periodicidad, Quincenal) and periodicidad.ancla is not None:
        return CATORCE
    todas = periodicidad.fechas(*_CICLO, calendario or Calendario())
    return max((b - a).days for a, b in pairwise(todas))
