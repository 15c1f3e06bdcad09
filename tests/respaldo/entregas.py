"""What a machine sends: the summary of a good run of restic, with the token of its source."""

import json
from typing import Any

from django.test import Client

from tests.respaldo.apoyo import TOKEN

DIRECCION = "/api/v1/evidencias/"
FOTO = "4bd25ba7c3a6f3f1d2e0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6"
RESUMEN = {
    "message_type": "summary",
    "files_new": 3,
    "files_changed": 0,
    "files_unmodified": 0,
    "dirs_new": 1,
    "dirs_changed": 0,
    "dirs_unmodified": 0,
    "data_blobs": 3,
    "tree_blobs": 2,
    "data_added": 5000,
    "total_files_processed": 3,
    "total_bytes_processed": 123456,
    "total_duration": 1.5,
    "snapshot_id": FOTO,
}
CUERPO = json.dumps(RESUMEN).encode()


def crudo(firma: str = "", cuerpo: bytes = CUERPO, token: str = TOKEN) -> Any:
    """The body alone, as `curl --data-binary` posts it; `firma` is of its bytes."""
    cabeceras = {"Authorization": f"Bearer {token}"}
    if firma:
        cabeceras["X-BGV-Signature"] = firma
    return Client().post(f"{DIRECCION}?trabajo=JOB-1", cuerpo, content_type="application/json",
                         headers=cabeceras)  # fmt: skip
