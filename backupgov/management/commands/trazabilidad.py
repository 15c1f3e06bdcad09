"""Write docs/trazabilidad.md, or with ``--revisar`` say whether it is out of date."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from backupgov import trazabilidad


class Command(BaseCommand):
    help = "Genera docs/trazabilidad.md a partir del código y de las pruebas."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--revisar", action="store_true", help="no escribe; falla si difiere")

    def handle(self, *args: Any, **options: Any) -> None:
        raiz = settings.BASE_DIR
        ajenos = trazabilidad.desconocidos(raiz)
        for clave, donde in ajenos.items():
            lugares = ", ".join(sorted(donde.codigo | donde.pruebas))
            self.stderr.write(f"{clave} no está en docs/requisitos.toml: {lugares}")
        if ajenos:
            raise CommandError("Hay citas de requisitos que no existen.")
        archivo = raiz / "docs/trazabilidad.md"
        texto = trazabilidad.documento(raiz)
        if not options["revisar"]:
            archivo.write_text(texto, encoding="utf-8")
        elif not archivo.exists() or archivo.read_text(encoding="utf-8") != texto:
            raise CommandError("docs/trazabilidad.md no está al día: ejecute ./run fix")
