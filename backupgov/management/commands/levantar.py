"""``./run demo`` and ``./run serve``: prepare the data, then supervise web, worker and beat."""

import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from backupgov.supervisor import WINDOWS, Hijo, fin_por_senal, supervisar

CUENTAS = (
    "operador operador2 coordinador director director_general oficial mesa usuario jefe proveedor "
    "auditor admin"
)


class Command(BaseCommand):
    help = "Prepara los datos y mantiene en marcha la web, el worker y beat."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
        parser.add_argument("--desde", type=float, default=None, help="instante en que empezó run")

    def handle(self, *args: Any, **options: Any) -> None:
        inicio = options["desde"] or time.time()
        anfitrion, puerto = options["host"], options["port"]
        comprobar_puerto(anfitrion, puerto)
        fin = fin_por_senal()
        call_command("migrate", verbosity=0 if settings.DEMO else 1, interactive=False)
        if settings.DEMO:
            call_command("sembrar_demo")
        else:
            call_command("collectstatic", verbosity=0, interactive=False)
        hijos = procesos(anfitrion, puerto)
        visible = "127.0.0.1" if anfitrion == "0.0.0.0" else anfitrion  # noqa: S104
        anuncio = threading.Thread(
            target=self.anunciar, args=(f"http://{visible}:{puerto}/", inicio, fin), daemon=True
        )
        if not fin.is_set():
            anuncio.start()
            supervisar(hijos, self.decir, fin=fin)
        self.decir("Detenido.")

    def decir(self, texto: str) -> None:
        self.stdout.write(texto)
        self.stdout.flush()

    def anunciar(self, direccion: str, inicio: float, fin: threading.Event) -> None:
        """Wait for the first page, then print the address and the accounts."""
        while not fin.is_set() and not responde(direccion):
            time.sleep(0.1)
        if fin.is_set():
            return
        self.decir(f"\nListo en {time.time() - inicio:.1f} s: {direccion}")
        if settings.DEMO:
            self.decir(f"Cuentas (contraseña «demo»): {CUENTAS}")
            self.decir(f"Datos y registros: {settings.CARPETA_DATOS}")
            self.decir("Ctrl-C detiene todo; ./run demo --reiniciar empieza de nuevo.")


def comprobar_puerto(anfitrion: str, puerto: str) -> None:
    with socket.socket() as enchufe:
        if not WINDOWS:
            enchufe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            enchufe.bind((anfitrion, int(puerto)))
        except (OSError, ValueError, OverflowError) as error:
            raise CommandError(
                f"No se puede usar {anfitrion}:{puerto} ({error}). Elija otro: PORT=8001"
            ) from error


def responde(direccion: str) -> bool:
    """Whether the site answers at all; what it answers is not the question here."""
    try:
        urllib.request.urlopen(direccion, timeout=10).close()  # noqa: S310
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def procesos(anfitrion: str, puerto: str) -> list[Hijo]:
    """Web, worker and beat: the same three processes as in production."""
    web = ["-m", "gunicorn", "backupgov.wsgi", "--bind", f"{anfitrion}:{puerto}", "--threads", "4"]
    web += ["--workers", "1" if settings.DEMO else os.environ.get("WEB_CONCURRENCY", "2")]
    if WINDOWS:
        web = ["manage.py", "runserver", "--noreload", f"{anfitrion}:{puerto}"]
    celery = ["-m", "celery", "-A", "backupgov"]
    grupo = ["--pool", "solo"] if settings.DEMO else ["--concurrency", "2"]
    agenda = ["--schedule", str(settings.CARPETA_DATOS / "beat"), "--pidfile="]
    return [
        hijo("web", web),
        hijo("worker", [*celery, "worker", "--loglevel", "INFO", *grupo]),
        hijo("beat", [*celery, "beat", "--loglevel", "INFO", *agenda]),
    ]


def hijo(nombre: str, orden: list[str]) -> Hijo:
    registro: Path | None = None
    if settings.DEMO:
        carpeta = settings.CARPETA_DATOS / "registros"
        carpeta.mkdir(exist_ok=True)
        registro = carpeta / f"{nombre}.log"
    return Hijo(nombre, [sys.executable, *orden], registro)
