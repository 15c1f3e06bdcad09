"""Horizontal bars: a share of a whole, with an optional target."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BarraSimple:
    """A share of a whole, with an optional target; ``ancho`` and ``meta`` go from 0 to 1000."""

    etiqueta: str
    detalle: str
    ancho: int
    tono: str
    url: str = ""
    meta: int | None = None


def barra(  # noqa: PLR0913 - a drawing has as many inputs as it has marks
    etiqueta: str,
    valor: float,
    maximo: float,
    *,
    detalle: str = "",
    tono: str = "",
    url: str = "",
    meta: float | None = None,
) -> BarraSimple:
    """Scale ``valor`` (and ``meta``) to ``maximo``, clamped to the drawing."""

    def escala(cantidad: float) -> int:
        return round(1000 * min(max(cantidad / maximo, 0), 1)) if maximo else 0

    return BarraSimple(
        etiqueta, detalle, escala(valor), tono, url, None if meta is None else escala(meta)
    )
