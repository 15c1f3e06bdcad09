"""Scheduled work of gobierno; the table of when is backupgov/celery.py."""

from celery import shared_task

from gobierno import acciones, avisos, reloj


@shared_task(ignore_result=True)
def despachar_avisos() -> None:
    avisos.preparar_envios(ahora=reloj.ahora())
    avisos.despachar(ahora=reloj.ahora())


@shared_task(ignore_result=True)
def latir() -> None:
    acciones.latir(componente="worker", ahora=reloj.ahora())


@shared_task(ignore_result=True)
def verificar_cadena() -> None:
    acciones.verificar_cadena_si_toca(ahora=reloj.ahora(), hoy=reloj.hoy())
