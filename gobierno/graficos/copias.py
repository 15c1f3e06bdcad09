"""The copies of a line over time: when each was taken, until when it is kept, which are left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gobierno.formato import MESES, fecha
from gobierno.graficos.trazo import ALTO_EJE, ANCHO_ETIQUETA, Texto

ANCHO_TIEMPO = 860
ALTO_CARRIL = 14
MAX_CARRILES = 8


@dataclass(frozen=True, slots=True)
class CopiaEnTiempo:
    """A copy: the day of its data, its modalidad and its last recoverable day (``None``: no end).

    ``url`` leads to the copy; ``nota`` is said beside it ("sin base", "invalidada").
    """

    dia: date
    modalidad: str
    hasta: date | None
    url: str = ""
    nota: str = ""


@dataclass(frozen=True, slots=True)
class TramoDeCopia:
    """A drawn copy: its mark at ``x``, its life up to ``x + ancho``; ``viva`` on the given day."""

    x: int
    y: int
    ancho: int
    viva: bool
    titulo: str
    copia: CopiaEnTiempo


@dataclass(frozen=True, slots=True)
class Copias:
    """The drawing: one band per modalidad, the axis, today and the last recoverable day."""

    ancho: int
    alto: int
    tramos: tuple[TramoDeCopia, ...]
    bandas: tuple[Texto, ...]
    eje: tuple[Texto, ...]
    x_hoy: int
    vivas: int
    ultima: date | None
    con_enlaces: bool


def _carriles(copias: Iterable[CopiaEnTiempo], fin: date) -> list[tuple[CopiaEnTiempo, int]]:
    """Give each copy the first lane that is free on its day; the last lane takes the overflow."""
    libres: list[date] = []
    resultado = []
    for copia in sorted(copias, key=lambda c: c.dia):
        carril = next((n for n, dia in enumerate(libres) if dia < copia.dia), len(libres))
        if carril == len(libres) and carril < MAX_CARRILES:
            libres.append(copia.dia)
        carril = min(carril, MAX_CARRILES - 1)
        libres[carril] = max(libres[carril], copia.hasta or fin)
        resultado.append((copia, carril))
    return resultado


def _titulo(copia: CopiaEnTiempo) -> str:
    final = f"retenida hasta {fecha(copia.hasta)}" if copia.hasta else "sin fecha de fin"
    return f"{copia.modalidad.capitalize()} del {fecha(copia.dia)}, {final}" + (
        f" ({copia.nota})" if copia.nota else ""
    )


def _meses(desde: date, hasta: date) -> list[date]:
    primero = desde.replace(day=1)
    meses = []
    while primero <= hasta:
        if primero >= desde:
            meses.append(primero)
        primero = (primero + timedelta(days=32)).replace(day=1)
    return meses


def copias_en_tiempo(copias: Sequence[CopiaEnTiempo], *, desde: date, hoy: date) -> Copias:
    """Draw the copies taken since ``desde`` and how far they reach, seen on the local date ``hoy``.

    The axis ends where the longest life known ends, a month after ``hoy`` at least.
    """
    finales = [c.hasta for c in copias if c.hasta]
    fin = max([*finales, hoy + timedelta(days=30)])
    dias = max(1, (fin - desde).days)

    def equis(dia: date) -> int:
        parte = min(max((dia - desde).days / dias, 0), 1)
        return ANCHO_ETIQUETA + round(parte * ANCHO_TIEMPO)

    tramos: list[TramoDeCopia] = []
    bandas: list[Texto] = []
    y = ALTO_EJE + 8
    for modalidad in dict.fromkeys(c.modalidad for c in copias):
        propias = _carriles((c for c in copias if c.modalidad == modalidad), fin)
        bandas.append(Texto(0, y + 10, modalidad.capitalize()))
        for copia, carril in propias:
            x, final = equis(copia.dia), equis(copia.hasta or fin)
            viva = not copia.nota and (copia.hasta is None or copia.hasta >= hoy)
            alto = y + carril * ALTO_CARRIL
            tramos.append(TramoDeCopia(x, alto, max(8, final - x), viva, _titulo(copia), copia))
        y += (max(carril for _, carril in propias) + 1) * ALTO_CARRIL + 10
    vivas = [t.copia for t in tramos if t.viva]
    return Copias(
        ancho=ANCHO_ETIQUETA + ANCHO_TIEMPO + 20,
        alto=y,
        tramos=tuple(tramos),
        bandas=tuple(bandas),
        eje=tuple(Texto(equis(m), 14, MESES[m.month - 1][:3]) for m in _meses(desde, fin)),
        x_hoy=equis(hoy),
        vivas=len(vivas),
        ultima=max((c.hasta for c in vivas if c.hasta), default=None),
        con_enlaces=any(c.url for c in copias),
    )
