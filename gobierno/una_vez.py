"""A secret that a page shows once, after the redirect of the act that made it.

Between both requests it travels in the session, sealed with a key of the installation and a nonce
used once: who reads the table of sessions has nothing. It is good for two minutes and one reading,
and it never goes in an address, a message or the log.
"""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

SEGUNDOS = 120
LARGO = hashlib.sha512().digest_size  # bytes of the longest secret


def guardar(request: HttpRequest, clave: str, secreto: str) -> None:
    """Keep a secret (up to 64 bytes) for the next page of this session that asks for `clave`."""
    claro = secreto.encode()
    if len(claro) > LARGO:
        raise ValueError(f"no más de {LARGO} bytes")
    unico = secrets.token_hex(16)
    cerrado = _mezclar(claro, unico).hex()
    request.session[_en(clave)] = signing.dumps([unico, cerrado], salt=_en(clave))


def sacar(request: HttpRequest, clave: str) -> str:
    """Take it out, for ever; "" when there is none, or it is older than two minutes."""
    sellado = request.session.pop(_en(clave), "")
    try:
        unico, cerrado = signing.loads(sellado, salt=_en(clave), max_age=SEGUNDOS)
    except signing.BadSignature:
        return ""
    return _mezclar(bytes.fromhex(cerrado), unico).decode(errors="ignore")


def _en(clave: str) -> str:
    return f"una_vez:{clave}"


def _mezclar(datos: bytes, unico: str) -> bytes:
    """XOR with 64 bytes that only this installation can make again: it closes and it opens."""
    maestra = hashlib.sha512(b"backupgov.una_vez:" + settings.SECRET_KEY.encode()).digest()
    corriente = hmac.new(maestra, unico.encode(), hashlib.sha512).digest()
    return bytes(a ^ b for a, b in zip(datos, corriente, strict=False))
