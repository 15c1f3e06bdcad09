"""Importers: bytes of a tool → what it told of each run. Pure: an importer never sees the ORM.

Each format is a module with an `Importador`; the formats of the real tools join the table below.
"""

from collections.abc import Mapping
from types import MappingProxyType

from respaldo.importadores.base import (
    EjecucionLeida,
    ErrorDeLectura,
    FilaLeida,
    Importador,
    Lectura,
    Revisor,
)
from respaldo.importadores.csv_generico import CsvGenerico

IMPORTADORES: Mapping[str, Importador] = MappingProxyType({"csv": CsvGenerico()})

__all__ = [
    "IMPORTADORES",
    "CsvGenerico",
    "EjecucionLeida",
    "ErrorDeLectura",
    "FilaLeida",
    "Importador",
    "Lectura",
    "Revisor",
]
