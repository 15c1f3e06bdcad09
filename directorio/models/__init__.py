"""The annual Directorio de Información a Respaldar: what is owed (policy)."""

from directorio.models.importaciones import Importacion, MapaDeColumnas
from directorio.models.lineas import (
    ConstanciaDeConfiguracion,
    Item,
    Linea,
    Modalidad,
    TipoDeBackup,
)
from directorio.models.versiones import VersionDirectorio

__all__ = [
    "ConstanciaDeConfiguracion",
    "Importacion",
    "Item",
    "Linea",
    "MapaDeColumnas",
    "Modalidad",
    "TipoDeBackup",
    "VersionDirectorio",
]
