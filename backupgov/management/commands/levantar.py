"""``./run demo`` and ``./run serve``: prepare the data, then supervise web, worker and beat."""

import http.client
import os
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.shortcuts import resolve_url

from backupgov.supervisor import WINDOWS, Fin, Hijo, fin_por_senal, supervisar

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
            self.decir("Preparando los datos de la demostración…")
            call_command("sembrar_demo")
        else:
            call_command("collectstatic", verbosity=0, interactive=False)
        hijos = procesos(anfitrion, puerto)
        anuncio = threading.Thread(
            target=self.anunciar, args=(anfitrion, int(puerto), inicio, fin), daemon=True
        )
        if not fin.pedido:
            anuncio.start()
            supervisar(hijos, self.decir, fin=fin)
        self.decir("Detenido.")

    def decir(self, texto: str) -> None:
        self.stdout.write(texto)
        self.stdout.flush()

    def anunciar(self, anfitrion: str, puerto: int, inicio: float, fin: Fin) -> None:
        """Wait for the first page, then print the address and the accounts."""
        visible = "127.0.0.1" if anfitrion == "0.0.0.0" else anfitrion  # noqa: S104
        while not fin.pedido and not responde(visible, puerto):
            time.sleep(0.1)
        if fin.pedido:
            return
        self.decir(f"\nListo en {time.time() - inicio:.1f} s: http://{visible}:{puerto}/")
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


def responde(anfitrion: str, puerto: int) -> bool:
    """Whether the sign-in page answers at all; behind TLS the answer is a redirect."""
    conexion = http.client.HTTPConnection(anfitrion, puerto, timeout=30)
    try:
        conexion.request("GET", resolve_url(settings.LOGIN_URL))
        conexion.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        conexion.close()
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
