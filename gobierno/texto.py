"""What a person or an address wrote, read as what they meant. Pure."""

import re
import unicodedata

_PALABRA = re.compile(r"[^\W_]+")
_TROZO = re.compile(r"[\w.-]+")
LARGO_DE_PALABRA = 40
_ENTERO = re.compile(r"[0-9]{1,18}")


def entero(texto: object) -> int | None:
    """The whole number that an address or a hidden field brings, in ASCII digits; else None.

    Eighteen digits at most: what no bigint holds is no key of ours, and costs nothing to refuse.
    """
    escrito = str(texto or "")
    return int(escrito) if _ENTERO.fullmatch(escrito) else None


def plegar(texto: str) -> str:
    """Lower case, without accents or tildes, with single spaces."""
    # Twice: some letters only show their case, or their marks, once the other is undone.
    plano = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", texto).casefold())
    sin_marcas = "".join(c for c in plano if not unicodedata.combining(c))
    return " ".join(sin_marcas.split())


def palabras(texto: str) -> list[str]:
    """The folded words of a text, each once and in order.

    What a hyphen, a dot or a low line ties to a figure (`tk-2026-000012`, `srv-01`, `10.0.0.7`)
    counts whole and also by its parts.
    """
    halladas: dict[str, None] = {}
    for trozo in _trozos(texto):
        partes = [trozo, *_PALABRA.findall(trozo)] if es_codigo(trozo) else _PALABRA.findall(trozo)
        halladas |= {parte[:LARGO_DE_PALABRA]: None for parte in partes}
    return list(halladas)


def buscadas(texto: str) -> list[str]:
    """The words to look for: a code is looked for whole, everything else by its words."""
    halladas: dict[str, None] = {}
    for trozo in _trozos(texto):
        partes = [trozo] if es_codigo(trozo) else _PALABRA.findall(trozo)
        halladas |= {parte[:LARGO_DE_PALABRA]: None for parte in partes}
    return list(halladas)


def es_codigo(trozo: str) -> bool:
    """Words tied by signs with a figure among them."""
    return any(c.isdigit() for c in trozo) and not _PALABRA.fullmatch(trozo)


def _trozos(texto: str) -> list[str]:
    return [limpio for t in _TROZO.findall(plegar(texto)) if (limpio := t.strip("._-"))]
