"""Tickets in each state, made through the acciones."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from gobierno.models import Persona
from mesa_ayuda import acciones
from mesa_ayuda.acciones import DatosDeTicket
from mesa_ayuda.models import Ticket
from tests.fabricas import AHORA, HOY


def acto(por: Persona, ahora: datetime = AHORA) -> dict[str, Any]:
    return {"por": por, "hoy": HOY, "ahora": ahora}


def nuevo(solicitante: Persona, asunto: str = "No veo mi carpeta", **extra: Any) -> Ticket:
    """A ticket of the person's own, through the form."""
    momento = extra.pop("ahora", AHORA)
    datos: dict[str, Any] = {"categoria": "carpeta", "canal": "formulario"}
    datos |= {"asunto": asunto, "solicitante": solicitante} | extra
    return acciones.crear(datos=DatosDeTicket(**datos), **acto(solicitante, momento))


def asignado(solicitante: Persona, mesa: Persona, operador: Persona | None, **extra: Any) -> Ticket:
    ticket = nuevo(solicitante, **extra)
    return acciones.asignar(ticket=ticket, a=operador, **acto(mesa))


def en_proceso(solicitante: Persona, mesa: Persona, operador: Persona, **extra: Any) -> Ticket:
    ticket = asignado(solicitante, mesa, operador, **extra)
    return acciones.iniciar(ticket=ticket, **acto(operador))


def resuelto(solicitante: Persona, mesa: Persona, operador: Persona, **extra: Any) -> Ticket:
    ticket = en_proceso(solicitante, mesa, operador, **extra)
    return acciones.resolver(ticket=ticket, solucion="Se dio acceso.", **acto(operador))


Hacer = Callable[[], Any]
