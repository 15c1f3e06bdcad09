"""The backup windows of a night on one axis, with the stretches where too many overlap."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from gobierno.formato import hora
from gobierno.graficos.trazo import ALTO_EJE, ANCHO_ETIQUETA, Texto, recortar

ANCHO_GANTT = 860
ALTO_FILA = 26


@dataclass(frozen=True, slots=True)
class Ventana:
    """A backup window of the night: two instants in the same zone (both aware or both naive)."""

    etiqueta: str
    inicio: datetime
    fin: datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class Barra:
    """One drawn window; ``simultaneas`` is how many windows run at its busiest moment."""

    y: int
    x: int
    ancho: int
    nombre: Texto
    titulo: str
    desde: str
    hasta: str
    cruza: bool
    simultaneas: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Solape:
    """A stretch in which ``cuantas`` windows run at once, at or above the limit."""

    x: int
    ancho: int
    cuantas: int
    texto: str


@dataclass(frozen=True, slots=True)
class Gantt:
    """The windows of a night ready to print."""

    ancho: int
    alto: int
    barras: tuple[Barra, ...]
    horas: tuple[Texto, ...]
    solapes: tuple[Solape, ...]
    medianoche: int | None
    maximo: int
    con_enlaces: bool


def _tramos(ventanas: Sequence[Ventana]) -> list[tuple[datetime, datetime, int]]:
    """Return the stretches between consecutive starts and ends, with how many windows run."""
    cortes = sorted({v.inicio for v in ventanas} | {v.fin for v in ventanas})
    return [
        (a, b, sum(v.inicio <= a and v.fin >= b for v in ventanas)) for a, b in pairwise(cortes)
    ]


def gantt(ventanas: Sequence[Ventana], limite: int = 3) -> Gantt:
    """Place the windows on a common axis of whole hours; mark where ``limite`` or more overlap."""
    if not ventanas:
        return Gantt(ANCHO_ETIQUETA + ANCHO_GANTT, ALTO_EJE, (), (), (), None, 0, con_enlaces=False)
    desde = min(v.inicio for v in ventanas).replace(minute=0, second=0, microsecond=0)
    hasta = max(v.fin for v in ventanas)
    horas = max(1, -int((desde - hasta) // timedelta(hours=1)))

    def equis(instante: datetime) -> int:
        parte = (instante - desde) / timedelta(hours=horas)
        return ANCHO_ETIQUETA + round(parte * ANCHO_GANTT)

    tramos = _tramos(ventanas)
    medianoche = (desde + timedelta(days=1)).replace(hour=0)
    cada = max(1, -(-horas // 16))
    return Gantt(
        ancho=ANCHO_ETIQUETA + ANCHO_GANTT + 20,
        alto=ALTO_EJE + len(ventanas) * ALTO_FILA + 4,
        barras=tuple(
            _barra(n, v, (equis(v.inicio), equis(v.fin)), tramos) for n, v in enumerate(ventanas)
        ),
        horas=tuple(
            Texto(equis(desde + timedelta(hours=h)), 14, hora(desde + timedelta(hours=h)))
            for h in range(0, horas + 1, cada)
        ),
        solapes=_solapes(tramos, limite, equis),
        medianoche=equis(medianoche) if desde < medianoche < hasta else None,
        maximo=max((cuantas for _, _, cuantas in tramos), default=0),
        con_enlaces=any(v.url for v in ventanas),
    )


def _barra(
    n: int,
    ventana: Ventana,
    equis: tuple[int, int],
    tramos: Sequence[tuple[datetime, datetime, int]],
) -> Barra:
    x, fin = equis
    y = ALTO_EJE + n * ALTO_FILA
    desde, hasta = hora(ventana.inicio), hora(ventana.fin)
    cruza = ventana.fin.date() > ventana.inicio.date()
    return Barra(
        y=y + 5,
        x=x,
        ancho=max(3, fin - x),
        nombre=Texto(0, y + 17, recortar(ventana.etiqueta), ventana.etiqueta),
        titulo=f"{ventana.etiqueta}: {desde}–{hasta}{' del día siguiente' if cruza else ''}",
        desde=desde,
        hasta=hasta,
        cruza=cruza,
        simultaneas=max(
            (c for a, b, c in tramos if ventana.inicio <= a and b <= ventana.fin), default=1
        ),
        url=ventana.url,
    )


def _solapes(
    tramos: Sequence[tuple[datetime, datetime, int]],
    limite: int,
    equis: Callable[[datetime], int],
) -> tuple[Solape, ...]:
    return tuple(
        Solape(
            x=equis(desde),
            ancho=equis(hasta) - equis(desde),
            cuantas=cuantas,
            texto=f"{hora(desde)}–{hora(hasta)}: {cuantas} ventanas a la vez",
        )
        for desde, hasta, cuantas in tramos
        if cuantas >= limite
    )
