"""Tickets that the act of another procedure leaves by itself, inside its transaction."""

from datetime import datetime

from gobierno.bitacora import Evento
from gobierno.models import Persona
from mesa_ayuda import estados
from mesa_ayuda.acciones import noticias
from mesa_ayuda.acciones.tickets import DatosDeTicket, Gobierno, nacer
from mesa_ayuda.models import Ticket


def dejar_registro(
    *,
    datos: DatosDeTicket,
    gobierno: Gobierno | None,
    solucion: str,
    por: Persona,
    capacidad: str,
    ahora: datetime,
) -> tuple[Ticket, Evento]:
    """A ticket that an act leaves behind, and its entry for the caller to register with its own.

    With `solucion` it is born closed: it records what was done. Without, it stays nuevo, for the
    help desk. It takes only the lock of its number, never that of the trail.

    Fuente: MIN-7.1.1-d, MIN-7.1.1-e-3, MIN-7.1.2-d.
    """
    final = {}
    if solucion:
        final = {
            "estado": estados.CERRADO, "solucion": solucion, "asignado_a": por,
            "respondido_en": ahora, "resuelto_en": ahora, "cerrado_en": ahora,
        }  # fmt: skip
    ticket, hechos = nacer(datos=datos, gobierno=gobierno, por=por, ahora=ahora, final=final)
    if not solucion:
        noticias.avisar(ticket=ticket, paso="crear", por=por, motivo="", ahora=ahora)
    return ticket, Evento("ticket.crear", por, capacidad, ticket, despues=hechos)
