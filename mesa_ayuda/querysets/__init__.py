"""Reads of the help desk."""

from mesa_ayuda.querysets.incidentes import IncidenteQuerySet
from mesa_ayuda.querysets.tickets import Corte, PaginaDeTickets, TicketQuerySet

__all__ = ["Corte", "IncidenteQuerySet", "PaginaDeTickets", "TicketQuerySet"]
