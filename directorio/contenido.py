"""What exactly is submitted and signed: the content of a version as plain data.

The same rows give the same canonical JSON and the same SHA-256 on any engine and on any day, so a
version that comes back unchanged carries the hash that was observed. Fuente: X-2, MIN-7.1-3.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, time
from typing import TYPE_CHECKING, Any

from directorio.columnas import CAMPOS
from gobierno.bitacora import canonico

if TYPE_CHECKING:
    from directorio.models import Linea, VersionDirectorio

ESQUEMA = 1


def fila(linea: "Linea") -> dict[str, Any]:
    """One line as data: every column and `clave`, its stable key across versions."""
    datos = {campo: _plano(getattr(linea, campo)) for campo in CAMPOS if campo != "unidad"}
    datos["unidad"] = linea.unidad.siglas if linea.unidad is not None else ""
    return {"clave": linea.clave, **datos}


def congelar(version: "VersionDirectorio", lineas: Iterable["Linea"]) -> dict[str, Any]:
    """The whole version; `lineas` come with their item and unidad, in any order."""
    return {
        "documento": "directorio",
        "esquema": ESQUEMA,
        "anio": version.anio,
        "numero": version.numero,
        "motivo": version.motivo,
        "transicion": version.transicion,
        "lineas": [fila(linea) for linea in sorted(lineas, key=lambda linea: linea.numero)],
    }


def huella(contenido: dict[str, Any]) -> str:
    """SHA-256 (hex) of the canonical JSON, the same that the round stores."""
    return hashlib.sha256(canonico(contenido).encode()).hexdigest()


def filas_de(texto: str) -> list[dict[str, Any]]:
    """The rows of a frozen content; [] when the text is not one."""
    try:
        contenido = json.loads(texto)
    except ValueError:
        return []
    lineas = contenido.get("lineas", []) if isinstance(contenido, dict) else []
    return [linea for linea in lineas if isinstance(linea, dict)]


def _plano(valor: Any) -> Any:
    if isinstance(valor, time):
        return f"{valor:%H:%M}"
    if isinstance(valor, date):
        return valor.isoformat()
    return str(valor) if isinstance(valor, str) else valor
