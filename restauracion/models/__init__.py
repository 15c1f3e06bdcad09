"""Tables of procedure 7.2.2: what a user asks for, what was answered and what was done."""

from restauracion.models.atencion import Confirmacion, Respuesta, Restauracion
from restauracion.models.evaluaciones import Comunicacion, Evaluacion
from restauracion.models.solicitudes import SolicitudDeRestauracion

__all__ = [
    "Comunicacion",
    "Confirmacion",
    "Evaluacion",
    "Respuesta",
    "Restauracion",
    "SolicitudDeRestauracion",
]
