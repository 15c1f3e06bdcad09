"""Writes of the help desk. A procedure that governs a ticket uses `crear(gobierno=…)`, the steps
with `procedimiento=…` and `cerrar_por_procedimiento`."""

from mesa_ayuda.acciones.cierre import (
    anular,
    cerrar,
    cerrar_por_procedimiento,
    gobernar,
    reabrir,
    resolver,
)
from mesa_ayuda.acciones.incidentes import Suceso, abrir_incidente
from mesa_ayuda.acciones.lotes import asignar_varios
from mesa_ayuda.acciones.notas import anotar, anotar_externo
from mesa_ayuda.acciones.pasos import (
    asignar,
    derivar,
    devolver,
    esperar,
    iniciar,
    reanudar,
    validar,
)
from mesa_ayuda.acciones.plazos import corrido_de
from mesa_ayuda.acciones.registros import dejar_registro
from mesa_ayuda.acciones.seguimiento import Seguimiento, seguir
from mesa_ayuda.acciones.tickets import DatosDeTicket, Gobierno, crear
from mesa_ayuda.acciones.vigilancia import vigilar_tickets

__all__ = [
    "DatosDeTicket",
    "Gobierno",
    "Seguimiento",
    "Suceso",
    "abrir_incidente",
    "anotar",
    "anotar_externo",
    "anular",
    "asignar",
    "asignar_varios",
    "cerrar",
    "cerrar_por_procedimiento",
    "corrido_de",
    "crear",
    "dejar_registro",
    "derivar",
    "devolver",
    "esperar",
    "gobernar",
    "iniciar",
    "reabrir",
    "reanudar",
    "resolver",
    "seguir",
    "validar",
    "vigilar_tickets",
]
