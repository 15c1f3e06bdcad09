"""The signature of a delivery: that its bytes are the sender's, through proxies that see the token.

`X-BGV-Signature: t=<epoch>,v1=<hex(hmac_sha256(key, t + "." + body))>`, good for five minutes. The
key is derived from that of the installation and is stored nowhere. Pure.
Source: evidencia.md §9 (replay and clock).
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

TOLERANCIA = timedelta(minutes=5)
_CABECERA = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


def llave_de_firma(maestra: str, fuente: int, serie: int) -> str:
    """The key (hex) with which a source signs; another `serie` is another key."""
    return _hmac(maestra.encode(), f"backupgov.firma:{fuente}:{serie}".encode())


def firmar(llave: str, cuerpo: bytes, en: datetime) -> str:
    """The value of the header for a body sent at `en`."""
    momento = str(int(en.timestamp()))
    return f"t={momento},v1={_hmac(llave.encode(), momento.encode() + b'.' + cuerpo)}"


def firma_vale(cabecera: str, cuerpo: bytes, llaves: Iterable[str], *, ahora: datetime) -> bool:
    """Whether the header signs these bytes, with one of the keys, no more than five minutes ago."""
    dicha = _CABECERA.fullmatch(cabecera.replace(" ", "")[:200])
    if dicha is None:
        return False
    try:
        en = datetime.fromtimestamp(int(dicha[1]), UTC)
    except (OverflowError, ValueError, OSError):
        return False
    esperadas = [firmar(llave, cuerpo, en) for llave in llaves]
    iguales = [hmac.compare_digest(e, f"t={dicha[1]},v1={dicha[2]}") for e in esperadas]
    return abs(ahora - en) <= TOLERANCIA and any(iguales)


def _hmac(llave: bytes, mensaje: bytes) -> str:
    return hmac.new(llave, mensaje, hashlib.sha256).hexdigest()
