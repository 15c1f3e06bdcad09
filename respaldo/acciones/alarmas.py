"""Alarms about lines, derived nightly and after each opening: silence and the recovery cliff.

Fuente: X-4, MIN-7.1.1-c.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import DateField, DateTimeField, F, OuterRef, Q, QuerySet, Subquery

from directorio.models import Linea, VersionDirectorio
from gobierno import formato
from gobierno.perfil import perfil_activo
from respaldo.acciones.hallazgos import Senal, asentar
from respaldo.acciones.vigilancia import tomar_turno
from respaldo.models import Copia, Corrida, Hallazgo
from respaldo.retencion.cadena import TOTAL


def revisar_alarmas(*, ahora: datetime) -> int:
    """Every alarm about lines; returns how many findings are new."""
    return (
        revisar_lineas_sin_evidencia(ahora=ahora)
        + revisar_precipicio(ahora=ahora)
        + revisar_copias_sin_base(ahora=ahora)
    )


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


@transaction.atomic
def revisar_copias_sin_base(*, ahora: datetime) -> int:
    """Series whose newest copy cannot be restored because the base of its chain never reached us.

    It closes when the base arrives or a later copy stands on a total. Returns new findings.
    Fuente: MIN-6.1-o, R6, R7.
    """
    tomar_turno(ahora=ahora)
    zona = perfil_activo().zona
    sueltas = Copia.objects.existentes().filter(
        sin_base=True,
        item=OuterRef("item"),
        tipo_de_backup=OuterRef("tipo_de_backup"),
        ejecucion__serie_modalidad=OuterRef("modalidad"),
    )
    totales = Copia.objects.existentes().filter(
        Q(modalidad=TOTAL) | Q(independiente=True),
        item=OuterRef("item"),
        tipo_de_backup=OuterRef("tipo_de_backup"),
    )
    lineas = (
        _lineas_vigentes(ahora)
        .annotate(
            desde=Subquery(
                sueltas.order_by("instante_de_datos").values("instante_de_datos")[:1],
                output_field=DateTimeField(),
            ),
            ultima=Subquery(
                sueltas.order_by("-instante_de_datos").values("instante_de_datos")[:1],
                output_field=DateTimeField(),
            ),
            total=Subquery(
                totales.order_by("-instante_de_datos").values("instante_de_datos")[:1],
                output_field=DateTimeField(),
            ),
        )
        .filter(desde__isnull=False)
        .filter(Q(total__isnull=True) | Q(total__lt=F("ultima")))
    )
    senales = [_senal_sin_base(linea, zona) for linea in lineas]
    return asentar(Hallazgo.Tipo.SIN_BASE, senales, ahora=ahora)


def _senal_sin_base(linea: Any, zona: ZoneInfo) -> Senal:
    return Senal(
        clave=f"sin_base:{linea.clave}:{linea.desde.isoformat()}",
        linea=linea,
        texto=f"Las copias de «{linea}» no se pueden restaurar: nunca llegó la copia total de la "
        "que dependen.",
        datos={"desde": formato.fecha(linea.desde, zona)},
    )


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
