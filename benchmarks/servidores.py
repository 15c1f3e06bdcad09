"""The engine, the two servers and their processor time."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks.cliente import CONEXIONES, Medida, Pedido
from tests import motores

RAIZ = Path(__file__).resolve().parent.parent
_TICS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass
class Servidor:
    """A gunicorn with 4 gthread workers of 1 thread, keep-alive and no log."""

    nombre: str
    proceso: subprocess.Popen[bytes]
    puerto: int
    cookie: str = ""

    def cpu(self) -> float:
        """Processor seconds of its workers so far."""
        total = 0
        hijos = Path(f"/proc/{self.proceso.pid}/task/{self.proceso.pid}/children")
        for pid in hijos.read_text().split() if hijos.exists() else []:
            campos = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(campos[11]) + int(campos[12])
        return total / _TICS

    def medir(self, pedido: Pedido) -> tuple[Medida, float]:
        """What the client saw and the processor milliseconds that each request cost here."""
        pedido.puerto = self.puerto
        if self.cookie:
            pedido.cabeceras = {"Cookie": self.cookie, **pedido.cabeceras}
        if not pedido.lote and pedido.segundos <= 4:
            self._cliente(pedido, "--calentar")
            pedido.desde += CONEXIONES
        antes = self.cpu()
        medida = Medida(**json.loads(self._cliente(pedido)))
        # The three requests that do not count are in the processor time too.
        return medida, (self.cpu() - antes) * 1000 / (medida.n + 3)

    def medir_a_la_vez(self, pedido: Pedido, cuantos: int, *, desde: int) -> tuple[Medida, float]:
        """The same from several clients, each with its own bodies from `desde` on; the slowest of
        them, and the processor milliseconds of each request."""
        pedidos = [
            replace(pedido, puerto=self.puerto, desde=desde + n * pedido.maximo // cuantos,
                    maximo=pedido.maximo // cuantos - 3)
            for n in range(cuantos)
        ]  # fmt: skip
        antes = self.cpu()
        with ThreadPoolExecutor(cuantos) as hilos:
            medidas = [Medida(**json.loads(m)) for m in hilos.map(self._cliente, pedidos)]
        pedidas = sum(medida.n + 3 for medida in medidas)
        peor = max(medidas, key=lambda medida: medida.p95)
        return peor, (self.cpu() - antes) * 1000 / pedidas

    def _cliente(self, pedido: Pedido, *opciones: str) -> str:
        hecho = subprocess.run(
            [sys.executable, "-m", "benchmarks.cliente", *opciones],
            input=json.dumps(asdict(pedido)),
            capture_output=True,
            text=True,
            cwd=RAIZ,
            check=False,
            timeout=300,
        )
        if hecho.returncode:
            raise RuntimeError(f"{self.nombre}{pedido.ruta}: {hecho.stderr.strip()[-300:]}")
        return hecho.stdout

    def apagar(self) -> None:
        self.proceso.terminate()
        try:
            self.proceso.wait(10)
        except subprocess.TimeoutExpired:
            self.proceso.kill()


def bases() -> tuple[str, str]:
    """URLs of two new databases of a throw-away PostgreSQL: the product's and the floor's."""
    import psycopg

    url = motores.iniciar_postgresql()
    with closing(psycopg.connect(url, autocommit=True)) as conexion:
        conexion.execute("CREATE DATABASE backupgov")
        conexion.execute("CREATE DATABASE suelo")
    base = url.rsplit("/", 1)[0]
    return f"{base}/backupgov", f"{base}/suelo"


def ambiente(producto: str, suelo: str) -> None:
    """Put the settings of both applications in the environment, away from any `.env`."""
    carpeta = tempfile.mkdtemp(prefix="backupgov-bench-")
    os.environ |= {
        "DATABASE_URL": producto,
        "FLOOR_DATABASE_URL": suelo,
        "DJANGO_SETTINGS_MODULE": "backupgov.settings",
        "SECRET_KEY": "solo-para-medir-" + "x" * 50,
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "DEBUG": "0",
        "DEMO": "0",
        "REDIS_URL": "",
        "EMAIL_URL": "",
        "SECURE_SSL_REDIRECT": "0",
        "API_RITMO": "1000000/min",
        "NIVEL_DE_REGISTRO": "ERROR",
        "CARPETA_DATOS": carpeta,
        "STATIC_ROOT": f"{carpeta}/static",
    }


def levantar(nombre: str, aplicacion: str) -> Servidor:
    """Start `aplicacion` ("modulo:objeto") and wait for its port."""
    puerto = motores.puerto_libre()
    orden = [sys.executable, "-m", "gunicorn", aplicacion, "-b", f"127.0.0.1:{puerto}"]
    orden += ["-k", "gthread", "-w", "4", "--threads", "1", "--keep-alive", "30"]
    proceso = subprocess.Popen(
        [*orden, "--log-level", "error"], cwd=RAIZ, stdout=subprocess.DEVNULL
    )
    limite = time.monotonic() + 60
    while time.monotonic() < limite and proceso.poll() is None:
        with socket.socket() as enchufe:
            if enchufe.connect_ex(("127.0.0.1", puerto)) == 0:
                return Servidor(nombre, proceso, puerto)
        time.sleep(0.1)
    raise RuntimeError(f"{nombre} no arrancó")


def preparar_suelo() -> str:
    """Tables, rows and session of the floor; returns its cookie."""
    hecho = subprocess.run(
        [sys.executable, "-m", "benchmarks.floor.preparar"],
        cwd=RAIZ,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.floor.settings"},
    )
    return hecho.stdout.strip()
