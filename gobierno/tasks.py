"""Scheduled work of gobierno; the table of when is backupgov/celery.py."""

from celery import shared_task

from gobierno import avisos, reloj


@shared_task(ignore_result=True)
def despachar_avisos() -> None:
    avisos.preparar_envios(ahora=reloj.ahora())
    avisos.despachar(ahora=reloj.ahora())
