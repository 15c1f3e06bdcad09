"""What the clock makes true of restore requests."""

from celery import shared_task

from gobierno import reloj
from restauracion import acciones


@shared_task(ignore_result=True)
def vigilar_solicitudes() -> None:
    acciones.vigilar_solicitudes(ahora=reloj.ahora())
