"""Deadlines of a ticket: `mesa_ayuda.sla` over the calendar of the institution.

Fuente: CAL-8, X-12.
"""

from datetime import datetime, timedelta
from typing import Any

from gobierno.calendario_institucional import calendario_institucional
from gobierno.perfil import perfil_activo
from mesa_ayuda import sla
from mesa_ayuda.models import Ticket

HABIL, CORRIDO = "habil", "corrido"


def reloj_de(*, codigo: str) -> sla.Reloj:
    """The clock «habil» (working hours of the profile) or «corrido»; one query for the first."""
    perfil = perfil_activo()
    if codigo == CORRIDO:
        return sla.Reloj(perfil.zona)
    horario = perfil.calendario
    return sla.Reloj(
        perfil.zona, calendario_institucional(), horario.laboral_desde, horario.laboral_hasta
    )


def plazos_de(*, ticket: Ticket) -> dict[str, Any]:
    """The four instants that follow from its reception, its limits and its closed pauses."""
    reloj = reloj_de(codigo=ticket.reloj)
    pausas = pausas_de(ticket=ticket) if ticket.pk else []
    respuesta, solucion = (
        sla.plazo(ticket.recibido_en, timedelta(minutes=minutos), reloj, pausas)
        for minutos in (ticket.respuesta_minutos, ticket.solucion_minutos)
    )
    return {
        "vence_respuesta_en": respuesta.vence,
        "respuesta_tarde_en": respuesta.tarde_desde,
        "vence_solucion_en": solucion.vence,
        "solucion_tarde_en": solucion.tarde_desde,
    }


def pausas_de(*, ticket: Ticket, hasta: datetime | None = None) -> list[sla.Tramo]:
    """Its pauses; the one that is open counts until `hasta` or, without it, not at all."""
    return [
        sla.Tramo(pausa.desde, fin)
        for pausa in ticket.pausas.all()
        if (fin := pausa.hasta or hasta) and fin >= pausa.desde
    ]


def corrido_de(*, ticket: Ticket, ahora: datetime) -> timedelta:
    """How long the clock of the solution has run: to its end or, still open, to `ahora`."""
    fin = ticket.resuelto_en or ticket.cerrado_en or ahora
    pausas = pausas_de(ticket=ticket, hasta=fin)
    return sla.transcurrido(ticket.recibido_en, fin, reloj_de(codigo=ticket.reloj), pausas)
