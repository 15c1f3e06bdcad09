"""Scheduled work of the help desk: each task reads the clock and calls one acción."""

from celery import shared_task

from gobierno import reloj
from mesa_ayuda import acciones


@shared_task(ignore_result=True)
def vigilar_tickets() -> None:
    acciones.vigilar_tickets(ahora=reloj.ahora())
