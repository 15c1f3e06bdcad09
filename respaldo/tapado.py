"""A stream as it may be kept: with its secrets covered, all of it. Pure.

Source: evidencia.md §9 (redaction before storing), X-10.
"""

import gzip
import io
import zlib

from gobierno.secretos import tapar
from respaldo.importadores import formularios
from respaldo.importadores.textos import MAXIMO_BYTES, a_texto

_GZIP = b"\x1f\x8b"
_MARCA_UTF8 = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def flujo_tapado(crudo: bytes) -> bytes:
    """`crudo` without secrets; without any, byte by byte as it came.

    What is longer than the readers open is covered in pieces. Of a gzip that cannot be opened
    whole, only the text that they read stays: nobody sees what the rest says.
    """
    if crudo.removeprefix(_MARCA_UTF8).startswith(_GZIP):
        return _trozo(crudo) if _se_abre(crudo) else tapar(a_texto(crudo)).encode()
    tope = MAXIMO_BYTES * (2 if crudo.startswith(_UTF16) else 1)
    if len(crudo) <= tope:
        return _trozo(crudo)
    desde = len(crudo) - MAXIMO_BYTES
    corte = crudo.find(b"\n", desde, -1) + 1 or desde
    return flujo_tapado(crudo[:corte]) + _trozo(crudo[corte:])


def _trozo(crudo: bytes) -> bytes:
    texto = a_texto(formularios.decodificado(crudo))  # a secret hides behind «%3D» too
    cubierto = tapar(texto)
    return crudo if cubierto == texto else cubierto.encode()


def _se_abre(crudo: bytes) -> bool:
    """Whether all of a gzip is within what a reader opens."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(crudo.removeprefix(_MARCA_UTF8))) as abierto:
            return len(abierto.read(MAXIMO_BYTES + 1)) <= MAXIMO_BYTES
    except (OSError, EOFError, zlib.error):
        return False
