"""How long a source may be silent. Pure."""

from datetime import datetime, timedelta
from typing import Any

USUAL = timedelta(hours=36)  # a daily copy, and half a day more


def callada_desde(fuente: Any, *, ahora: datetime) -> datetime | None:
    """Since when an active source has been silent for too long; None when it has not.

    One that never said anything counts from when it was created.
    """
    horas = fuente.silencio_horas
    permitido = timedelta(hours=horas) if horas else USUAL
    desde: datetime = fuente.ultima_vista_en or fuente.creada_en
    return desde if fuente.activa and ahora - desde > permitido else None
