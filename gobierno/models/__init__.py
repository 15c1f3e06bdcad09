"""Tables that every procedure shares; one file per subject."""

from gobierno.models.aprobaciones import ComentarioDeFila, Decision, Paso, Ronda, Tramite
from gobierno.models.archivos import Adjunto
from gobierno.models.avisos import Aviso, Envio, IntentoDeEnvio
from gobierno.models.bitacora import CadenaBitacora, EventoBitacora
from gobierno.models.calendario import DiaNoLaborable
from gobierno.models.personas import Designacion, Persona, UnidadOrganica
from gobierno.models.salud import Interrupcion, Latido

__all__ = [
    "Adjunto",
    "Aviso",
    "CadenaBitacora",
    "ComentarioDeFila",
    "Decision",
    "Designacion",
    "DiaNoLaborable",
    "Envio",
    "EventoBitacora",
    "IntentoDeEnvio",
    "Interrupcion",
    "Latido",
    "Paso",
    "Persona",
    "Ronda",
    "Tramite",
    "UnidadOrganica",
]
