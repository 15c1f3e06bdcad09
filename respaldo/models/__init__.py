"""Tables of procedure 7.1: what is owed each day, what happened, who answered."""

from respaldo.models.corridas import Corrida, Jornada, NoAplica, Rectificacion, Verificacion
from respaldo.models.disponibilidad import HechoDeDisponibilidad, Reserva
from respaldo.models.eventos import EventoDeLinea
from respaldo.models.evidencia import Copia, Ejecucion, Fuente, ReglaDeCoincidencia
from respaldo.models.hallazgos import Hallazgo
from respaldo.models.llegadas import (
    AliasDeEjecucion,
    Aporte,
    Evidencia,
    EvidenciaPendiente,
    LecturaDeEvidencia,
    PuntoDePing,
    SelloDeEvidencia,
    atadura,
)
from respaldo.models.plantillas import PlantillaDeLectura
from respaldo.models.sondeos import Sondeo

__all__ = [
    "AliasDeEjecucion",
    "Aporte",
    "Copia",
    "Corrida",
    "Ejecucion",
    "EventoDeLinea",
    "Evidencia",
    "EvidenciaPendiente",
    "Fuente",
    "Hallazgo",
    "HechoDeDisponibilidad",
    "Jornada",
    "LecturaDeEvidencia",
    "NoAplica",
    "PlantillaDeLectura",
    "PuntoDePing",
    "Rectificacion",
    "ReglaDeCoincidencia",
    "Reserva",
    "SelloDeEvidencia",
    "Sondeo",
    "Verificacion",
    "atadura",
]
