"""Read later what was only kept, in a process of its own.

A row of `EvidenciaPendiente` is the record of the work. That somebody begins to read it is written
first, so that a delivery which kills whoever reads it stops after a few attempts: it stays in
quarantine with the reason, and the queue goes on.

Source: evidencia.md §7, §9 (limits).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from respaldo.acciones.asiento import Leida
from respaldo.acciones.evidencias import Lector, agrupadas
from respaldo.acciones.plantillas import plantillas_de
from respaldo.acciones.relecturas import asentar_guardadas, leer_guardada
from respaldo.lector import LectorAparte, LectorDetenido
from respaldo.models import Evidencia, EvidenciaPendiente, Fuente, LecturaDeEvidencia

registro = logging.getLogger(__name__)
LOTE, PESO = 200, 20_000_000  # rows and bytes read in one go
VUELTAS = 25
INTENTOS = 3
RESERVA = timedelta(minutes=10)  # after that, whoever took it died
MUERTE = "Quien lo leía se detuvo sin decir por qué."


def leer_pendientes(
    *, ahora: datetime, vueltas: int = VUELTAS, aparte: LectorAparte | None = None
) -> int:
    """Read what waits, in small lots; returns how many deliveries were read.

    Fuente: MIN-7.1.1-b, evidencia.md §9.
    """
    if not _esperan(ahora).exists():
        return 0
    total = 0
    with aparte or LectorAparte() as lector:
        lector.preparar()
        for _ in range(vueltas):
            tomadas = _tomar_un_lote(ahora)
            if not tomadas:
                break
            total += _leer_un_lote(tomadas, lector, ahora)
    return total


def _esperan(ahora: datetime) -> QuerySet[EvidenciaPendiente]:
    libre = Q(tomada_en__isnull=True) | Q(tomada_en__lte=ahora - RESERVA)
    return EvidenciaPendiente.objects.filter(libre, evidencia__fuente__activa=True)


@transaction.atomic
def _tomar_un_lote(ahora: datetime) -> list[int]:
    """Reserve what will be read now. What was tried before goes alone: it may be the one that
    killed the others of its lot."""
    saltar = connection.features.has_select_for_update_skip_locked
    filas = (
        _esperan(ahora).select_for_update(of=("self",), skip_locked=saltar)
        .order_by("intentos", "pk")
        .values_list("pk", "evidencia__tamano", "intentos")[:LOTE]
    )  # fmt: skip
    elegidas: list[int] = []
    peso = 0
    for pk, tamano, intentos in filas:
        if elegidas and (intentos or peso + tamano > PESO):
            break
        elegidas.append(pk)
        peso += tamano
        if intentos:
            break
    EvidenciaPendiente.objects.filter(pk__in=elegidas).update(
        intentos=F("intentos") + 1, tomada_en=ahora
    )
    return elegidas


def _leer_un_lote(tomadas: Sequence[int], lector: Lector, ahora: datetime) -> int:
    """Read without a lock, then write by source; gives how many left the queue."""
    cansadas = EvidenciaPendiente.objects.filter(pk__in=tomadas, intentos__gt=INTENTOS)
    motivos = dict.fromkeys(cansadas.values_list("pk", flat=True), MUERTE)
    filas = Evidencia.objects.filter(pk__in=tomadas).exclude(pk__in=motivos)
    salieron = 0
    for fuente, suyas in agrupadas(list(filas.select_related("fuente", "punto"))).items():
        leidas, caidas = _leer(fuente, suyas, lector)
        motivos |= caidas
        salieron += _asentar(fuente, leidas, ahora)
    return salieron + sum(_caida(pk, motivo, ahora) for pk, motivo in motivos.items())


def _leer(
    fuente: Fuente, suyas: Sequence[Evidencia], lector: Lector
) -> tuple[list[Leida], dict[int, str]]:
    plantillas = plantillas_de(fuente)
    leidas, caidas = [], {}
    for evidencia in suyas:
        try:
            leidas.append(leer_guardada(evidencia, fuente, plantillas, lector))
        except LectorDetenido as detenido:
            registro.warning("evidencia %s: %s", evidencia.pk, detenido)
            caidas[evidencia.pk] = str(detenido)
    return leidas, caidas


@transaction.atomic
def _asentar(fuente: Fuente, leidas: Sequence[Leida], ahora: datetime) -> int:
    if leidas:
        asentar_guardadas(fuente, leidas, ahora)
        claves = [leida.evidencia.pk for leida in leidas]
        EvidenciaPendiente.objects.filter(pk__in=claves).delete()
    return len(leidas)


@transaction.atomic
def _caida(pk: int, motivo: str, ahora: datetime) -> int:
    """Leave a delivery due again or, after its last attempt, in quarantine with the reason."""
    pendiente = EvidenciaPendiente.objects.select_for_update().get(pk=pk)
    if pendiente.intentos < INTENTOS:
        pendiente.tomada_en = None
        pendiente.save(update_fields=["tomada_en"])
        return 0
    LecturaDeEvidencia.objects.create(
        evidencia_id=pk,
        analizador="error",
        resultado=LecturaDeEvidencia.Resultado.ERROR,
        mensajes=[motivo, f"Queda en cuarentena después de {INTENTOS} intentos: no se leerá sola."],
        leida_en=ahora,
    )
    pendiente.delete()
    return 1
