"""Until when a copy is in retention: R12–R17 inside one rule, R18–R20 across versions."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from directorio.plazos import HastaEvento, Plazo, PorCopias, PorTiempo
from respaldo.retencion.modelo import Tramo, Transicion

UN_DIA = timedelta(days=1)
SIN_LIMITE = date.min  # a rule that counts copies looks at no date


class Regencia(NamedTuple):
    """A tramo while it governs one copy: from `desde` to the date before `hasta` (None: for ever).

    Inside it the copy dies on the first instant after `limite` (None: never) with `minimo` newer
    copies or more.
    """

    desde: date
    hasta: date | None
    limite: date | None
    minimo: int
    por_dia: bool
    version: str


def regencias(ancla: date, tramos: Sequence[Tramo]) -> list[Regencia]:
    """Return the rules that govern a copy, in order: R18, or R20 where a tramo says origen."""
    orden = sorted(tramos, key=desde_de)
    propio = orden[max(bisect_right(orden, ancla, key=desde_de) - 1, 0)]
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


def desde_de(tramo: Tramo) -> date:
    """The date from which a tramo rules, to put them in order."""
    return tramo.desde


def _regencia(ancla: date, tramo: Tramo, desde: date, hasta: date | None) -> Regencia:
    limite = limite_de(ancla, tramo)
    por_dia = isinstance(tramo.plazo, PorCopias) and tramo.plazo.por_dia
    return Regencia(desde, hasta, limite, minimo_de(tramo.plazo), por_dia, tramo.version)


def limite_de(ancla: date, tramo: Tramo) -> date | None:
    """The date before which the rule ends no copy of that ancla; None if it never does."""
    match tramo.plazo:
        case PorTiempo() as plazo:
            vence = plazo.sumar(ancla)
            return vence + min(date.max - vence, timedelta(days=tramo.ajuste))
        case PorCopias():
            return SIN_LIMITE
        case HastaEvento():
            return tramo.fecha_evento
        case _:  # Indefinida
            return None


def minimo_de(plazo: Plazo) -> int:
    """How many newer copies the rule asks for before it ends one; 0 when it does not count."""
    match plazo:
        case PorCopias(n):
            return n
        case PorTiempo(minimo_copias=k):
            return k
        case _:
            return 0


def vence(regencia: Regencia) -> date | None:
    """The last date of a copy that the time of the rule ends, or None if it outlives the rule."""
    limite, hasta = regencia.limite, regencia.hasta
    if limite is None or (hasta is not None and limite >= hasta):
        return None
    return max(limite, regencia.desde - UN_DIA)


def ultimo_dia(lista: Sequence[Regencia]) -> date | None:
    """L of a copy under the rules that govern it; see `ultimo_dia_retenido`."""
    for regencia in lista:
        ultimo = vence(regencia) if regencia.limite != SIN_LIMITE else None
        if ultimo is not None:
            return ultimo
    return None


def ultimo_dia_retenido(ancla: date, tramos: Sequence[Tramo]) -> date | None:
    """Return L, the last local date on which the copy is in retention, inclusive.

    None when no date is known in advance: the rule counts copies, never ends or waits for an
    event (R14, R16). With «… y mínimo k copias» it is the date before which it cannot expire; of
    a copy that was counted and then came under a rule of time, the last day if it was not pushed
    out before (R18). There is no roll to business days (R13). `tramos` may come in any order; a
    copy older than the first one is governed by it.

    Fuente: R12, R13, R16, R17, R18, R19, R20, MIN-7.1.1-c.
    """
    return ultimo_dia(regencias(ancla, tramos))
