"""Export so many rows in a process of its own and print how many it wrote and its peak memory."""

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import django


def main(formato: str, cuantas: int) -> None:
    django.setup()
    from dataclasses import replace

    from backupgov.informes.control import CONTROL
    from backupgov.informes.modelo import Pedido
    from backupgov.informes.views import tabla
    from benchmarks.casos import pico
    from gobierno.hojas import escribir_xlsx, lineas_csv
    from gobierno.models import Persona
    from gobierno.perfil import perfil_activo

    ahora = datetime.now(tz=UTC)
    pedido = Pedido(
        desde=ahora.date() - timedelta(days=3000),
        hasta=ahora.date(),
        usuario=Persona.objects.get(username="operador"),
        perfil=perfil_activo(),
        hoy=ahora.date(),
        ahora=ahora,
    )
    completa = tabla(CONTROL, pedido, formato)
    hoja = replace(completa, filas=islice(completa.filas, cuantas))
    if formato == "csv":
        escritas = sum(trozo.count(b"\r\n") for trozo in lineas_csv(hoja))
    else:
        with tempfile.TemporaryDirectory() as carpeta:
            escritas = escribir_xlsx(Path(carpeta) / "hoja.xlsx", hoja)
    print(escritas, round(pico(), 1))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
