"""The broker of the demonstration: kombu's folder of messages, where each one appears whole.

kombu writes a message, and a new table of queues, where its readers look: a worker that lists the
folder in that instant reads half of it and dies. Source: docs/adr/0002-broker-and-outbox.md.
"""

import uuid
from contextlib import suppress
from pathlib import Path
from time import monotonic_ns
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


def _escribir_aparte(contenido: str, carpeta: Path) -> Path:
    """A finished file of that folder, under a name that no reader takes."""
    aparte = carpeta / f".{uuid.uuid4()}.tmp"
    aparte.write_text(contenido)
    return aparte


class Canal(filesystem.Channel):
    """A channel whose files are renamed into place."""

    # kombu's own two bases name the second parameter differently.
    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        carpeta = Path(self.data_folder_out)
        nombre = f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        _escribir_aparte(dumps(payload), carpeta).replace(carpeta / nombre)

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        tabla = self._exchange_file(exchange)
        if not tabla.exists():
            aparte = _escribir_aparte("[]", tabla.parent)
            with suppress(FileExistsError):  # another process was first, and its table stays
                tabla.hardlink_to(aparte)
            aparte.unlink()
        super()._queue_bind(exchange, routing_key, pattern, queue)


class Transporte(filesystem.Transport):
    """What ``CELERY_BROKER_TRANSPORT`` names."""

    Channel = Canal
