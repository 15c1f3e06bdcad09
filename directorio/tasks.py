"""Scheduled work of the Directorio: each task reads the clock and calls one acción."""

from celery import shared_task

from directorio.acciones import vigencia, vigilancia
from gobierno import reloj


@shared_task(ignore_result=True)
def entrar_en_vigencia() -> None:
    vigencia.entrar_en_vigencia(hoy=reloj.hoy(), ahora=reloj.ahora())


@shared_task(ignore_result=True)
def vigilar_directorio() -> None:
    vigilancia.vigilar_directorio(ahora=reloj.ahora())
