"""Bytes of any origin → text that can be searched in bounded time. Pure.

Source: evidencia.md §1.6, §9 (limits).
"""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from functools import cache

MAXIMO_BYTES = 5_000_000  # per stream; the summary is at the end, so the end is kept
LARGO_DE_RENGLON = 4_000  # for what is searched line by line; JSON is read whole
_MUESTRA = 2_000  # bytes of each end that tell whether it is text
_BOM = b"\xff\xfe"
_MARCA_UTF8 = b"\xef\xbb\xbf"  # a script may put it before what is already marked
_GZIP = b"\x1f\x8b"
_RELLENO = re.compile(rb"(.)\1{40,}", re.DOTALL)
_LEGIBLES = b"\t\n\r\0" + bytes(range(32, 127))
_ANSI = re.compile(r"\x1b\[[0-9;?]{0,12}[A-Za-z]")
_NO_VISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def a_texto(contenido: bytes) -> str:
    """Decode UTF-8, UTF-16 with mark or Windows-1252; drop NUL, colours and carriage returns.

    Only the last 5 MB count. A gzip is opened up to the same limit.
    """
    contenido = contenido.removeprefix(_MARCA_UTF8)
    if contenido.startswith(_GZIP):
        contenido = _inflar(contenido)
    if _es_utf16(contenido):
        texto = contenido[: MAXIMO_BYTES * 2].decode("utf-16", errors="replace")
    else:
        texto = _de_un_byte(contenido[-MAXIMO_BYTES:])
    texto = texto.replace("\r\n", "\n").replace("\r", "\n")
    return _NO_VISIBLE.sub("", _ANSI.sub("", texto))


def _de_un_byte(contenido: bytes) -> str:
    contenido = contenido.replace(_MARCA_UTF8, b"")  # joined files have one in the middle
    try:
        return contenido.decode()
    except UnicodeDecodeError:
        pass
    legible = contenido.decode("utf-8", errors="replace")
    raros = legible.count("\ufffd")
    # A cut or one bad byte in UTF-8 is not another charset.
    if raros <= 1 + len(legible) // 1000 and re.search(r"[\u0080-\ufffc]", legible):
        return legible
    return contenido.decode("cp1252", errors="replace")


def _es_utf16(contenido: bytes) -> bool:
    """Whether its mark is there and is no noise: every ASCII letter brings a NUL."""
    marcado = contenido.startswith((b"\xff\xfe", b"\xfe\xff"))
    return marcado and (len(contenido) == len(_BOM) or b"\0" in contenido[:_MUESTRA])


def es_ilegible(contenido: bytes) -> bool:
    """Whether it is neither text nor compressed text: no UTF, and mostly no ASCII."""
    cabo = _cabos(contenido)
    if contenido.startswith(_GZIP) or not cabo:
        return False
    if _es_utf16(contenido):
        principio = contenido[:_MUESTRA].decode("utf-16", errors="replace")
        return 2 * principio.count("\ufffd") > len(principio)
    legibles = len(cabo) - len(cabo.translate(None, _LEGIBLES))
    return 2 * legibles < len(cabo) and "\ufffd" in cabo.decode("utf-8", errors="replace")


def _cabos(contenido: bytes) -> bytes:
    """Both ends of it; what fills a line with one letter tells nothing of its charset."""
    if len(contenido) <= 2 * _MUESTRA:
        return contenido
    amplio = 10 * _MUESTRA
    principio, final = (_RELLENO.sub(rb"\1", c) for c in (contenido[:amplio], contenido[-amplio:]))
    return principio[:_MUESTRA] + final[-_MUESTRA:]


def _inflar(contenido: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(contenido)) as archivo:
            return archivo.read(MAXIMO_BYTES)
    except (OSError, EOFError, zlib.error):
        return b""


def recortar(texto: str) -> str:
    """The text with every line cut to 4,000 characters and without blanks at its end."""
    return "\n".join(renglones(texto))


def renglones(texto: str) -> Iterator[str]:
    """Lines without their end, each cut to 4,000 characters."""
    for renglon in texto.split("\n"):
        yield renglon[:LARGO_DE_RENGLON].rstrip()


def hallar(patron: re.Pattern[str], texto: str) -> re.Match[str] | None:
    """The first line that holds the pattern. A text without it is passed over at once."""
    desde = _primera(patron, texto)
    if desde is None:
        return None
    return next((m for r in renglones(texto[desde:]) if (m := patron.search(r))), None)


def hallar_ultimo(patron: re.Pattern[str], texto: str) -> re.Match[str] | None:
    """The last line that holds the pattern."""
    desde = _primera(patron, texto)
    if desde is None:
        return None
    ultimo = None
    for renglon in renglones(texto[desde:]):
        ultimo = patron.search(renglon) or ultimo
    return ultimo


def _primera(patron: re.Pattern[str], texto: str) -> int | None:
    """Where the first line that may hold the pattern starts: never after the true one."""
    hallado = _de_varias(patron.pattern, patron.flags).search(texto)
    return None if hallado is None else texto.rfind("\n", 0, hallado.start()) + 1


@cache
def _de_varias(patron: str, opciones: int) -> re.Pattern[str]:
    return re.compile(patron, opciones | re.MULTILINE)
