"""Plant the demonstration institution in an empty database."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backupgov.demostracion.siembra import sembrar


class Command(BaseCommand):
    help = "Crea la institución de demostración (solo con DEMO=1); no hace nada si ya hay datos."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--semilla", type=int, default=2026)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("La demostración solo se siembra con DEMO=1 y DEBUG=1.")
        # With DEBUG every query is kept and quoted by a query more: 120 days take twice as long.
        settings.DEBUG = False
        nueva = sembrar(semilla=options["semilla"], ahora=timezone.now())
        self.stdout.write("Demostración creada." if nueva else "Ya hay datos: no se tocó nada.")
