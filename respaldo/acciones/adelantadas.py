"""Runs that arrived before the day they belong to was opened (a gap of the scheduler, or a start
within the tolerance of a window that opens tomorrow)."""

from datetime import date, datetime, timedelta

from django.db.models import Max, Min

from gobierno.perfil import perfil_activo
from respaldo.acciones.copias import reanclar_copias
from respaldo.acciones.enlace import actualizar_respuestas, identificar
from respaldo.models import Corrida, Ejecucion


def recoger_adelantadas(*, fecha: date, ahora: datetime) -> int:
    """Tie to the corridas of `fecha` the runs of their series that were waiting; returns how many.

    So that the order in which runs and days arrive is irrelevant (§4.13.3). Runs declared manual
    stay apart: a person links them. Fuente: R3.
    """
    ventana = Corrida.objects.del_dia(fecha).aggregate(
        desde=Min("inicio_previsto"), hasta=Max("fin_previsto")
    )
    if ventana["desde"] is None:
        return 0
    perfil = perfil_activo()
    tolerancia = timedelta(minutes=perfil.verificacion.tolerancia_apertura_minutos)
    sueltas = list(
        Ejecucion.objects.no_programadas()
        .entre(ventana["desde"] - tolerancia, ventana["hasta"])
        .filter(es_manual=False, descartada_en__isnull=True)
    )
    identificar(sueltas, hoy=fecha)
    atadas = [e for e in sueltas if e.corrida_id]
    if atadas:
        Ejecucion.objects.bulk_update(atadas, ["corrida"], batch_size=500)
        reanclar_copias(atadas)
        actualizar_respuestas({e.corrida_id for e in atadas if e.corrida_id}, ahora=ahora)
    return len(atadas)
