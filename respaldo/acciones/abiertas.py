"""Runs that started and never told their end: after their window they are not conforme.

Source: evidencia.md §5 (en_curso, EXCEDE_VENTANA).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from gobierno import bitacora
from gobierno.perfil import perfil_activo
from respaldo.acciones.enlace import actualizar_respuestas
from respaldo.discrepancias import EXCEDE_VENTANA
from respaldo.models import Ejecucion

SIN_VENTANA = timedelta(hours=24)  # a run that answers for no corrida
EN_UNA_VUELTA = 500
AVISO = "Empezó y no informó su fin: excede su ventana."


@transaction.atomic
def cerrar_abiertas(*, ahora: datetime) -> int:
    """Mark as no conforme the runs still open after their window and its tolerance; how many.

    What ends later still fills its end: the state stays, and a person decides.
    Fuente: MIN-7.1.1-d, evidencia.md §5.
    """
    tolerancia = timedelta(minutes=perfil_activo().verificacion.tolerancia_apertura_minutos)
    vencidas = list(
        Ejecucion.objects.filter(estado=Ejecucion.Estado.EN_CURSO)
        .filter(
            Q(corrida__fin_previsto__lte=ahora - tolerancia)
            | Q(corrida=None, recibida_en__lte=ahora - SIN_VENTANA)
        )
        .select_for_update(of=("self",))
        .order_by("pk")[:EN_UNA_VUELTA]
    )
    for e in vencidas:
        e.estado = Ejecucion.Estado.NO_CONFORME
        e.mensaje = "\n".join(filter(None, [e.mensaje, AVISO]))
        e.detalle = {**e.detalle, "motivos": sorted({*e.detalle.get("motivos", ()),
                                                     EXCEDE_VENTANA})}  # fmt: skip
    if not vencidas:
        return 0
    Ejecucion.objects.bulk_update(vencidas, ["estado", "mensaje", "detalle"], batch_size=500)
    actualizar_respuestas({e.corrida_id for e in vencidas if e.corrida_id}, ahora=ahora)
    bitacora.registrar(
        bitacora.Evento(
            accion="respaldo.cerrar_abiertas",
            despues={"cantidad": len(vencidas), "ejecuciones": [e.pk for e in vencidas]},
            motivo=AVISO,
        ),
        ahora=ahora,
    )
    return len(vencidas)
