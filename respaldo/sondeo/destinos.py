"""To which address a poll may go. Pure: names are resolved by `red`.

Only http(s), to a host that an administrator wrote; this machine and what is local to its link are
refused unless the settings list them, so that a source cannot be pointed at our own services.

Source: evidencia.md §9 (SSRF).
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

Red = ipaddress.IPv4Network | ipaddress.IPv6Network
Direccion = ipaddress.IPv4Address | ipaddress.IPv6Address
_NOMBRE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?")
_RUTA = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]{1,100}){0,10}/?")
LARGO = 300


@dataclass(frozen=True, slots=True)
class Destino:
    """A service: scheme, host, port and the path that its addresses start with (no final bar)."""

    esquema: str
    host: str
    puerto: int
    ruta: str = ""

    @property
    def cifrado(self) -> bool:
        return self.esquema == "https"

    @property
    def origen(self) -> str:
        """Scheme, host and port, always with the port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.esquema}://{host}:{self.puerto}"

    def __str__(self) -> str:
        return self.origen + self.ruta


def leer_destino(url: str) -> Destino:
    """The service that an address names; ValueError says in Spanish what is wrong with it."""
    if len(url) > LARGO or not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("La dirección es demasiado larga o tiene espacios o caracteres raros.")
    try:
        partes = urlsplit(url)
        puerto = partes.port
    except ValueError:
        raise ValueError("Revise el servidor y el puerto de la dirección.") from None
    if partes.scheme not in {"http", "https"}:
        raise ValueError("La dirección debe empezar con https:// (o http://).")
    if "@" in partes.netloc:
        raise ValueError("No escriba la cuenta ni la clave dentro de la dirección.")
    if partes.query or partes.fragment or not _RUTA.fullmatch(partes.path):
        raise ValueError("Escriba solo el servidor, el puerto y, si hace falta, una ruta simple.")
    host = (partes.hostname or "").rstrip(".")
    if not _es_host(host):
        raise ValueError("Falta el nombre o la dirección IP del servidor.")
    propio = puerto if puerto is not None else 443 if partes.scheme == "https" else 80
    if not propio:
        raise ValueError("El puerto 0 no existe.")
    return Destino(partes.scheme, host, propio, partes.path.rstrip("/"))


def _es_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _NOMBRE.fullmatch(host) is not None and not host.replace(".", "").isdigit()
    return "%" not in host


def permitida(ip: str, redes: tuple[Red, ...]) -> bool:
    """Whether a resolved address may be asked; `redes` are the exceptions of the settings."""
    direccion: Direccion = ipaddress.ip_address(ip)
    if isinstance(direccion, ipaddress.IPv6Address) and direccion.ipv4_mapped:
        direccion = direccion.ipv4_mapped
    if any(direccion.version == red.version and direccion in red for red in redes):
        return True
    return not (
        direccion.is_loopback
        or direccion.is_link_local
        or direccion.is_unspecified
        or direccion.is_multicast
        or direccion.is_reserved
        or (isinstance(direccion, ipaddress.IPv6Address) and _lleva_ipv4(direccion))
        or direccion in ipaddress.ip_network("0.0.0.0/8")
    )


def _lleva_ipv4(direccion: ipaddress.IPv6Address) -> bool:
    """An IPv6 address that is a way to an IPv4 one (6to4, Teredo, NAT64): not checked, refused."""
    return (
        direccion.sixtofour is not None
        or direccion.teredo is not None
        or direccion in ipaddress.ip_network("64:ff9b::/96")
    )
