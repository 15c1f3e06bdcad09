"""Which printed lines read like errors: to doubt a success, and to tell a failure. Pure.

Source: evidencia.md §3 (error_texto), §5 (TEXTO_DE_ERROR).
"""

import re

from respaldo.discrepancias import renglon_de_error
from respaldo.importadores.textos import renglones

_RENGLONES = 20
_DE_LISTA = 2  # words of a line that names a file: its mark and its path
_PARECE_ERROR = re.compile(
    r"error|fatal|warn|denied|failed|failure|fallo|cannot|can't|unable|no space|invalid|not found|"
    r"no such|refused|incorrect|corrupt|abort|timed? ?out|exception|missing|traceback|killed",
    re.IGNORECASE,
)
_ALGO = re.compile(r"\S")
_AJENO = re.compile(r"command line interface is deprecated|^Errors 0|[: ]0 errors|no errors")
_LISTA_JSON = re.compile(r"\s*\[\s*(?:[\[{\"]|$)")
_EXTENSION = re.compile(r"\.\w")


def cita_de_error(texto: str) -> str:
    """The first line that reads like an error, out of JSON, where the analyser knows what an error
    is, and out of lists of files; "" when there is none."""
    return renglon_de_error("\n".join(r for r in renglones(texto) if not _es_dato(r)))


def _es_dato(renglon: str) -> bool:
    """A line of JSON, or a file of a list: «docs/fatal.txt», «A /srv/denied.log»."""
    if renglon.lstrip()[:1] == "{" or _LISTA_JSON.match(renglon):
        return True
    palabras = renglon.split(maxsplit=2)
    if ":" in renglon or not 1 <= len(palabras) <= _DE_LISTA:
        return False
    return "/" in palabras[-1] or _EXTENSION.search(palabras[-1]) is not None


def texto_de_error(*textos: str) -> str:
    """The lines that read like errors of the first text that has any, else its last ones."""
    for patron in (_PARECE_ERROR, _ALGO):
        for texto in textos:
            hallados = [
                r.strip() for r in renglones(texto) if patron.search(r) and not _AJENO.search(r)
            ]
            if hallados:
                elegidos = hallados[-3:] if patron is _ALGO else hallados
                return "\n".join(dict.fromkeys(elegidos[:_RENGLONES]))
    return ""
