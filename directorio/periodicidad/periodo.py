"""The period of the baseline in which a copy made for an event falls (dominio.md 4.3)."""

from calendar import monthrange
from datetime import date, timedelta

from directorio.periodicidad.fijas import CATORCE, EnMeses, Mensual, Quincenal, Semanal
from directorio.periodicidad.modelo import Periodicidad

_MITAD = 15


def periodo_de(base: Periodicidad, fecha: date) -> tuple[date, date]:
    """First and last date of the calendar period that holds `fecha`: what the base owes in it, a
    copy of the event satisfies too («mensual o cada actualización»).

    A week is from Monday to Sunday; quarters, semesters and years are the natural ones; a daily
    baseline has no period but the date. Fuente: PC-6.4-2, dominio.md 4.3.
    """
    if isinstance(base, Semanal):
        lunes = fecha - timedelta(days=fecha.weekday())
        return lunes, lunes + timedelta(days=6)
    if isinstance(base, Quincenal) and base.ancla is not None:
        inicio = fecha - timedelta(days=(fecha - base.ancla).days % CATORCE)
        return inicio, inicio + timedelta(days=CATORCE - 1)
    if isinstance(base, Quincenal):
        inicio, fin = _meses(fecha, 1)
        medio = inicio.replace(day=_MITAD)
        return (inicio, medio) if fecha <= medio else (medio + timedelta(days=1), fin)
    if isinstance(base, Mensual):
        return _meses(fecha, 1)
    if isinstance(base, EnMeses):
        return _meses(fecha, _paso(base.meses))
    return fecha, fecha


def _paso(meses: frozenset[int]) -> int:
    """Months of each block when they are even (3: quarters); 1 when they are not."""
    paso, resto = divmod(12, len(meses))
    return paso if not resto and len({mes % paso for mes in meses}) == 1 else 1


def _meses(fecha: date, cuantos: int) -> tuple[date, date]:
    """The natural block of that many months."""
    primero = (fecha.month - 1) // cuantos * cuantos + 1
    ultimo = primero + cuantos - 1
    fin = date(fecha.year, ultimo, monthrange(fecha.year, ultimo)[1])
    return date(fecha.year, primero, 1), fin
