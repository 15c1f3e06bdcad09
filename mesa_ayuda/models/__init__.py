"""Tables of the help desk."""

from mesa_ayuda.models.incidentes import Folio, Incidente
from mesa_ayuda.models.tickets import (
    AVISO_NINGUNO,
    AVISO_POR_VENCER,
    AVISO_VENCIDO,
    PalabraDeTicket,
    PausaDeTicket,
    Ticket,
)

__all__ = [
    "AVISO_NINGUNO",
    "AVISO_POR_VENCER",
    "AVISO_VENCIDO",
    "Folio",
    "Incidente",
    "PalabraDeTicket",
    "PausaDeTicket",
    "Ticket",
]
