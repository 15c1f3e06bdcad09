"""`./run demo` from nothing to the first page, and again with the data kept."""

import http.client
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.motores import puerto_libre

RAIZ = Path(__file__).resolve().parent.parent


def arrancar(carpeta: Path, puerto: int) -> tuple[subprocess.Popen[bytes], Path]:
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
    limite = time.monotonic() + 300
    while "Listo en" not in registro.read_text(errors="replace"):
        assert proceso.poll() is None, registro.read_text(errors="replace")
        assert time.monotonic() < limite, registro.read_text(errors="replace")
        time.sleep(0.2)
    return proceso, registro


def pedir(puerto: int, ruta: str) -> tuple[int, str]:
    conexion = http.client.HTTPConnection("127.0.0.1", puerto, timeout=60)
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


def detener(proceso: subprocess.Popen[bytes], senal: signal.Signals) -> None:
    proceso.send_signal(senal)
    assert proceso.wait(40) == 0


@pytest.mark.larga
def test_it_comes_up_from_nothing_and_keeps_its_data(tmp_path: Path) -> None:
    puerto = puerto_libre()
    proceso, registro = arrancar(tmp_path, puerto)
    try:
        estado, pagina = pedir(puerto, "/entrar/")
        assert estado == 200
        assert "director_general" in pagina
        assert "director_general" in registro.read_text()
    finally:
        detener(proceso, signal.SIGINT)
    corridas = contar(tmp_path, "respaldo_corrida")
    assert corridas > 1000
    assert contar(tmp_path, "respaldo_lecturadeevidencia") == 5  # the night of the servers, read
    proceso, registro = arrancar(tmp_path, puerto)
    try:
        assert pedir(puerto, "/entrar/")[0] == 200
    finally:
        detener(proceso, signal.SIGTERM)
    assert contar(tmp_path, "gobierno_persona") == 12
    assert contar(tmp_path, "respaldo_corrida") >= corridas
    assert "no se tocó nada" in registro.read_text()
