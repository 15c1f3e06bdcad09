"""Deadlines of tickets that are near or past: one notice each, derived from the state.

A late, repeated or doubled sweep gives the same rows: what has been said is stored beside the
clock, under the lock of the row. A deadline that passed while nobody swept is told once, as past.

Fuente: CAL-8, X-4.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from gobierno import avisos, formato
from gobierno.bitacora import Evento, registrar_varios
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from mesa_ayuda import estados
from mesa_ayuda.acciones import noticias
from mesa_ayuda.models import AVISO_POR_VENCER, AVISO_VENCIDO, Ticket

EN_UNA_VUELTA = 500


@transaction.atomic
def vigilar_tickets(*, ahora: datetime) -> int:
    """Tell who attends of each deadline about to pass, and also the help desk once it passed.

    Returns how many tickets had news. A stopped clock never falls due.
    """
    cerca = ahora + timedelta(minutes=perfil_activo().mesa.aviso_minutos_antes)
    filas = list(
        _con_novedad(cerca, ahora)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("asignado_a")
        .order_by("pk")[:EN_UNA_VUELTA]
    )
    gestores = noticias.gestores(ahora=ahora) if filas else []
    eventos = []
    for ticket in filas:
        for reloj in ("respuesta", "solucion"):
            eventos += _avanzar(ticket, reloj, gestores=gestores, ahora=ahora)
        ticket.save(update_fields=["respuesta_avisada", "solucion_avisada"])
    registrar_varios(eventos, ahora=ahora)
    return len(filas)


def _con_novedad(cerca: datetime, ahora: datetime) -> QuerySet[Ticket]:
    """Open tickets with a clock that runs and a face of its deadline not told yet."""
    corre = ~Q(estado=estados.EN_ESPERA)
    condicion = Q()
    for reloj, pendiente in (("respuesta", Q(respondido_en__isnull=True)), ("solucion", Q())):
        avisada, vence = f"{reloj}_avisada", f"vence_{reloj}_en"
        pasado = Q(**{f"{avisada}__lt": AVISO_VENCIDO, f"{reloj}_tarde_en__lte": ahora})
        cercano = Q(**{f"{avisada}__lt": AVISO_POR_VENCER, f"{vence}__lte": cerca})
        condicion |= pendiente & (pasado | cercano)
    filas: QuerySet[Ticket] = Ticket.objects.abiertos().filter(corre & condicion)
    return filas


def _avanzar(
    ticket: Ticket, reloj: str, *, gestores: list[Persona], ahora: datetime
) -> list[Evento]:
    """Say what is due of one clock and remember it; an entry of the trail once it is past."""
    if reloj == "respuesta" and ticket.respondido_en is not None:
        return []
    nivel, dicho = _nivel(ticket, reloj, ahora), getattr(ticket, f"{reloj}_avisada")
    if nivel <= dicho:
        return []
    setattr(ticket, f"{reloj}_avisada", nivel)
    vencido = nivel == AVISO_VENCIDO
    para = noticias.quienes_atienden(ticket=ticket, ahora=ahora)
    if reloj == "respuesta":
        para = gestores
    elif vencido:
        para = [*para, *gestores]
    avisos.encolar(_mensaje(ticket, reloj, vencido=vencido), para=para, ahora=ahora)
    if not vencido:
        return []
    detalle: dict[str, Any] = {"plazo": reloj, "vencio": getattr(ticket, f"vence_{reloj}_en")}
    return [Evento(accion="ticket.vencer", objeto=ticket, despues=detalle)]


def _nivel(ticket: Ticket, reloj: str, ahora: datetime) -> int:
    if getattr(ticket, f"{reloj}_tarde_en") <= ahora:
        return AVISO_VENCIDO
    antes = timedelta(minutes=perfil_activo().mesa.aviso_minutos_antes)
    return AVISO_POR_VENCER if getattr(ticket, f"vence_{reloj}_en") - antes <= ahora else 0


def _mensaje(ticket: Ticket, reloj: str, *, vencido: bool) -> avisos.Mensaje:
    vence: datetime = getattr(ticket, f"vence_{reloj}_en")
    cuando = formato.fecha_hora(vence, perfil_activo().zona)
    que = "la respuesta" if reloj == "respuesta" else "la solución"
    dice = f"Venció el plazo de {que}" if vencido else f"Está por vencer el plazo de {que}"
    return avisos.Mensaje(
        clave=f"ticket-plazo:{ticket.pk}:{reloj}:{vencido:d}:{vence.isoformat()}",
        tipo="ticket_plazo",
        asunto=f"{dice}: {ticket.numero}",
        texto=f"«{ticket.asunto}». {'Vencía' if vencido else 'Vence'} el {cuando}.",
        enlace=noticias.enlace(ticket=ticket),
    )
