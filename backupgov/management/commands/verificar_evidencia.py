"""`manage.py verificar_evidencia`: compares every sealed day with its evidence."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from gobierno import reloj
from respaldo.acciones.recorrido_de_sellos import verificar_sellos


class Command(BaseCommand):
    help = "Verifica que la evidencia de cada día sellado es la que llegó. Termina en 1 si no."

    def handle(self, *args: Any, **opciones: Any) -> None:
        recorrido = verificar_sellos(ahora=reloj.ahora(), hoy=reloj.hoy())
        self.stdout.write(recorrido.detalle)
        if recorrido.hallazgo:
            sys.exit(1)
