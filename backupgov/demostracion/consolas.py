"""What the Linux servers told last night: five captures of real shape, read as any other.

One is good, one is partial, one failed, one is not a backup and one says nothing of its result.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from backupgov.demostracion.elenco import Elenco
from backupgov.demostracion.historia import local
from gobierno.perfil import perfil_activo
from respaldo.acciones.evidencias import recibir_evidencia
from respaldo.acciones.fuentes import DatosDeFuente, crear_fuente
from respaldo.entregas import Entrega, huella_de, partes_de
from respaldo.importadores.captura import Captura

FUENTE = "Servidores Linux"
_RSYNC = b"""Number of files: 1,204 (reg: 1,152, dir: 52)
Number of created files: 3
Number of deleted files: 0
Number of regular files transferred: 9
Total file size: 812,344,118 bytes
Total transferred file size: 14,203,551 bytes
Literal data: 14,203,551 bytes
Matched data: 0 bytes
File list size: 0
Total bytes sent: 14,228,102
Total bytes received: 2,164

sent 14,228,102 bytes  received 2,164 bytes  1,265,356.98 bytes/sec
total size is 812,344,118  speedup is 57.08
"""
_RSYNC_ERROR = b"""rsync: [sender] send_files failed to open "/srv/obra.dwg": Permission denied (13)
rsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1338)
"""
_PG_DUMP_ERROR = b"""pg_dump: error: connection to server on socket failed: \
FATAL:  database "laboratorio" does not exist
"""
_BORG_PRUNE = b"""Keeping archive (rule: daily #1):        wiki-2026-01-10T02:00:03
Pruning archive (1/1):                    wiki-2025-12-10T02:00:04
"""


def conectar(elenco: Elenco, *, hoy: date, ahora: datetime) -> None:
    """Create the source and send it its night, up to `ahora` (UTC)."""
    noche = local(hoy, 2)
    if noche + timedelta(hours=2) > ahora:
        noche -= timedelta(days=1)
    vispera = hoy - timedelta(days=2)
    datos = DatosDeFuente(FUENTE, "bgv-run", perfil_activo().institucion.zona)
    fuente, _ = crear_fuente(
        datos=datos, por=elenco["admin"], hoy=vispera, ahora=local(vispera, 15)
    )
    for captura in _capturas(noche):
        tamano = sum(len(parte) for parte in partes_de(captura).values())
        entrega = Entrega(captura=captura, tamano=tamano, sha256=huella_de(captura))
        recibir_evidencia(
            fuente=fuente, entrega=entrega, ahora=(captura.fin or noche) + timedelta(seconds=2)
        )


def _capturas(noche: datetime) -> Iterator[Captura]:
    def corrio(minuto: int, **datos: Any) -> Captura:
        inicio = noche + timedelta(minutes=minuto)
        fin = inicio + timedelta(minutes=9)
        return Captura(zona=perfil_activo().zona, inicio=inicio, fin=fin, **datos)

    yield corrio(0, herramienta="restic", trabajo="wiki", equipo="srv-wiki",
                 stdout=_restic(noche), codigo_salida=0)  # fmt: skip
    yield corrio(20, herramienta="rsync", trabajo="planos", equipo="srv-planos",
                 stdout=_RSYNC, stderr=_RSYNC_ERROR, codigo_salida=23)  # fmt: skip
    yield corrio(40, herramienta="pg_dump", trabajo="laboratorio", equipo="srv-lab",
                 stderr=_PG_DUMP_ERROR, codigo_salida=1)  # fmt: skip
    yield corrio(60, herramienta="borg", trabajo="wiki-depuracion", equipo="srv-wiki",
                 stderr=_BORG_PRUNE, codigo_salida=0)  # fmt: skip
    yield corrio(80, trabajo="guion-propio", equipo="srv-lab",
                 stdout=b"paso 1 listo\npaso 2 listo\n")  # fmt: skip


def _restic(noche: datetime) -> bytes:
    resumen = {
        "message_type": "summary", "files_new": 14, "files_changed": 31, "files_unmodified": 2811,
        "dirs_new": 1, "dirs_changed": 12, "dirs_unmodified": 240, "data_blobs": 52,
        "tree_blobs": 14, "data_added": 48_211_402, "total_files_processed": 2856,
        "total_bytes_processed": 3_204_118_877, "total_duration": 541.2,
        "snapshot_id": f"{int(noche.timestamp()):064x}",
    }  # fmt: skip
    return json.dumps(resumen).encode() + b"\n"
