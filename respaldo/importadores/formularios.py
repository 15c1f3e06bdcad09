"""A report posted as the field of a form → the report itself. Pure.

Duplicati posts `message=…` percent-encoded (evidencia.md §2.9). What curl sends with the same type
and is no form has blanks or line ends, and stays as it came.
"""

import re
from dataclasses import replace
from urllib.parse import unquote_to_bytes

from respaldo.importadores.captura import Captura

_CAMPO = re.compile(
    rb"(?:[\w.-]{1,60}=[^\s&=]*&){0,5}message=([^\s&=]+)(?:&[\w.-]{1,60}=[^\s&=]*)*"
)
_LINEA_CODIFICADA = re.compile(rb"(?i)%0[ad]")


def abrir(captura: Captura) -> Captura:
    """The capture with the message of a form as its stdout; as it came when it is no form."""
    return replace(captura, stdout=decodificado(captura.stdout))


def decodificado(contenido: bytes) -> bytes:
    """The field `message` of a form, if it holds lines or JSON; else the same bytes."""
    if b"message=" not in contenido[:400]:
        return contenido
    campo = _CAMPO.fullmatch(contenido.strip())
    if campo is None:
        return contenido
    abierto = unquote_to_bytes(campo[1].replace(b"+", b" "))
    # Lines, or an object of JSON whole in one of them.
    de_json = abierto.startswith(b"{") and abierto.rstrip().endswith(b"}")
    return abierto if de_json or _LINEA_CODIFICADA.search(campo[1]) else contenido
