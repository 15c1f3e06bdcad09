"""Tables of procedure 7.1: what is owed each day, what happened, who answered."""

from respaldo.models.corridas import Corrida, Jornada, NoAplica, Rectificacion, Verificacion
from respaldo.models.evidencia import Copia, Ejecucion, Fuente, ReglaDeCoincidencia
from respaldo.models.hallazgos import Hallazgo

__all__ = [
    "Copia",
    "Corrida",
    "Ejecucion",
    "Fuente",
    "Hallazgo",
    "Jornada",
    "NoAplica",
    "Rectificacion",
    "ReglaDeCoincidencia",
    "Verificacion",
]
