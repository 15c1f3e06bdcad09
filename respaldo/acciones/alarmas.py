"""Alarms about lines, derived nightly and after each opening: silence and the recovery cliff.

Fuente: X-4, MIN-7.1.1-c.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateField, F, OuterRef, Q, QuerySet, Subquery

from directorio.models import Linea, VersionDirectorio
from gobierno.perfil import perfil_activo
from respaldo.acciones.hallazgos import Senal, asentar
from respaldo.acciones.vigilancia import tomar_turno
from respaldo.models import Copia, Corrida, Hallazgo


def revisar_alarmas(*, ahora: datetime) -> int:
    """Every alarm about lines; returns how many findings are new."""
    return revisar_lineas_sin_evidencia(ahora=ahora) + revisar_precipicio(ahora=ahora)


@transaction.atomic
def revisar_lineas_sin_evidencia(*, ahora: datetime) -> int:
    """Lines whose last n closed corridas received no evidence at all (n from the profile).

    A line that never had any is named as such: it is the reddest of all. Returns new findings.
    """
    tomar_turno(ahora=ahora)
    n = perfil_activo().plazos.sin_evidencia_corridas
    cerradas = _de_la_serie(Corrida.objects.filter(fin_previsto__lte=ahora)).order_by(
        "-fecha_operativa", "-ordinal"
    )
    con_evidencia = cerradas.filter(ejecucion__isnull=False)
    lineas = (
        _lineas_vigentes(ahora)
        .annotate(
            desde=Subquery(cerradas.values("fecha_operativa")[n - 1 : n], output_field=DateField()),
            ultima=Subquery(con_evidencia.values("fecha_operativa")[:1], output_field=DateField()),
        )
        .filter(desde__isnull=False)
        .filter(Q(ultima__isnull=True) | Q(ultima__lt=F("desde")))
    )
    senales = [_senal_de_silencio(linea, n) for linea in lineas]
    return asentar(Hallazgo.Tipo.SIN_EVIDENCIA, senales, ahora=ahora)


@transaction.atomic
def revisar_precipicio(*, ahora: datetime) -> int:
    """Recovery cliff: the last good copy of a series expires within the profile's days (or already
    did) and nothing newer exists. Returns new findings."""
    tomar_turno(ahora=ahora)
    perfil = perfil_activo()
    hoy = ahora.astimezone(perfil.zona).date()
    copias = _de_la_serie(Copia.objects.existentes()).order_by("-instante_de_datos")
    lineas = (
        _lineas_vigentes(ahora)
        .annotate(
            vence=Subquery(copias.values("retenida_hasta")[:1], output_field=DateField()),
            ancla=Subquery(copias.values("fecha_ancla")[:1], output_field=DateField()),
        )
        .filter(vence__lte=hoy + timedelta(days=perfil.plazos.precipicio_dias))
    )
    senales = [_senal_de_precipicio(linea) for linea in lineas]
    return asentar(Hallazgo.Tipo.PRECIPICIO, senales, ahora=ahora)


def _lineas_vigentes(ahora: datetime) -> QuerySet[Linea]:
    hoy = ahora.astimezone(perfil_activo().zona).date()
    version = VersionDirectorio.objects.vigente_al(hoy)
    return Linea.objects.filter(version=version).activas_al(hoy).select_related("item")


def _de_la_serie(filas: QuerySet[Any]) -> QuerySet[Any]:
    return filas.filter(
        item=OuterRef("item"),
        tipo_de_backup=OuterRef("tipo_de_backup"),
        modalidad=OuterRef("modalidad"),
    )


def _senal_de_silencio(linea: Any, n: int) -> Senal:
    if linea.ultima is None:
        texto = f"«{linea}» nunca ha tenido evidencia de ejecución."
    else:
        texto = f"«{linea}» no tiene evidencia desde la fecha operativa {linea.ultima:%d/%m/%Y}."
    return Senal(
        clave=f"sin_evidencia:{linea.clave}:{linea.ultima or 'nunca'}",
        linea=linea,
        texto=texto,
        datos={"ultima": linea.ultima and linea.ultima.isoformat(), "corridas": n},
    )


def _senal_de_precipicio(linea: Any) -> Senal:
    return Senal(
        clave=f"precipicio:{linea.clave}:{linea.ancla}",
        linea=linea,
        texto=f"La última copia buena de «{linea}» ({linea.ancla:%d/%m/%Y}) se retiene hasta el "
        f"{linea.vence:%d/%m/%Y} y no hay otra posterior.",
        datos={"ancla": linea.ancla.isoformat(), "vence": linea.vence.isoformat()},
    )
