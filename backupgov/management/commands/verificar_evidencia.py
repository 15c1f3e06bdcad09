"""`manage.py verificar_evidencia`: compares every sealed day with its evidence."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from respaldo.acciones.sellos import dias_alterados
from respaldo.models import SelloDeEvidencia


class Command(BaseCommand):
    help = "Verifica que la evidencia de cada día sellado es la que llegó. Termina en 1 si no."

    def handle(self, *args: Any, **opciones: Any) -> None:
        malos = dias_alterados()
        if malos:
            dias = ", ".join(f"{dia:%d/%m/%Y}" for dia in malos)
            self.stdout.write(f"No coincide con su sello la evidencia de: {dias}.")
            sys.exit(1)
        self.stdout.write(f"{SelloDeEvidencia.objects.count()} días sellados, todos intactos.")
