"""What every drawing shares: placed texts and common measures, in viewBox units."""

from dataclasses import dataclass

ANCHO_ETIQUETA = 184
ALTO_EJE = 24
MAX_LETRAS = 26


@dataclass(frozen=True, slots=True)
class Texto:
    """A text placed in the drawing."""

    x: int
    y: int
    texto: str
    completo: str = ""
    url: str = ""


def recortar(texto: str, letras: int = MAX_LETRAS) -> str:
    """Cut a text that does not fit; the whole one goes in the title."""
    return texto if len(texto) <= letras else texto[: letras - 1].rstrip() + "…"
