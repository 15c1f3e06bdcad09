"""Tables of procedure 7.1: what is owed each day, what happened, who answered."""

from respaldo.models.corridas import Corrida, Jornada, NoAplica, Rectificacion, Verificacion
from respaldo.models.evidencia import Copia, Ejecucion, Fuente, ReglaDeCoincidencia

__all__ = [
    "Copia",
    "Corrida",
    "Ejecucion",
    "Fuente",
    "Jornada",
    "NoAplica",
    "Rectificacion",
    "ReglaDeCoincidencia",
    "Verificacion",
]
