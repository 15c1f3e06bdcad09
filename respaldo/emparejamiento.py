"""Which expected run a start belongs to, and what physically a run left. Pure.

Source: dominio.md 4.2 (R3) and 4.4 (R6); RC-11, RC-12, RC-13.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

TOTAL = "total"
INSTANTANEA = "instantanea"
MODALIDADES = frozenset({TOTAL, "incremental", "diferencial", "log"})
_UN_DIA = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Esperada:
    """The window of an expected run: UTC, end exclusive. `libre`: nothing answers for it yet;
    `por_evento`: an event opened it, not the calendar."""

    pk: int
    linea: int
    fecha_operativa: date
    inicio: datetime
    fin: datetime
    libre: bool = False
    por_evento: bool = False


def elegir(
    instante: datetime, esperadas: Iterable[Esperada], tolerancia: timedelta
) -> Esperada | None:
    """The expected run whose window contains a start; else the one about to open within tolerance.

    Of several, one that an event opened and nobody answered (its copy satisfies the calendar's
    too, 4.3), then the one that opened last. None: the run is *no programada*, and only a person
    may link it to the date it repairs. Fuente: R3, RC-11, RC-12, RC-13.
    """
    candidatas = [e for e in esperadas if e.inicio - tolerancia <= instante < e.fin]
    dentro = [e for e in candidatas if e.inicio <= instante]
    if dentro:
        return max(dentro, key=lambda e: (e.por_evento and e.libre, e.inicio, e.pk))
    return min(candidatas, key=lambda e: (e.inicio, e.pk), default=None)


def fechas_posibles(instante: datetime, zona: ZoneInfo) -> tuple[date, date, date]:
    """Fechas operativas whose window may contain an instant: its local date, and those beside."""
    local = instante.astimezone(zona).date()
    return (local - _UN_DIA, local, local + _UN_DIA)


@dataclass(frozen=True, slots=True)
class Clase:
    """What a copy is: the modalidad it counts as, the one it has in the chain, whether it stands
    alone."""

    modalidad: str
    en_cadena: str
    independiente: bool


def clasificar(observada: str, serie: str) -> Clase:
    """Classify the copy of a run whose source said `observada` on a line that says `serie`.

    A snapshot satisfies either modalidad and needs no base. A total run of a dependent line needs
    none either, and may be the base of others. A dependent run of a total line is not a total: it
    counts as what it is, so that nobody trusts it alone. Fuente: R6, MIN-6.1-o, MIN-6.1-p.
    """
    if observada == INSTANTANEA:
        return Clase(serie, serie, independiente=serie != TOTAL)
    if observada not in MODALIDADES:
        return Clase(serie, serie, independiente=False)
    if observada == TOTAL:
        return Clase(serie, TOTAL, independiente=serie != TOTAL)
    return Clase(observada if serie == TOTAL else serie, observada, independiente=False)
