"""The turn of a source: its row stays locked to the end, so that one delivery goes at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gobierno.errores import ReglaIncumplida
from gobierno.preparadas import CambioPreparado, ModelosPreparados, Orden, enviar
from respaldo.models import Fuente

_tomar = ModelosPreparados(
    lambda fuente: Fuente.objects.select_for_update().filter(pk=fuente).order_by()
)
_leer = ModelosPreparados(lambda fuente: Fuente.objects.filter(pk=fuente).order_by())
_oir = CambioPreparado(
    lambda fuente, ahora: (
        Fuente.objects.filter(pk=fuente, activa=True), {"ultima_vista_en": ahora}
    )
)  # fmt: skip


def tomar(fuente: Fuente) -> Fuente:
    """Lock the row of an active source. Raises ReglaIncumplida when it is not active."""
    tomada: Fuente
    [tomada] = _tomar(fuente=fuente.pk)
    if not tomada.activa:
        raise _apagada(tomada)
    return tomada


def oir(fuente: Fuente, *ordenes: Orden, ahora: datetime) -> list[Any]:
    """Lock the row of an active source and note that it was heard of at `ahora` (UTC); what the
    other statements answer, which go in the same trip. Raises ReglaIncumplida as `tomar`."""
    oida, *respuestas = enviar(_oir.orden(fuente=fuente.pk, ahora=ahora), *ordenes)
    if not oida:
        raise _apagada(fuente)
    return respuestas


def releida(fuente: Fuente) -> Orden:
    """Its row as it is once it is locked, to be asked with `oir`."""
    return _leer.orden(fuente=fuente.pk).luego(lambda filas: filas[0])


def _apagada(fuente: Fuente) -> ReglaIncumplida:
    return ReglaIncumplida(
        f"La fuente «{fuente}» está desactivada y no recibe evidencia.",
        remedio="Pida al administrador que la active o use el token de otra fuente.",
    )
