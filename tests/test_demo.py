"""`./run demo` from nothing to the first page, and again with the data kept."""

import http.client
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.motores import puerto_libre

ESPERA = 900  # twenty times what it takes alone: only a demonstration that hangs reaches it
RAIZ = Path(__file__).resolve().parent.parent


@contextmanager
def encendida(carpeta: Path, puerto: int, senal: signal.Signals) -> Iterator[Path]:
    """The demonstration, from its announcement until `senal`; gives the file of what it says."""
    entorno = {
        "PATH": os.environ["PATH"],
        "DEBUG": "1",
        "DEMO": "1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "CARPETA_DATOS": str(carpeta),
        "PORT": str(puerto),
    }
    registro = carpeta / f"salida-{time.monotonic_ns()}.txt"
    with registro.open("wb") as salida:
        orden = [sys.executable, "manage.py", "levantar"]
        proceso = subprocess.Popen(orden, cwd=RAIZ, env=entorno, stdout=salida, stderr=salida)
    try:
        limite = time.monotonic() + ESPERA
        while "Listo en" not in registro.read_text(errors="replace"):
            assert proceso.poll() is None, registro.read_text(errors="replace")
            assert time.monotonic() < limite, registro.read_text(errors="replace")
            time.sleep(0.2)
        yield registro
        proceso.send_signal(senal)
        assert proceso.wait(120) == 0
    finally:
        proceso.kill()  # does nothing to who already left
        proceso.wait()


def pedir(puerto: int, ruta: str) -> tuple[int, str]:
    conexion = http.client.HTTPConnection("127.0.0.1", puerto, timeout=180)
    conexion.request("GET", ruta)
    respuesta = conexion.getresponse()
    cuerpo = respuesta.read().decode(errors="replace")
    conexion.close()
    return respuesta.status, cuerpo


def contar(carpeta: Path, tabla: str) -> int:
    conexion = sqlite3.connect(carpeta / "backupgov.sqlite3")
    try:
        return int(conexion.execute(f"SELECT count(*) FROM {tabla}").fetchone()[0])  # noqa: S608
    finally:
        conexion.close()


@pytest.mark.larga
def test_it_comes_up_from_nothing_and_keeps_its_data(tmp_path: Path) -> None:
    puerto = puerto_libre()
    with encendida(tmp_path, puerto, signal.SIGINT) as registro:
        estado, pagina = pedir(puerto, "/entrar/")
        assert estado == 200
        assert "director_general" in pagina
    assert "director_general" in registro.read_text()
    corridas = contar(tmp_path, "respaldo_corrida")
    assert corridas > 1000
    assert contar(tmp_path, "respaldo_lecturadeevidencia") == 5  # the night of the servers, read
    assert contar(tmp_path, "restauracion_evaluacion") >= 2  # two of three requests
    with encendida(tmp_path, puerto, signal.SIGTERM) as registro:
        assert pedir(puerto, "/entrar/")[0] == 200
    assert contar(tmp_path, "gobierno_persona") == 12
    assert contar(tmp_path, "respaldo_corrida") >= corridas
    assert "no se tocó nada" in registro.read_text()
