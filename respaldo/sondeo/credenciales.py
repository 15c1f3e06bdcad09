"""The secrets of polled servers: in a file of the machine, never in the database (X-10).

    [veeam]
    destino = "https://veeam.institucion.gob.pe:9419"
    secreto = "…"

A source names the entry; the secret only travels to the origin written beside it, so that whoever
can edit a source cannot have it sent elsewhere. The file is read at each poll: changing a password
needs no restart.

Source: X-10, evidencia.md §9; ADR 0017.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from respaldo.sondeo.destinos import Destino, leer_destino
from respaldo.sondeo.fallos import Fallo

MAXIMO = 100_000
NOMBRE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_ARCHIVO = "Revise con quien administra el servidor el archivo de SONDEO_CREDENCIALES."


@dataclass(frozen=True, slots=True)
class Credencial:
    """One entry: its name, the only origin that may receive the secret, and the secret."""

    nombre: str
    origen: str
    secreto: str = field(repr=False)


def leer_credenciales(ruta: str) -> Mapping[str, Credencial]:
    """The entries of the file by name; none without a file. Raises Fallo when it cannot be read."""
    if not ruta:
        return {}
    try:
        with Path(ruta).open("rb") as abierto:
            crudo = abierto.read(MAXIMO + 1)
        if len(crudo) > MAXIMO:
            raise Fallo("El archivo de credenciales es demasiado grande.", _ARCHIVO)
        tablas = tomllib.loads(crudo.decode("utf-8"))
    except OSError:
        raise Fallo("No se puede leer el archivo de credenciales.", _ARCHIVO) from None
    except ValueError:  # what it says may hold a secret: it is not repeated
        raise Fallo("El archivo de credenciales está mal escrito.", _ARCHIVO) from None
    return {nombre: _entrada(nombre, tabla) for nombre, tabla in tablas.items()}


def _entrada(nombre: str, tabla: Any) -> Credencial:
    destino, secreto = (
        (tabla.get("destino"), tabla.get("secreto")) if isinstance(tabla, dict) else (None, None)
    )
    origen = _origen(destino)
    usable = isinstance(secreto, str) and secreto.isprintable()
    if not (NOMBRE.fullmatch(nombre) and origen and secreto and usable):
        raise Fallo(
            "Una entrada del archivo de credenciales no tiene «destino» y «secreto» correctos.",
            _ARCHIVO,
        )
    return Credencial(nombre, origen, str(secreto))


def _origen(destino: Any) -> str:
    try:
        return leer_destino(destino).origen if isinstance(destino, str) else ""
    except ValueError:
        return ""


def credencial_para(nombre: str, destino: Destino, ruta: str) -> Credencial:
    """The entry called `nombre`, if it may be sent to `destino`; Fallo otherwise."""
    hallada = leer_credenciales(ruta).get(nombre)
    if hallada is None:
        raise Fallo(f"El archivo de credenciales no tiene «{nombre}».", _ARCHIVO)
    if hallada.origen != destino.origen:
        raise Fallo(
            f"La credencial «{nombre}» no es para {destino.origen}.",
            "Use la dirección escrita junto a ella, o pida que se corrija el archivo.",
        )
    return hallada
