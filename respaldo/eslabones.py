"""Why a copy cannot be restored by its chain, for the pages that show it (R7, R11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from respaldo.models import Copia
from respaldo.retencion.cadena import TOTAL

_CAMPOS = ("pk", "padre_id", "sin_base", "invalidada_en", "instante_de_datos", "ejecucion_id")


def situacion_de(copia: Copia) -> tuple[str, dict[str, Any] | None]:
    """Its state as a link of the chain: `invalidada`, `sin_base`, `cadena_rota` or "".

    With `cadena_rota`, the ancestor that fails: the nearest one that is invalidated, or that needs
    a base that never reached us. Two statements, and none for a copy that stands alone.
    """
    if copia.invalidada_en:
        return "invalidada", None
    if copia.sin_base:
        return "sin_base", None
    if copia.padre_id is None:
        return "", None
    cadena = _cadena(copia)
    vistas = {copia.pk}
    clave: int | None = copia.padre_id
    while clave is not None and clave in cadena and clave not in vistas:
        eslabon = cadena[clave]
        if eslabon["invalidada_en"] or eslabon["sin_base"]:
            return "cadena_rota", eslabon
        vistas.add(clave)
        clave = eslabon["padre_id"]
    return "", None


def _cadena(copia: Copia) -> Mapping[int, dict[str, Any]]:
    """What it may depend on: the copies since the last total before it."""
    previas = Copia.objects.filter(
        item=copia.item_id,
        tipo_de_backup=copia.tipo_de_backup,
        instante_de_datos__lt=copia.instante_de_datos,
    ).order_by()
    total = previas.filter(modalidad=TOTAL).aggregate(ultima=Max("instante_de_datos"))["ultima"]
    if total is not None:
        previas = previas.filter(instante_de_datos__gte=total)
    return {fila["pk"]: fila for fila in previas.values(*_CAMPOS)}
