"""`manage.py releer_evidencias`: read stored evidence again after a reader improves."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gobierno import reloj
from respaldo.acciones.relecturas import por_releer, releer
from respaldo.models import Evidencia

LOTE = 200


class Command(BaseCommand):
    help = "Lee otra vez la evidencia guardada. No cambia verificaciones ya cerradas."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fuente", type=int, help="solo la de esta fuente (su número)")
        parser.add_argument(
            "--todas", action="store_true", help="también la que un lector actual ya entendió"
        )

    def handle(self, *args: Any, **opciones: Any) -> None:
        filas = Evidencia.objects.filter(fuente__activa=True)
        if opciones["fuente"]:
            filas = filas.filter(fuente=opciones["fuente"])
        if opciones["todas"]:
            filas = filas.exclude(canal=Evidencia.Canal.PING).exclude(copia=b"")
        else:
            filas = por_releer(filas)
        claves = list(filas.order_by("pk").values_list("pk", flat=True))
        cuenta: dict[str, int] = {}
        for inicio in range(0, len(claves), LOTE):
            for recibo in releer(evidencias=claves[inicio : inicio + LOTE], ahora=reloj.ahora()):
                cuenta[recibo.resultado] = cuenta.get(recibo.resultado, 0) + 1
        resumen = ", ".join(f"{n} {nombre}" for nombre, n in sorted(cuenta.items())) or "ninguna"
        self.stdout.write(f"Releídas {len(claves)}: {resumen}.")
