"""Read later what was only kept, and again what a better reader may understand.

A row of `EvidenciaPendiente` is the record of the work; a task that dies leaves it due again.
Verifications already closed are never re-scored: the intake only answers corridas still open.

Source: evidencia.md §6.5, §7; issue «Evidence from the real tools».
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Q

from gobierno import bitacora
from gobierno.capacidad import exigir
from gobierno.models import Persona
from respaldo.acciones.asiento import Leida, Recibo, asentar
from respaldo.acciones.evidencias import agrupadas, leer, serie_de, tomar
from respaldo.acciones.plantillas import plantillas_de
from respaldo.entregas import captura_de
from respaldo.importadores.herramientas import ANALIZADORES
from respaldo.importadores.herramientas.generico import GENERICO
from respaldo.importadores.plantillas import Plantilla
from respaldo.models import Evidencia, EvidenciaPendiente, Fuente, LecturaDeEvidencia
from respaldo.querysets import EvidenciaQuerySet

PERMISO = "fuentes.administrar"
LOTE, PESO = 200, 20_000_000  # rows and bytes read in one transaction
VUELTAS = 25


def leer_pendientes(*, ahora: datetime, vueltas: int = VUELTAS) -> int:
    """Read what waits, in small transactions; returns how many deliveries were read."""
    total = 0
    for _ in range(vueltas):
        leidas = _leer_un_lote(ahora=ahora)
        if not leidas:
            break
        total += leidas
    return total


@transaction.atomic
def _leer_un_lote(*, ahora: datetime) -> int:
    saltar = connection.features.has_select_for_update_skip_locked
    filas = (
        EvidenciaPendiente.objects.select_for_update(of=("self",), skip_locked=saltar)
        .filter(evidencia__fuente__activa=True)
        .order_by("pk")
        .values_list("pk", "evidencia__tamano")[:LOTE]
    )
    elegidas: list[int] = []
    peso = 0
    for pk, tamano in filas:
        if elegidas and peso + tamano > PESO:
            break
        elegidas.append(pk)
        peso += tamano
    releer(evidencias=elegidas, ahora=ahora)
    EvidenciaPendiente.objects.filter(pk__in=elegidas).delete()
    return len(elegidas)


@transaction.atomic
def releer(*, evidencias: Collection[int], ahora: datetime) -> list[Recibo]:
    """Read stored deliveries (keys), for the first time or again; one reading is added to each.

    What arrived keeps its own moment, and no counter moves. Fuente: MIN-7.1.1-b, evidencia.md §6.
    """
    filas = Evidencia.objects.filter(pk__in=evidencias).select_related("fuente", "punto")
    recibos: list[Recibo] = []
    for fuente, suyas in agrupadas(list(filas)).items():
        vista = fuente.ultima_vista_en
        tomada = tomar(fuente)
        plantillas = plantillas_de(tomada)
        leidas = [_leida(evidencia, tomada, plantillas) for evidencia in suyas]
        recibos += asentar(fuente=tomada, leidas=leidas, ahora=ahora, relectura=True)
        Fuente.objects.filter(pk=fuente.pk).update(ultima_vista_en=vista)  # nobody called now
    return recibos


def _leida(evidencia: Evidencia, fuente: Fuente, plantillas: Sequence[Plantilla]) -> Leida:
    captura = captura_de(evidencia.datos, evidencia.partes, evidencia.canal)
    analisis, contadas = leer(
        captura, fuente=fuente, llegada=evidencia.recibida_en, punto=evidencia.punto,
        plantillas=plantillas,
    )  # fmt: skip
    return Leida(evidencia, analisis, contadas, serie_de(evidencia, fuente))


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
