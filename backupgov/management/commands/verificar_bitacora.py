"""`manage.py verificar_bitacora`: walks the whole chain; exit code 1 names the first bad entry."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from gobierno import acciones, reloj


class Command(BaseCommand):
    help = "Verifica que nadie alteró, quitó ni agregó entradas de la bitácora."

    def handle(self, *args: Any, **opciones: Any) -> None:
        resultado = acciones.verificar_cadena(ahora=reloj.ahora(), hoy=reloj.hoy())
        self.stdout.write(acciones.explicar(resultado=resultado))
        if not resultado.intacta:
            sys.exit(1)
