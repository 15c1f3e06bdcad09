"""The texts of a row read once, for the checks that need their meaning."""

from directorio.models import Linea
from directorio.periodicidad import Periodicidad, PeriodicidadInvalida
from directorio.periodicidad import leer as leer_periodicidad
from directorio.plazos import Plazo, PlazoInvalido
from directorio.plazos import leer as leer_plazo


def periodicidad_de(linea: Linea) -> Periodicidad | None:
    """What the row owes, or None when its text says nothing."""
    try:
        return leer_periodicidad(linea.periodicidad or "")
    except PeriodicidadInvalida:
        return None


def plazo_de(linea: Linea) -> Plazo | None:
    """The retention of the row, or None when its text says nothing."""
    try:
        return leer_plazo(linea.retencion or "")
    except PlazoInvalido:
        return None
