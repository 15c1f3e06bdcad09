"""Alarms about lines, derived nightly and after each opening: silence and the recovery cliff.

A finding opens once (unique key), tells the people of the first two levels once, and closes by
itself when its cause is gone.

Fuente: X-4, MIN-7.1.1-c.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateField, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from directorio.models import Linea, VersionDirectorio
from gobierno import avisos
from gobierno.bitacora import Evento, registrar
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from respaldo.acciones.vigilancia import destinatarios, tomar_turno
from respaldo.models import Copia, Corrida, Hallazgo

_EN_EL_AVISO = 30


@dataclass(frozen=True)
class Senal:
    """A finding as computed now, before knowing whether it was already open."""

    clave: str
    linea: Linea
    texto: str
    datos: dict[str, Any] = field(default_factory=dict)


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
    return _asentar(Hallazgo.Tipo.SIN_EVIDENCIA, senales, ahora=ahora)


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
    return _asentar(Hallazgo.Tipo.PRECIPICIO, senales, ahora=ahora)


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


def _asentar(tipo: str, senales: Sequence[Senal], *, ahora: datetime) -> int:
    """Open what is new, close what is gone, tell once; one audit entry when anything changed."""
    abiertos = set(
        Hallazgo.objects.filter(tipo=tipo, resuelto_en__isnull=True).values_list("clave", flat=True)
    )
    actuales = {senal.clave: senal for senal in senales}
    resueltos = abiertos - actuales.keys()
    Hallazgo.objects.filter(clave__in=actuales).update(resuelto_en=None)
    conocidas = set(Hallazgo.objects.filter(clave__in=actuales).values_list("clave", flat=True))
    nuevas = [senal for clave, senal in actuales.items() if clave not in conocidas]
    Hallazgo.objects.filter(clave__in=resueltos).update(resuelto_en=ahora)
    Hallazgo.objects.bulk_create(_hallazgo(tipo, senal, ahora) for senal in nuevas)
    if nuevas or resueltos:
        registrar(
            Evento(
                accion=f"hallazgo.{tipo}",
                despues={
                    "abiertos": [senal.clave for senal in nuevas],
                    "resueltos": sorted(resueltos),
                },
            ),
            ahora=ahora,
        )
    if nuevas:
        avisos.encolar(_mensaje(tipo, nuevas), para=_interesados(ahora), ahora=ahora)
    return len(nuevas)


def _hallazgo(tipo: str, senal: Senal, ahora: datetime) -> Hallazgo:
    return Hallazgo(
        tipo=tipo,
        clave=senal.clave,
        linea=senal.linea,
        texto=senal.texto[:400],
        datos=senal.datos,
        detectado_en=ahora,
    )


def _mensaje(tipo: str, nuevas: Sequence[Senal]) -> avisos.Mensaje:
    nombre = Hallazgo.Tipo(tipo).label
    lista = "\n".join(f"- {senal.texto}" for senal in nuevas[:_EN_EL_AVISO])
    resto = f"\n… y {len(nuevas) - _EN_EL_AVISO} más." if len(nuevas) > _EN_EL_AVISO else ""
    return avisos.Mensaje(
        clave=f"{tipo}:{min(senal.clave for senal in nuevas)}"[:160],
        tipo=tipo,
        asunto=nuevas[0].texto if len(nuevas) == 1 else f"{nombre}: {len(nuevas)} líneas",
        texto=lista + resto,
        enlace=reverse("respaldo:hallazgos"),
    )


def _interesados(ahora: datetime) -> Iterable[Persona]:
    escalones = sorted(perfil_activo().verificacion.escalamiento, key=lambda e: e.nivel)[:2]
    return {p.pk: p for e in escalones for p in destinatarios(e, ahora=ahora)}.values()
