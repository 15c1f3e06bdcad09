"""Scenarios of the daily verification: a Directorio in force and corridas with their evidence."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from directorio.models import Linea, VersionDirectorio
from gobierno.models import EventoBitacora, Persona
from respaldo.acciones.marcas import marcar
from respaldo.models import Corrida, Ejecucion
from tests import fabricas
from tests.fabricas import AHORA

FO = date(2026, 3, 9)
TICKET = "MDA-2026-000123"


def url(nombre: str, corrida: Corrida) -> str:
    return reverse(f"respaldo:{nombre}", args=[corrida.pk])


def version_vigente() -> VersionDirectorio:
    existente = VersionDirectorio.objects.filter(estado="vigente").first()
    if existente:
        return existente
    quienes = [
        Persona.objects.filter(username=usuario).first() or fabricas.persona(usuario, rol)
        for usuario, rol in (("coord-v", "coordinador"), ("dir-v", "director"))
    ]
    return fabricas.poner_en_vigencia(fabricas.borrador(quienes[0]), quienes[1], date(2026, 1, 2))


def linea(nombre: str = "Carpeta OTEC", **extra: Any) -> Linea:
    return fabricas.linea(version_vigente(), nombre, **extra)


def evidencia(corrida: Corrida, **extra: Any) -> Ejecucion:
    """A run that answers for `corrida`: conforme, inside its window, 1 GB; marks computed."""
    datos: dict[str, Any] = {
        "item": corrida.item,
        "tipo_de_backup": corrida.tipo_de_backup,
        "serie_modalidad": corrida.modalidad,
        "modalidad": corrida.modalidad,
        "corrida": corrida,
        "inicio": corrida.inicio_previsto + timedelta(hours=1),
        "fin": corrida.inicio_previsto + timedelta(hours=2),
    }
    ejecucion: Ejecucion = fabricas.ejecucion(**(datos | extra))
    corrida.ejecucion = ejecucion
    corrida.save(update_fields=["ejecucion"])
    marcar(corridas=[corrida.pk], ahora=AHORA)
    corrida.refresh_from_db()
    return ejecucion


def corrida(nombre: str = "Carpeta OTEC", fecha: date = FO, **extra: Any) -> Corrida:
    """An expected run without evidence, closed and not yet overdue at AHORA."""
    existente = Linea.objects.filter(nombre=nombre).first()
    creada: Corrida = fabricas.corrida(existente or linea(nombre), fecha, **extra)
    return creada


def con_evidencia(nombre: str = "Carpeta OTEC", fecha: date = FO, **extra: Any) -> Corrida:
    creada = corrida(nombre, fecha)
    evidencia(creada, **extra)
    return creada


def historia(de: Corrida, tamano: int, dias: int = 5) -> None:
    """Conforme runs of `tamano` bytes on the days before `de`."""
    for n in range(1, dias + 1):
        previa = fabricas.corrida(de.linea, de.fecha_operativa - timedelta(days=n))
        evidencia(previa, bytes=tamano)
        Corrida.objects.filter(pk=previa.pk).update(estado="conforme")


def ultimo_evento() -> EventoBitacora:
    evento = EventoBitacora.objects.order_by("-numero").first()
    assert evento is not None
    return evento
