"""Until when a copy is in retention: R12–R16 inside one rule, R18–R20 across versions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from directorio.plazos import HastaEvento, PorCopias, PorTiempo
from gobierno.calendario import fin_del_dia
from respaldo.retencion.modelo import CopiaHecho, Tramo, Transicion

_UN_DIA = timedelta(days=1)
_NUNCA = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Regencia:
    """A tramo while it governs one copy: from `desde` to the date before `hasta` (None: for ever).

    Inside it the copy dies on the first instant after `limite` (None: never) with `minimo` newer
    copies or more.
    """

    desde: date
    hasta: date | None
    limite: date | None
    minimo: int
    por_dia: bool = False


def ultimo_dia_retenido(ancla: date, tramos: Sequence[Tramo]) -> date | None:
    """Return L, the last local date on which the copy is in retention, inclusive.

    None when no date is known in advance: the rule counts copies, never ends or waits for an
    event (R14, R16). With «… y mínimo k copias» it is the date before which it cannot expire.
    There is no roll to business days (R13). `tramos` may come in any order; a copy older than the
    first one is governed by it.

    Fuente: R12, R13, R16, R18, R19, R20, MIN-7.1.1-c.
    """
    for regencia in _regencias(ancla, tramos):
        if regencia.limite == date.min:
            return None
        if regencia.limite is not None and not _sobrevive(regencia):
            return max(regencia.limite, regencia.desde - _UN_DIA)
    return None


def _sobrevive(regencia: _Regencia) -> bool:
    """Whether the time of the rule reaches the version that follows it."""
    limite, hasta = regencia.limite, regencia.hasta
    return limite is None or (hasta is not None and limite >= hasta)


def _regencias(ancla: date, tramos: Sequence[Tramo]) -> list[_Regencia]:
    """Return the rules that govern a copy, in order: R18, or R20 where a tramo says origen."""
    orden = sorted(tramos, key=lambda tramo: tramo.desde)
    anteriores = [tramo for tramo in orden if tramo.desde <= ancla]
    propio = anteriores[-1] if anteriores else orden[0]
    siguientes = [
        tramo
        for tramo in orden
        if tramo.desde > max(ancla, propio.desde) and tramo.transicion == Transicion.VIGENTE
    ]
    rigen = [propio, *siguientes]
    desde = [min(ancla, propio.desde), *(tramo.desde for tramo in siguientes)]
    hasta = [*desde[1:], None]
    return [
        _regencia(ancla, tramo, inicio, fin)
        for tramo, inicio, fin in zip(rigen, desde, hasta, strict=True)
    ]


def _regencia(ancla: date, tramo: Tramo, desde: date, hasta: date | None) -> _Regencia:
    match tramo.plazo:
        case PorCopias(n, por_dia):
            return _Regencia(desde, hasta, date.min, n, por_dia)
        case PorTiempo() as plazo:
            limite = _ajustar(plazo.sumar(ancla), tramo.ajuste)
            return _Regencia(desde, hasta, limite, plazo.minimo_copias)
        case HastaEvento():
            return _Regencia(desde, hasta, tramo.fecha_evento, 0)
        case _:  # Indefinida
            return _Regencia(desde, hasta, None, 0)


def _ajustar(fecha: date, dias: int) -> date:
    return min(date.max - fecha, timedelta(days=dias)) + fecha


def en_retencion(
    copia: CopiaHecho,
    serie: Iterable[CopiaHecho],
    tramos: Sequence[Tramo],
    *,
    al: datetime,
    zona: ZoneInfo,
) -> bool:
    """Tell whether policy keeps a copy at an aware instant, counting newer copies where it says so.

    `serie` holds the copies of the same series, in any order; the copy itself may be among them.
    Failed runs leave no copy and so do not count; an ad hoc copy does not push out a scheduled
    one; with `por_dia` those of one fecha ancla count as one. What expired once stays expired
    (R19), and what happened after `al` is ignored.

    Fuente: R12, R14, R15, R16, R18, R19, R20, MIN-7.1.1-c.
    """
    if al < copia.fin:
        return False
    nuevas = [
        otra for otra in serie if otra.inicio > copia.inicio and (copia.ad_hoc or not otra.ad_hoc)
    ]
    return not any(
        _muere(regencia, copia, nuevas, al=al, zona=zona)
        for regencia in _regencias(copia.ancla, tramos)
    )


def _muere(
    regencia: _Regencia,
    copia: CopiaHecho,
    nuevas: Sequence[CopiaHecho],
    *,
    al: datetime,
    zona: ZoneInfo,
) -> bool:
    if regencia.limite is None:
        return False
    vence = max(regencia.limite, regencia.desde - _UN_DIA)
    if vence == date.max:
        return False
    desde = max(copia.fin, fin_del_dia(vence, zona))
    hasta = None if regencia.hasta is None else fin_del_dia(regencia.hasta - _UN_DIA, zona)
    if desde > al or (hasta is not None and desde >= hasta):
        return False
    cuentas = _cuentas(copia, nuevas, por_dia=regencia.por_dia, al=al)
    al_empezar = [cuantas for instante, cuantas in cuentas if instante <= desde][-1:]
    despues = [c for t, c in cuentas if desde < t and (hasta is None or t < hasta)]
    return max([0, *al_empezar, *despues]) >= regencia.minimo


def _cuentas(
    copia: CopiaHecho, nuevas: Iterable[CopiaHecho], *, por_dia: bool, al: datetime
) -> list[tuple[datetime, int]]:
    """Return how many newer copies exist from each instant, up to `al`, at which that changes."""
    eventos = []
    for nueva in nuevas:
        clave = nueva.ancla.isoformat() if por_dia else nueva.clave
        if not por_dia or nueva.ancla != copia.ancla:
            eventos.append((nueva.fin, 1, clave))
            eventos.append((nueva.eliminada_en or _NUNCA, -1, clave))
    existen: Counter[str] = Counter()
    cuentas, vivas = [], 0
    for instante, cambio, clave in sorted(evento for evento in eventos if evento[0] <= al):
        antes = existen[clave] > 0
        existen[clave] += cambio
        vivas += (existen[clave] > 0) - antes
        cuentas.append((instante, vivas))
    return cuentas
