"""Beat's scheduler: Celery's own, which also says that it is alive.

The worker cannot say it for beat: with beat down nothing arrives, and with the worker down nothing
is answered. The health page tells them apart by these two signs.
"""

import time
from typing import Any

import structlog
from celery.beat import PersistentScheduler
from django.db import Error, close_old_connections

from gobierno import acciones, reloj

CADA_SEGUNDOS = 30.0
registro = structlog.get_logger(__name__)


class Programador(PersistentScheduler):
    ultimo_latido = 0.0

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() - self.ultimo_latido >= CADA_SEGUNDOS:
            self.ultimo_latido = time.monotonic()
            close_old_connections()
            latir_beat()
        return super().tick(*args, **kwargs)


def latir_beat() -> None:
    """A database that does not answer must not stop the scheduler."""
    try:
        acciones.latir(componente="beat", ahora=reloj.ahora())
    except Error as error:
        registro.warning("beat no pudo registrar su latido", error=str(error))
