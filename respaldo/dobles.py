"""Corridas that one source alone does not prove: lines whose criticidad asks for two.

What a machine pushes is only declared; two sources that agree are harder to forge or to break at
once. The profile says which criticidades ask for it (`verificacion.exige_doble_evidencia`).
Source: evidencia.md §9 (forgery).
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count

from gobierno.perfil import perfil_activo
from respaldo.models import Corrida, Ejecucion

NECESARIAS = 2


def sin_segunda(corridas: Collection[int]) -> set[int]:
    """Keys of those that ask for two sources and have fewer that say conforme.

    No statement at all when the profile asks for none. A manual entry is a source of its own.
    """
    criticidades = perfil_activo().verificacion.exige_doble_evidencia
    if not criticidades or not corridas:
        return set()
    exigentes = set(
        Corrida.objects.filter(pk__in=corridas, linea__criticidad__in=criticidades)
        .order_by()
        .values_list("pk", flat=True)
    )
    conformes = Ejecucion.objects.filter(
        corrida__in=exigentes,
        estado=Ejecucion.Estado.CONFORME,
        descartada_en__isnull=True,
    )
    fuentes = conformes.order_by().values("corrida").annotate(n=Count("fuente", distinct=True))
    probadas = {f["corrida"] for f in fuentes if f["n"] >= NECESARIAS}
    return exigentes - probadas
