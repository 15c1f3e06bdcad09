"""The evidence of some nights, as their sources would send it."""

import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection, transaction

from benchmarks import TOKEN
from respaldo.acciones.fuentes import huella
from respaldo.models import Corrida, Fuente

NOCHES = 20
MEDIA_HORA = timedelta(minutes=30)


def preparar() -> tuple[str, int]:
    """Forget what was told of the last nights; returns a file with one run per line for each of
    their corridas, the last night first, and how many they are."""
    Fuente.objects.update(token_sha256=huella(TOKEN))
    fechas = Corrida.objects.filter(fin_previsto__lt=datetime.now(tz=UTC)).order_by(
        "-fecha_operativa"
    )
    noches = list(fechas.values_list("fecha_operativa", flat=True).distinct()[:NOCHES])
    filas = Corrida.objects.filter(fecha_operativa__in=noches)
    with transaction.atomic(), connection.cursor() as cursor:
        filas.update(ejecucion=None, estado="esperada", discrepancias_en=None)
        cursor.execute(
            "DELETE FROM respaldo_ejecucion e USING respaldo_corrida c "
            "WHERE c.id = e.corrida_id AND c.fecha_operativa = ANY(%s)",
            [noches],
        )
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) as archivo:
        esperadas = filas.order_by("-fecha_operativa", "linea__numero").values_list(
            "pk", "linea__trabajo", "inicio_previsto"
        )
        for pk, trabajo, abre in esperadas:
            ejecucion = {
                "clave": f"b-{pk}", "trabajo": trabajo, "estado": "conforme", "modalidad": "total",
                "inicio": (abre + MEDIA_HORA).isoformat(),
                "fin": (abre + 3 * MEDIA_HORA).isoformat(), "bytes": 1_000_000_000 + pk % 1000,
            }  # fmt: skip
            archivo.write(json.dumps(ejecucion) + "\n")
    return archivo.name, len(esperadas)


def borrar(ruta: str) -> None:
    Path(ruta).unlink()
