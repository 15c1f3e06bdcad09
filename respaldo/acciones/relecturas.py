"""Read again what a better reader may understand.

Verifications already closed are never re-scored: the intake only answers corridas still open.

Source: evidencia.md §6.5, §7; issue «Evidence from the real tools».
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from gobierno import bitacora
from gobierno.capacidad import exigir
from gobierno.models import Persona
from respaldo.acciones.asiento import Leida, Recibo, asentar
from respaldo.acciones.evidencias import Lector, agrupadas, leer, serie_de
from respaldo.acciones.plantillas import plantillas_de
from respaldo.acciones.turno import tomar
from respaldo.entregas import captura_de
from respaldo.importadores.herramientas import ANALIZADORES
from respaldo.importadores.herramientas.generico import GENERICO
from respaldo.importadores.plantillas import Plantilla
from respaldo.models import Evidencia, EvidenciaPendiente, Fuente, LecturaDeEvidencia
from respaldo.querysets import EvidenciaQuerySet

PERMISO = "fuentes.administrar"


@transaction.atomic
def releer(*, evidencias: Collection[int], ahora: datetime) -> list[Recibo]:
    """Read stored deliveries (keys), for the first time or again; one reading is added to each.

    What arrived keeps its own moment, and no counter moves. Fuente: MIN-7.1.1-b, evidencia.md §6.
    """
    filas = Evidencia.objects.filter(pk__in=evidencias).select_related("fuente", "punto")
    recibos: list[Recibo] = []
    for fuente, suyas in agrupadas(list(filas)).items():
        plantillas = plantillas_de(fuente)
        leidas = [leer_guardada(evidencia, fuente, plantillas) for evidencia in suyas]
        recibos += asentar_guardadas(fuente, leidas, ahora)
    return recibos


def leer_guardada(
    evidencia: Evidencia,
    fuente: Fuente,
    plantillas: Sequence[Plantilla],
    entiende: Lector | None = None,
) -> Leida:
    """What a stored delivery tells, of the moment at which it arrived."""
    captura = captura_de(evidencia.datos, evidencia.partes, evidencia.canal)
    analisis, contadas = leer(
        captura, fuente=fuente, llegada=evidencia.recibida_en, punto=evidencia.punto,
        plantillas=plantillas, entiende=entiende,
    )  # fmt: skip
    return Leida(evidencia, analisis, contadas, serie_de(evidencia, fuente))


def asentar_guardadas(fuente: Fuente, leidas: Sequence[Leida], ahora: datetime) -> list[Recibo]:
    """Write readings of stored deliveries of one source; it was not heard of now."""
    return asentar(fuente=tomar(fuente), leidas=leidas, ahora=ahora, relectura=True)


def por_releer(filas: EvidenciaQuerySet) -> EvidenciaQuerySet:
    """Those that a present reader may understand better: not understood, or by an older version.

    A ping is tied to others by its moment, so that it is never read again; a refusal has nothing.
    """
    al_dia = Q()
    for analizador in (*ANALIZADORES, GENERICO):
        al_dia |= Q(analizador=analizador.nombre, version=analizador.version)
    bien = Q(resultado=LecturaDeEvidencia.Resultado.OK)
    return (
        filas.con_lectura()
        .exclude(canal=Evidencia.Canal.PING)
        .exclude(resultado=LecturaDeEvidencia.Resultado.RECHAZADA)
        .exclude(al_dia & bien)
        .filter(resultado__isnull=False)
    )


@transaction.atomic
def pedir_relectura(*, fuente: Fuente, por: Persona, hoy: date, ahora: datetime) -> int:
    """Leave the deliveries of a source to be read again by the worker; returns how many."""
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    fuente = tomar(fuente)
    claves: Sequence[int] = list(
        por_releer(Evidencia.objects.filter(fuente=fuente)).order_by("pk").values_list(
            "pk", flat=True
        )
    )  # fmt: skip
    EvidenciaPendiente.objects.bulk_create(
        [EvidenciaPendiente(evidencia_id=pk) for pk in claves],
        ignore_conflicts=True, batch_size=500,
    )  # fmt: skip
    bitacora.registrar(
        bitacora.Evento(
            accion="respaldo.pedir_relectura",
            por=por,
            capacidad=designacion.capacidad,
            objeto=fuente,
            despues={"evidencias": len(claves)},
        ),
        ahora=ahora,
    )
    return len(claves)
