"""Horizontal bars: a share of a whole, with an optional target."""

from dataclasses import dataclass

ANCHO = 1000


@dataclass(frozen=True, slots=True)
class Medida:
    """A quantity of a whole and, when there is one, its target; all three in the same unit."""

    valor: float
    total: float
    meta: float | None = None

    def escala(self, cantidad: float) -> int:
        """Return where ``cantidad`` falls in the drawing, clamped to it."""
        return round(ANCHO * min(max(cantidad / self.total, 0), 1)) if self.total else 0


@dataclass(frozen=True, slots=True)
class BarraSimple:
    """A drawn bar; ``ancho`` and ``meta`` go from 0 to 1000, ``detalle`` is the value in words."""

    etiqueta: str
    detalle: str
    ancho: int
    tono: str
    url: str
    meta: int | None


def barra(
    etiqueta: str, medida: Medida, *, detalle: str, tono: str = "", url: str = ""
) -> BarraSimple:
    """Place ``medida`` in a bar of tone ``tono`` (the accent by default)."""
    meta = None if medida.meta is None else medida.escala(medida.meta)
    return BarraSimple(etiqueta, detalle, medida.escala(medida.valor), tono, url, meta)
