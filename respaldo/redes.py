"""Where a source may send from, and who may write its mail. Pure.

Source: evidencia.md §9 (optional IP/CIDR list, allow list of senders).
"""

import ipaddress
import re
from email.utils import parseaddr

MAXIMO = 50
_LOCAL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}")
_ETIQUETA = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")  # of a domain, also with accents


def redes_de(texto: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """The networks of a list, one per line; raises ValueError naming the bad one."""
    renglones = [r.strip() for r in texto.splitlines() if r.strip()]
    if len(renglones) > MAXIMO:
        raise ValueError(f"más de {MAXIMO} direcciones")
    redes = []
    for renglon in renglones:
        try:
            redes.append(ipaddress.ip_network(renglon, strict=False))
        except ValueError:
            raise ValueError(renglon[:60]) from None
    return redes


def permitida(redes: str, ip: str) -> bool:
    """Whether `ip` is in one of the networks written in `redes`; an empty list allows all."""
    if not redes.strip():
        return True
    try:
        direccion = ipaddress.ip_address(ip)
        return any(direccion in red for red in redes_de(redes))
    except ValueError:
        return False


def falta_del_remitente(permitidos: str, remitente: str) -> str:
    """Why the sender of a mail is refused; "" when it may send."""
    if remitente_permitido(permitidos, remitente):
        return ""
    direccion = parseaddr(remitente)[1]
    if "@" not in direccion:
        return "No es un correo: no dice quién lo envía (falta la cabecera «From»)."
    return "El remitente no está entre los permitidos de la fuente."


def remitente_malo(texto: str) -> str:
    """The first line of a list that is neither an address nor an `@domain`; "" when all are."""
    renglones = [r.strip() for r in texto.splitlines() if r.strip()]
    return next((r[:60] for r in renglones if not _es_remitente(r)), "")


def _es_remitente(renglon: str) -> bool:
    local, arroba, dominio = renglon.rpartition("@")
    escrito = not local or _LOCAL.fullmatch(local)
    return bool(arroba and escrito and all(_ETIQUETA.fullmatch(e) for e in dominio.split(".")))


def remitente_permitido(permitidos: str, remitente: str) -> bool:
    """Whether the address of a From header is in the list, whole or by its `@domain`."""
    lista = {r.strip().lower() for r in permitidos.splitlines() if r.strip()}
    if not lista:
        return True
    direccion = parseaddr(remitente)[1].lower()
    return direccion in lista or f"@{direccion.rpartition('@')[2]}" in lista
