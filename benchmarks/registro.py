"""Receive and read a restic log of so many bytes in a process of its own; print its peak memory."""

import json
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import django


def main(tamano: int) -> None:
    django.setup()
    from benchmarks.casos import deshecho, pico
    from respaldo.acciones.evidencias import recibir_evidencia
    from respaldo.entregas import Entrega, huella
    from respaldo.importadores.captura import Captura
    from respaldo.models import Fuente

    fuente = Fuente.objects.get()
    salida = registro(tamano)
    captura = Captura(zona=ZoneInfo(fuente.zona), herramienta="restic", trabajo="JOB-1",
                      stdout=salida, codigo_salida=0)  # fmt: skip
    entrega = Entrega(captura=captura, tamano=len(salida), sha256=huella(salida))
    with deshecho():
        recibo = recibir_evidencia(
            fuente=fuente, entrega=entrega, ahora=datetime.now(tz=UTC), en_linea=len(salida)
        )
    if [e.estado for e in recibo.ejecuciones] != ["conforme"]:
        raise SystemExit(f"{recibo.resultado}: {recibo.mensajes}")
    print(round(pico(), 1))


def registro(tamano: int) -> bytes:
    """The progress of `restic backup --json` and its summary, in about `tamano` bytes."""
    renglones, largo, n = [], 0, 0
    while largo < tamano - 500:
        estado = {
            "message_type": "status", "seconds_elapsed": n, "percent_done": 0.5,
            "total_files": 90_000, "files_done": n, "total_bytes": 10**10, "bytes_done": n * 1000,
            "current_files": [f"/srv/datos/area {n % 97}/expediente-{n}.pdf"],
        }  # fmt: skip
        renglones.append(json.dumps(estado))
        largo += len(renglones[-1]) + 1
        n += 1
    resumen = {
        "message_type": "summary", "files_new": 1, "files_changed": 2, "files_unmodified": 3,
        "data_added": 100, "total_files_processed": 90_000, "total_bytes_processed": 10**10,
        "total_duration": 12.5, "snapshot_id": "a" * 64,
    }  # fmt: skip
    return "\n".join([*renglones, json.dumps(resumen)]).encode()


if __name__ == "__main__":
    main(int(sys.argv[1]))
