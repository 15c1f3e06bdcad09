r"""Paths as people write them: `\\server\share`, `smb://server/share`, `C:\…`, with either slash.

Pure. Nothing is ever opened: a path is only compared.
"""

import re

_ESQUEMA = re.compile(r"^(?:smb|file|cifs)://+", re.IGNORECASE)
_UNIDAD = re.compile(r"^[a-z]:[\\/]", re.IGNORECASE)


def es_ruta(texto: str) -> bool:
    """Does the text name a place with its root written out (server, drive or /)?"""
    limpio = _sin_comillas(texto)
    return bool(
        limpio.startswith(("\\\\", "//", "/")) or _ESQUEMA.match(limpio) or _UNIDAD.match(limpio)
    )


def normalizar(texto: str) -> tuple[str, ...]:
    """The folded parts of a path, with `.` and `..` resolved: none climbs out of its root."""
    limpio = _ESQUEMA.sub("//", _sin_comillas(texto)).replace("\\", "/").casefold()
    partes: list[str] = []
    for parte in limpio.split("/"):
        if parte == "..":
            del partes[-1:]
        elif parte.strip() not in {"", "."}:
            partes.append(parte.strip())
    return tuple(partes)


def contiene(raiz: str, ruta: str) -> bool:
    """Is `ruta` the root itself or something under it?"""
    dentro, cabeza = normalizar(ruta), normalizar(raiz)
    return bool(cabeza) and dentro[: len(cabeza)] == cabeza


def _sin_comillas(texto: str) -> str:
    return texto.strip().strip("\"'«»").strip()
