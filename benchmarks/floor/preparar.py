"""Create the tables and rows of the floor; print the session of its only person."""

import hashlib
import os
from datetime import UTC, date, datetime

import django

from benchmarks import TOKEN


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.floor.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    from django.contrib.auth.models import User

    from benchmarks.floor.models import Fila, Token
    from benchmarks.sesion import abrir

    inicio = datetime(2026, 1, 1, tzinfo=UTC)
    Fila.objects.bulk_create(
        [
            Fila(nombre=f"Fila {n}", estado="conforme", fecha=date(2026, 1, 1), inicio=inicio,
                 bytes=n * 1000)
            for n in range(52_000)
        ],
        batch_size=5000,
    )  # fmt: skip
    Fila.objects.filter(pk__gt=52_000).delete()
    Token.objects.create(clave=hashlib.sha256(TOKEN.encode()).hexdigest())
    print(abrir(User.objects.create_user("persona", password="x")))  # noqa: S106


if __name__ == "__main__":
    main()
