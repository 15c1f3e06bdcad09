"""The production processes, really started: gunicorn, worker and beat on PostgreSQL and Redis."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from celery import Celery

from tests.motores import puerto_libre

pytestmark = [pytest.mark.postgresql, pytest.mark.redis, pytest.mark.larga]
RAIZ = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Pila:
    """A running installation: where it listens and what it stores its data in."""

    puerto: int
    base: str
    cola: str
    carpeta: Path
    proceso: subprocess.Popen[str]

    def pedir(self, ruta: str, **cabeceras: str) -> http.client.HTTPResponse:
        conexion = http.client.HTTPConnection("127.0.0.1", self.puerto, timeout=180)
        conexion.request("GET", ruta, headers=cabeceras)
        respuesta = conexion.getresponse()
        respuesta.cuerpo = respuesta.read().decode(errors="replace")  # type: ignore[attr-defined]
        conexion.close()
        return respuesta

    def contar(self, sql: str) -> int:
        with psycopg.connect(self.base) as conexion:
            return conexion.execute(sql).fetchone()[0]  # type: ignore[index, call-overload]


@pytest.fixture(scope="module")
def pila(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pila]:
    """`manage.py levantar` with an environment like that of docker-compose.yml."""
    servidor = os.environ["DATABASE_URL"].rpartition("/")[0]
    puerto, carpeta = puerto_libre(), tmp_path_factory.mktemp("pila")
    base = f"pila_{puerto}"
    with psycopg.connect(f"{servidor}/postgres", autocommit=True) as conexion:
        conexion.execute(f'CREATE DATABASE "{base}"')
    cola = os.environ["REDIS_URL"]
    entorno = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "una-clave-larga-y-variada-0123456789-abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": f"{servidor}/{base}",
        "REDIS_URL": cola,
        "DETRAS_DE_PROXY": "1",
        "CARPETA_DATOS": str(carpeta),
        "STATIC_ROOT": str(carpeta / "static"),
        "WEB_CONCURRENCY": "1",
        "PORT": str(puerto),
    }
    registro = (carpeta / "pila.log").open("w+")
    orden = [sys.executable, "manage.py", "levantar"]
    proceso = subprocess.Popen(orden, cwd=RAIZ, env=entorno, stdout=registro, stderr=registro)  # type: ignore[call-overload]
    try:
        esperar(lambda: "Listo en" in registrado(carpeta), proceso, carpeta)
        yield Pila(puerto, f"{servidor}/{base}", cola, carpeta, proceso)
    finally:
        proceso.send_signal(signal.SIGTERM)
        codigo = proceso.wait(120)
        registro.close()
    assert codigo == 0
    assert not [hijo for hijo in vivos() if base in hijo or f":{puerto}" in hijo]


def registrado(carpeta: Path) -> str:
    return (carpeta / "pila.log").read_text(errors="replace")


def esperar(condicion: Any, proceso: subprocess.Popen[Any], carpeta: Path) -> None:
    limite = time.monotonic() + 180
    while not condicion():
        assert time.monotonic() < limite, "did not happen in time\n" + registrado(carpeta)
        assert proceso.poll() is None, "the supervisor died\n" + registrado(carpeta)
        time.sleep(0.1)


def vivos() -> list[str]:
    """Command lines of the processes of this machine."""
    lineas = []
    for ruta in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lineas.append(ruta.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return lineas


def test_the_sign_in_page_is_served_behind_tls(pila: Pila) -> None:
    respuesta = pila.pedir("/entrar/", **{"X-Forwarded-Proto": "https"})
    assert respuesta.status == 200
    assert "default-src 'self'" in respuesta.headers["Content-Security-Policy"]
    assert "max-age=31536000" in respuesta.headers["Strict-Transport-Security"]
    assert "Secure" in respuesta.headers["Set-Cookie"]
    hojas = re.findall(r'href="(/static/css/[^"]+)"', respuesta.cuerpo)  # type: ignore[attr-defined]
    assert hojas
    estilo = pila.pedir(hojas[0], **{"X-Forwarded-Proto": "https"})
    assert "immutable" in estilo.headers["Cache-Control"]


def test_plain_http_is_sent_to_tls(pila: Pila) -> None:
    respuesta = pila.pedir("/entrar/")
    assert respuesta.status == 301
    assert respuesta.headers["Location"].startswith("https://")


def test_an_unknown_host_is_refused(pila: Pila) -> None:
    respuesta = pila.pedir("/entrar/", **{"X-Forwarded-Proto": "https", "Host": "malo.example"})
    assert respuesta.status == 400


def test_the_worker_takes_tasks_from_redis_and_writes_to_postgresql(pila: Pila) -> None:
    Celery(broker=pila.cola).send_task("respaldo.tasks.vigilar_verificaciones")
    esperar(
        lambda: pila.contar("SELECT count(*) FROM gobierno_latido") > 0, pila.proceso, pila.carpeta
    )


def test_a_killed_worker_comes_back(pila: Pila) -> None:
    def trabajador() -> set[int]:
        """Main processes of the worker of this stack, found by the parent that we started."""
        hijos = Path(f"/proc/{pila.proceso.pid}/task/{pila.proceso.pid}/children").read_text()
        return {
            int(pid)
            for pid in hijos.split()
            if b"\0worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
        }

    (antes,) = trabajador()
    os.kill(antes, signal.SIGKILL)
    esperar(lambda: trabajador() - {antes}, pila.proceso, pila.carpeta)
    assert "worker terminó (código -9)" in registrado(pila.carpeta)
