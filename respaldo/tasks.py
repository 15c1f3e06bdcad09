"""Scheduled work of procedure 7.1: each task reads the clock and calls one acción."""

from celery import shared_task
from django.conf import settings

from gobierno import reloj
from gobierno.acciones import latir
from respaldo.acciones import (
    abiertas,
    alarmas,
    carpetas,
    cobertura,
    pendientes,
    recorrido_de_sellos,
    sellos,
    silencios,
    vigilancia,
)
from respaldo.acciones import sondear as sondeos


@shared_task(ignore_result=True)
def vigilar_verificaciones() -> None:
    vigilancia.vigilar(ahora=reloj.ahora())
    abiertas.cerrar_abiertas(ahora=reloj.ahora())
    latir(componente="plazos", ahora=reloj.ahora())


@shared_task(ignore_result=True)
def revisar_alarmas() -> None:
    alarmas.revisar_alarmas(ahora=reloj.ahora())
    silencios.avisar_silencios(ahora=reloj.ahora())
    silencios.avisar_vencimientos(ahora=reloj.ahora())


@shared_task(ignore_result=True)
def revisar_cobertura() -> None:
    cobertura.revisar_cobertura(ahora=reloj.ahora())


@shared_task(ignore_result=True)
def leer_evidencias() -> None:
    pendientes.leer_pendientes(ahora=reloj.ahora())


@shared_task(ignore_result=True)
def sellar_evidencia() -> None:
    sellos.sellar(ahora=reloj.ahora())


@shared_task(ignore_result=True)
def verificar_sellos() -> None:
    recorrido_de_sellos.verificar_sellos_si_toca(ahora=reloj.ahora(), hoy=reloj.hoy())


@shared_task(ignore_result=True)
def revisar_carpeta() -> None:
    carpetas.revisar_carpeta(raiz=settings.CARPETA_ENTRADA, ahora=reloj.ahora())


@shared_task(ignore_result=True)
def sondear() -> None:
    sondeos.sondear(ahora=reloj.ahora(), ajustes=settings.SONDEO)
