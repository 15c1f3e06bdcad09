"""Keep, change and retire the templates of a source (evidencia.md §7.3).

A template is saved only if it reads its own sample: a run, with its job and a known result.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from gobierno import bitacora
from gobierno.capacidad import exigir
from gobierno.errores import ReglaIncumplida
from gobierno.models import Designacion, Persona
from gobierno.preparadas import Orden, Preparada, enviar
from gobierno.secretos import tapar
from respaldo.importadores.captura import Analisis
from respaldo.importadores.plantillas import Plantilla, a_datos, de_datos, revisar
from respaldo.importadores.prueba_de_plantilla import probar
from respaldo.models import Fuente, PlantillaDeLectura

PERMISO = "fuentes.administrar"
LARGO_MUESTRA = 20_000
_leer_activas = Preparada(
    lambda fuente: (
        PlantillaDeLectura.objects.filter(fuente=fuente, activa=True)
        .order_by("orden", "pk")
        .values_list("nombre", "formato", "definicion")
    )
)


@dataclass(frozen=True)
class Probada:
    """A template and the notice with which it is tried."""

    plantilla: Plantilla
    muestra: str


@transaction.atomic
def crear_plantilla(
    *, fuente: Fuente, probada: Probada, por: Persona, hoy: date, ahora: datetime
) -> PlantillaDeLectura:
    """Add a template to a source, tried on its sample. Fuente: evidencia.md §7.3."""
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    fuente = Fuente.objects.select_for_update().get(pk=fuente.pk)
    _comprobar(fuente, probada, propia=None)
    fila = PlantillaDeLectura.objects.create(
        fuente=fuente, creada_por=por, creada_en=ahora, **_campos(probada)
    )
    _anotar("respaldo.crear_plantilla", fila, designacion, ahora, {}, _campos(probada))
    return fila


@transaction.atomic
def editar_plantilla(
    *, fila: PlantillaDeLectura, probada: Probada, por: Persona, hoy: date, ahora: datetime
) -> PlantillaDeLectura:
    """Change a template; what was already read stays as it was until somebody reads it again."""
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    fila = PlantillaDeLectura.objects.select_for_update().get(pk=fila.pk)
    _comprobar(fila.fuente, probada, propia=fila)
    antes = {campo: getattr(fila, campo) for campo in _campos(probada)}
    for campo, valor in _campos(probada).items():
        setattr(fila, campo, valor)
    fila.save(update_fields=list(antes))
    _anotar("respaldo.editar_plantilla", fila, designacion, ahora, antes, _campos(probada))
    return fila


@transaction.atomic
def cambiar_plantilla(
    *, fila: PlantillaDeLectura, activa: bool, por: Persona, hoy: date, ahora: datetime
) -> PlantillaDeLectura:
    """Retire a template, or bring it back."""
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    fila = PlantillaDeLectura.objects.select_for_update().get(pk=fila.pk)
    antes: dict[str, object] = {"activa": fila.activa}
    fila.activa = activa
    fila.save(update_fields=["activa"])
    _anotar("respaldo.cambiar_plantilla", fila, designacion, ahora, antes, {"activa": activa})
    return fila


def plantillas_de(fuente: Fuente) -> tuple[Plantilla, ...]:
    """The active templates of a source, in order."""
    [plantillas] = enviar(por_leer(fuente))
    return tuple(plantillas)


def por_leer(fuente: Fuente) -> Orden:
    """The same, to be asked with something else."""
    return _leer_activas.orden(fuente=fuente.pk).luego(
        lambda filas: tuple(de_datos(*fila) for fila in filas)
    )


def ensayar(probada: Probada, fuente: Fuente) -> Analisis:
    """What a template understands of its sample, in the zone of its source."""
    return probar(probada.plantilla, probada.muestra, ZoneInfo(fuente.zona))


def _comprobar(fuente: Fuente, probada: Probada, *, propia: PlantillaDeLectura | None) -> None:
    if errores := revisar(probada.plantilla):
        raise ReglaIncumplida("La plantilla tiene algo por corregir.", campos=errores)
    homonimas = fuente.plantillas.filter(nombre__iexact=probada.plantilla.nombre)
    if propia is not None:
        homonimas = homonimas.exclude(pk=propia.pk)
    if homonimas.exists():
        raise ReglaIncumplida(
            f"La fuente ya tiene una plantilla «{probada.plantilla.nombre}».",
            campos={"nombre": "Use otro nombre o edite la que existe."},
        )
    leidas = ensayar(probada, fuente).ejecuciones
    if not any(e.trabajo and e.estado != "sin_dato" for e in leidas):
        raise ReglaIncumplida(
            "Con el aviso pegado la plantilla no entiende ninguna ejecución con su resultado.",
            campos={"muestra": "Pegue un aviso real y pruebe hasta que se lea bien."},
        )


def _campos(probada: Probada) -> dict[str, object]:
    return {
        "nombre": probada.plantilla.nombre,
        "formato": probada.plantilla.formato,
        "definicion": a_datos(probada.plantilla),
        "muestra": tapar(probada.muestra)[:LARGO_MUESTRA],
    }


def _anotar(
    accion: str,
    fila: PlantillaDeLectura,
    designacion: Designacion,
    ahora: datetime,
    *cambio: dict[str, object],
) -> None:
    """One event; the sample, which is somebody's mail, is left out."""
    antes, despues = ({c: v for c, v in d.items() if c != "muestra"} for d in cambio)
    bitacora.registrar(
        bitacora.Evento(
            accion=accion,
            por=designacion.persona,
            capacidad=designacion.capacidad,
            objeto=fila,
            antes=antes,
            despues=despues,
        ),
        ahora=ahora,
    )
