"""The one clock of the product: working time between two instants, and deadlines. Pure.

A clock runs all day and night (*en calendario corrido*) or only inside the working hours of the
institution's business days (*hábil*). Pauses are intervals that do not count. Durations are
compared at minute precision and a time equal to the limit is met (dominio.md §3.6, CAL-8).

Fuente: MIN-7.1.2-f, X-12.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gobierno.calendario import Calendario

MINUTO = timedelta(minutes=1)
NADA = timedelta()
_UN_DIA = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tramo:
    """An interval of instants, its end excluded."""

    desde: datetime
    hasta: datetime

    def __post_init__(self) -> None:
        if self.hasta < self.desde:
            raise ValueError("un tramo no termina antes de empezar")


@dataclass(frozen=True, slots=True)
class Reloj:
    """When time counts. Without `calendario` it always does; with one, from `desde` to `hasta`
    (local times of `zona`) of its business days. Raises ValueError when that is no time at all."""

    zona: ZoneInfo
    calendario: Calendario | None = None
    desde: time = time.min
    hasta: time = time.max

    def __post_init__(self) -> None:
        if self.desde >= self.hasta:
            raise ValueError("la jornada no termina antes de empezar")


@dataclass(frozen=True, slots=True)
class Plazo:
    """`vence` is the deadline as people read it; from `tarde_desde` on, it was not met.

    They differ by a minute of the clock: equal is met.
    """

    vence: datetime
    tarde_desde: datetime


def transcurrido(
    inicio: datetime, fin: datetime, reloj: Reloj, pausas: Iterable[Tramo] = ()
) -> timedelta:
    """How long the clock ran from `inicio` to `fin`; zero when `fin` is not later.

    Fuente: CAL-8, X-12.
    """
    total = NADA
    corre = _huecos(inicio, fin, _unidas(pausas))
    for tramo in corre:
        for jornada in _jornadas(tramo.desde, reloj):
            if jornada.desde >= tramo.hasta:
                break
            total += max(min(jornada.hasta, tramo.hasta) - jornada.desde, NADA)
    return total


def vencimiento(
    inicio: datetime, limite: timedelta, reloj: Reloj, pausas: Iterable[Tramo] = ()
) -> datetime:
    """The first instant (UTC) at which the clock has run `limite` since `inicio`."""
    cerradas, falta = _unidas(pausas), limite
    if falta <= NADA:
        return inicio.astimezone(UTC)
    for jornada in _jornadas(inicio, reloj):
        for tramo in _huecos(jornada.desde, jornada.hasta, cerradas):
            if tramo.hasta - tramo.desde >= falta:
                return tramo.desde + falta
            falta -= tramo.hasta - tramo.desde
    raise AssertionError("un calendario siempre tiene otro día hábil")


def plazo(inicio: datetime, limite: timedelta, reloj: Reloj, pausas: Sequence[Tramo] = ()) -> Plazo:
    """Both faces of a deadline of `limite`, which has whole minutes."""
    return Plazo(
        vence=vencimiento(inicio, limite, reloj, pausas),
        tarde_desde=vencimiento(inicio, limite + MINUTO, reloj, pausas),
    )


def cumple(corrido: timedelta, limite: timedelta) -> bool:
    """Equal is met; seconds do not count (CAL-8)."""
    return corrido // MINUTO <= limite // MINUTO


def _jornadas(desde: datetime, reloj: Reloj) -> Iterator[Tramo]:
    """The stretches of working time from `desde` on, in UTC and in order, without end."""
    if reloj.calendario is None:
        yield Tramo(desde.astimezone(UTC), datetime.max.replace(tzinfo=UTC))
        return
    dia = desde.astimezone(reloj.zona).date()
    while True:
        if reloj.calendario.es_habil(dia):
            abre, cierra = _local(dia, reloj.desde, reloj), _local(dia, reloj.hasta, reloj)
            if cierra > max(abre, desde):
                yield Tramo(max(abre, desde.astimezone(UTC)), cierra)
        dia += _UN_DIA


def _local(dia: date, hora: time, reloj: Reloj) -> datetime:
    return datetime.combine(dia, hora, tzinfo=reloj.zona).astimezone(UTC)


def _unidas(pausas: Iterable[Tramo]) -> list[Tramo]:
    """Pauses in order, those that touch or overlap joined: no minute is taken off twice."""
    unidas: list[Tramo] = []
    for pausa in sorted(pausas, key=lambda p: p.desde):
        if unidas and pausa.desde <= unidas[-1].hasta:
            anterior = unidas.pop()
            pausa = Tramo(anterior.desde, max(anterior.hasta, pausa.hasta))  # noqa: PLW2901
        unidas.append(pausa)
    return unidas


def _huecos(desde: datetime, hasta: datetime, pausas: Sequence[Tramo]) -> Iterator[Tramo]:
    """What is left of an interval when the pauses (in order, apart) are taken off."""
    cursor = desde
    for pausa in pausas:
        if pausa.hasta <= cursor:
            continue
        if pausa.desde >= hasta:
            break
        if pausa.desde > cursor:
            yield Tramo(cursor, pausa.desde)
        cursor = pausa.hasta
    if cursor < hasta:
        yield Tramo(cursor, hasta)
