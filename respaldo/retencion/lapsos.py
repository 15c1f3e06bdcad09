"""Sets of local dates as runs of consecutive days."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from respaldo.retencion.dictamen import Lapso

_UN_DIA = timedelta(days=1)


def en_lapsos(dias: Iterable[date]) -> tuple[Lapso, ...]:
    """Return the runs of consecutive days, in order."""
    lapsos: list[Lapso] = []
    for dia in sorted(set(dias)):
        if lapsos and dia == lapsos[-1].hasta + _UN_DIA:
            lapsos[-1] = Lapso(lapsos[-1].desde, dia)
        else:
            lapsos.append(Lapso(dia, dia))
    return tuple(lapsos)


def complemento(todo: Lapso, cubiertos: Sequence[Lapso]) -> tuple[Lapso, ...]:
    """Return the days of a period that are in none of its runs, which are in order."""
    faltan = []
    desde = todo.desde
    for lapso in cubiertos:
        if desde < lapso.desde:
            faltan.append(Lapso(desde, lapso.desde - _UN_DIA))
        desde = lapso.hasta + _UN_DIA
    if desde <= todo.hasta:
        faltan.append(Lapso(desde, todo.hasta))
    return tuple(faltan)
