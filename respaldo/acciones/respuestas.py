"""The common night: one good run for a corrida that nobody has answered yet.

It is the same result as `enlace.actualizar_respuestas` with less to ask: what the batch has just
read is enough. Whatever is not so simple goes the general way.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery, TextField, Value

from gobierno.preparadas import CambioPreparado, Orden, enviar
from respaldo.acciones.bases import prestar_a_la_base
from respaldo.acciones.enlace import FINALES, Lazos, actualizar_respuestas
from respaldo.discrepancias_de import Respondida, discrepancias_de, topes_de
from respaldo.emparejamiento import Esperada
from respaldo.models import Corrida, Ejecucion
from respaldo.querysets import CorridaQuerySet

_tomar_una = CambioPreparado(
    lambda corrida, ejecucion, ahora: (_libres([corrida]), _respuesta(ejecucion, ahora))
)
_tomar_varias = CambioPreparado(
    lambda corridas, ahora: (
        _libres(corridas),
        _respuesta(
            Subquery(  # the only run tied to each
                Ejecucion.objects.filter(corrida=OuterRef("pk")).order_by("pk").values("pk")[:1]
            ),
            ahora,
        ),
    )
)
_marcar = CambioPreparado(
    lambda corrida, marcas: (
        Corrida.objects.filter(pk=corrida),
        {"discrepancias": Value(marcas, output_field=TextField())},  # JSON already written
    )
)


def _libres(corridas: Sequence[int]) -> CorridaQuerySet:
    return Corrida.objects.filter(pk__in=corridas, estado=Corrida.Estado.ESPERADA, ejecucion=None)


def _respuesta(ejecucion: Any, ahora: datetime) -> dict[str, Any]:
    return {"ejecucion": ejecucion, "discrepancias": [], "discrepancias_en": ahora}


def responder(nuevas: Sequence[Ejecucion], *, lazos: Lazos, ahora: datetime) -> None:
    """Set the answer and the marks of the corridas that the new runs (saved) are tied to.

    The update holds only while each corrida is still unanswered; if another source was quicker,
    every one of them is recomputed from state.
    """
    corridas = lazos.corridas
    cuantas = Counter(e.corrida_id for e in nuevas if e.corrida_id)
    primeras = {
        e.corrida_id: e
        for e in nuevas
        if e.corrida_id and cuantas[e.corrida_id] == 1 and _basta(e, corridas.get(e.corrida_id))
    }
    if primeras and _responder(primeras, corridas, ahora):
        prestar_a_la_base(items=lazos.historia.por_evento, ahora=ahora)
    else:
        primeras = {}
    actualizar_respuestas(cuantas.keys() - primeras.keys(), ahora=ahora)


def _basta(e: Ejecucion, corrida: Esperada | None) -> bool:
    if corrida is None or not corrida.libre:
        return False
    return e.instante < corrida.fin and e.estado in FINALES


def _responder(
    primeras: Mapping[int, Ejecucion], corridas: Mapping[int, Esperada], ahora: datetime
) -> bool:
    """Tell whether every corrida was still free; then its answer and its marks are written."""
    respondidas = [
        Respondida(
            pk, e.item_id or 0, e.tipo_de_backup, e.serie_modalidad,
            corridas[pk].fecha_operativa, corridas[pk].fin, e,
        )
        for pk, e in primeras.items()
    ]  # fmt: skip
    tomadas, topes = enviar(_tomar(primeras, ahora), topes_de(respondidas))
    if tomadas < len(primeras):
        return False
    marcas = discrepancias_de(respondidas, topes)
    enviar(
        *(
            _marcar.orden(corrida=pk, marcas=json.dumps(halladas))
            for pk, halladas in marcas.items()
            if halladas
        )
    )
    return True


def _tomar(primeras: Mapping[int, Ejecucion], ahora: datetime) -> Orden:
    if len(primeras) > 1:
        return _tomar_varias.orden(corridas=sorted(primeras), ahora=ahora)
    [(corrida, ejecucion)] = primeras.items()
    return _tomar_una.orden(corrida=corrida, ejecucion=ejecucion.pk, ahora=ahora)
