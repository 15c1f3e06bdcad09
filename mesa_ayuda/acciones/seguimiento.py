"""A governed ticket goes where its procedure goes: the procedure has already decided who may."""

from dataclasses import dataclass
from typing import Any

from gobierno.bitacora import Evento
from gobierno.capacidad import Acto
from gobierno.models import Persona
from mesa_ayuda import estados
from mesa_ayuda.acciones import comunes as c
from mesa_ayuda.acciones.pasos import plazos_al_volver, terminar_pausa
from mesa_ayuda.models import PausaDeTicket, Ticket

TERMINADOS = (estados.RESUELTO, *estados.FINALES)
LARGO_DE_MOTIVO = 2000


@dataclass(frozen=True)
class Seguimiento:
    """Where the procedure leaves the ticket. `causa` says whom it waits for in `en_espera`;
    `solucion` is the outcome, for the states that end it."""

    estado: str
    asignado_a: Persona | None = None
    causa: str = PausaDeTicket.Causa.USUARIO
    solucion: str = ""


def seguir(*, ticket: Ticket, procedimiento: str, a: Seguimiento, acto: Acto) -> Evento:
    """Move a governed ticket, with its clock; returns its entry for the trail.

    Call it inside the procedure's act, after its own locks. Waiting stops the clock with its
    cause; coming back moves the deadlines by what was waited. Fuente: MIN-7.2.2-e.
    """
    tomado = c.tomar(ticket=ticket)
    c.exigir_gobierno(ticket=tomado, paso="cerrar", procedimiento=procedimiento)
    cambios: dict[str, Any] = {"estado": a.estado, "estado_desde": acto.ahora}
    if a.asignado_a is not None:
        cambios["asignado_a"] = a.asignado_a
    if a.estado != estados.NUEVO and tomado.respondido_en is None:
        cambios["respondido_en"] = acto.ahora
    cambios |= _reloj(tomado, a, acto) | _final(tomado, a, acto)
    detalle = {"causa": a.causa} if a.estado == estados.EN_ESPERA else None
    return c.aplicar(ticket=tomado, paso="seguir", acto=acto, cambios=cambios, detalle=detalle)


def _reloj(ticket: Ticket, a: Seguimiento, acto: Acto) -> dict[str, Any]:
    """Open or close the pause that the change of state means; returns the new deadlines."""
    cambios: dict[str, Any] = {}
    if ticket.estado == estados.EN_ESPERA:
        terminar_pausa(ticket=ticket, ahora=acto.ahora)
        cambios = plazos_al_volver(ticket=ticket)
    elif ticket.estado in TERMINADOS and a.estado in estados.ABIERTOS:
        desde = ticket.resuelto_en or ticket.estado_desde
        _pausar(ticket, PausaDeTicket.Causa.RESUELTO, acto, desde, max(acto.ahora, desde))
        cambios = plazos_al_volver(ticket=ticket) | {"resuelto_en": None, "cerrado_en": None}
    if a.estado == estados.EN_ESPERA:
        _pausar(ticket, a.causa, acto, acto.ahora, None)
    return cambios


def _pausar(ticket: Ticket, causa: str, acto: Acto, desde: Any, hasta: Any) -> None:
    PausaDeTicket.objects.create(
        ticket=ticket, causa=causa, motivo=acto.motivo[:LARGO_DE_MOTIVO], desde=desde,
        hasta=hasta, por=acto.por,
    )  # fmt: skip


def _final(ticket: Ticket, a: Seguimiento, acto: Acto) -> dict[str, Any]:
    cambios: dict[str, Any] = {}
    if a.estado in {estados.RESUELTO, estados.CERRADO} and ticket.resuelto_en is None:
        cambios = {"resuelto_en": acto.ahora, "solucion": a.solucion or ticket.solucion}
    if a.estado in estados.FINALES:
        cambios["cerrado_en"] = acto.ahora
    return cambios
