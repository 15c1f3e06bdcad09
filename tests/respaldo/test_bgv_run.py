"""`bgv-run`, for real: a shell, a live server, and nights when the server is not there."""

import os
import shutil
import signal
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from respaldo.acciones.fuentes import huella
from respaldo.models import Ejecucion, Evidencia
from tests import motores
from tests.respaldo.apoyo import fuente

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.una_vez]
TOKEN = "bgv_" + "w" * 43
CERRADO = "http://127.0.0.1:9"
INTERPRETES = {"dash": ["dash"], "busybox": ["busybox", "sh"], "bash": ["bash", "--posix"]}


@pytest.fixture
def guion(client, tmp_path) -> Path:
    ruta: Path = tmp_path / "bgv-run"
    respuesta = client.get("/bgv-run")
    assert respuesta["Content-Type"].startswith("text/plain")
    ruta.write_bytes(respuesta.content)
    return ruta


@pytest.fixture(params=INTERPRETES)
def correr(request, guion, tmp_path, live_server) -> Any:
    interprete = INTERPRETES[request.param]
    if not shutil.which(interprete[0]) or not shutil.which("curl"):
        motores.anotar(f"bgv-run con {request.param}: falta {interprete[0]} o curl")
        pytest.skip(f"no {interprete[0]} or curl")
    fuente("Bgv", token_sha256=huella(TOKEN))
    (tmp_path / "token").write_text(TOKEN + "\n")

    def _correr(*orden: str, url: str = live_server.url, **entorno: str) -> Any:
        ambiente = os.environ | {
            "BGV_URL": url, "BGV_TOKEN_ARCHIVO": str(tmp_path / "token"), "BGV_INTENTOS": "0",
            "BGV_COLA": str(tmp_path / "cola"), "BGV_EQUIPO": "srv-prueba", "LC_ALL": "C",
        } | entorno  # fmt: skip
        return subprocess.run(
            [*interprete, str(guion), *orden], env=ambiente, capture_output=True, timeout=180,
            check=False, input=b"entrada\n",
        )  # fmt: skip

    return _correr


def cola(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cola").glob("bgv.*"))


def test_it_passes_everything_through_and_tells_it(correr, tmp_path):
    hecho = correr("otra", "JOB-1", "--", "sh", "-c", "cat; echo falla >&2; exit 7")
    assert (hecho.returncode, hecho.stdout, hecho.stderr) == (7, b"entrada\n", b"falla\n")
    e = Ejecucion.objects.get()
    assert (e.trabajo, e.equipo, e.estado) == ("JOB-1", "srv-prueba", "no_conforme")
    assert e.detalle["codigo_salida"] == 7
    assert Evidencia.objects.get().partes == {"stdout": b"entrada\n", "stderr": b"falla\n"}
    assert cola(tmp_path) == []


def test_without_a_server_it_waits_and_is_sent_later(correr, tmp_path):
    hecho = correr("otra", "JOB-1", "--", "sh", "-c", "echo a; exit 3", url=CERRADO)
    assert (hecho.returncode, hecho.stdout) == (3, b"a\n")
    assert b"no entregado" in hecho.stderr
    assert len(cola(tmp_path)) == 1
    assert not Evidencia.objects.exists()
    correr("otra", "JOB-2", "--", "true", BGV_SOLO_COLA="1")
    assert len(cola(tmp_path)) == 2
    assert correr("--reenviar").returncode == 0
    assert cola(tmp_path) == []
    assert Evidencia.objects.count() == 2
    assert not (tmp_path / "cola").stat().st_mode & 0o077


def test_a_refused_token_or_none_never_changes_the_exit_code(correr, tmp_path):
    assert correr("x", "J", "--", "true", BGV_TOKEN="bgv_malo").returncode == 0
    sin = correr("x", "J", "--", "sh", "-c", "exit 9", BGV_TOKEN_ARCHIVO=str(tmp_path / "no"))
    assert sin.returncode == 9
    assert len(cola(tmp_path)) == 2
    assert not any((d / "curlrc").exists() for d in cola(tmp_path))
    assert correr("x", "J", "--", "no-existe-esta-orden").returncode == 127
    assert correr("x").returncode == 64


def test_the_command_does_not_inherit_the_token(correr):
    hecho = correr("x", "J", "--", "env", BGV_TOKEN=TOKEN)
    assert TOKEN.encode() not in hecho.stdout + hecho.stderr


def test_a_folder_that_cannot_be_written_does_not_stop_the_backup(correr):
    hecho = correr("x", "J", "--", "sh", "-c", "echo b; exit 4", BGV_COLA="/dev/null/no",
                   TMPDIR="/dev/null/no")  # fmt: skip
    assert (hecho.returncode, hecho.stdout) == (4, b"b\n")


def test_big_output_is_passed_whole_and_its_end_is_sent(correr):
    hecho = correr("x", "J", "--", "sh", "-c", "head -c 9000000 /dev/zero | tr '\\0' 'y'; echo FIN")
    assert len(hecho.stdout) == 9_000_004
    enviada = Evidencia.objects.get()
    assert enviada.tamano < 5_000_000
    assert enviada.partes["stdout"].endswith(b"FIN\n")


def test_what_the_command_leaves_behind_does_not_hold_it(correr):
    """It ends while what the command left is still running, as long as that may take."""
    hecho = correr("x", "J", "--", "sh", "-c", "sleep 600 & echo $!", BGV_ESPERA="1")
    os.kill(int(hecho.stdout), signal.SIGKILL)  # ProcessLookupError if it had ended


def test_a_signal_reaches_the_backup_and_is_told(guion, tmp_path, live_server):
    fuente("Bgv", token_sha256=huella(TOKEN))
    proceso = subprocess.Popen(
        ["sh", str(guion), "x", "J", "--", "sh", "-c", "echo va; exec sleep 50"],
        env=os.environ | {"BGV_URL": live_server.url, "BGV_TOKEN": TOKEN,
                          "BGV_COLA": str(tmp_path / "cola")},
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert proceso.stdout is not None
    assert proceso.stdout.readline() == b"va\n"
    proceso.send_signal(signal.SIGTERM)
    assert proceso.wait(120) == 143
    proceso.stdout.close()
    assert Ejecucion.objects.get().estado == "no_conforme"


def test_one_that_the_server_cannot_take_does_not_hold_the_others(correr, tmp_path):
    """A delivery that breaks the server stays for later; those behind it go on."""
    vistos = []

    class Servidor(BaseHTTPRequestHandler):
        def do_POST(self):
            cuerpo = self.rfile.read(int(self.headers["Content-Length"]))
            malo = b"VENENO" in cuerpo
            vistos.append(malo)
            self.send_response(500 if malo else 201)
            self.end_headers()

        def log_message(self, *_):
            pass

    for n in range(4):
        correr("otra", "VENENO" if n == 0 else f"JOB-{n}", "--", "true", BGV_SOLO_COLA="1")
    with HTTPServer(("127.0.0.1", 0), Servidor) as servidor:
        threading.Thread(target=servidor.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{servidor.server_port}"
        assert correr("--reenviar", url=url).returncode == 1
        servidor.shutdown()
    assert sorted(vistos) == [False, False, False, True]
    assert [(d / "trabajo").read_text() for d in cola(tmp_path)] == ["VENENO"]


def test_it_says_what_the_server_answered(correr, tmp_path):
    """A refusal reaches who reads the mail of cron, bounded, and never changes the exit code."""
    (tmp_path / "token").write_text("bgv_no_es_este\n")
    hecho = correr("otra", "JOB-1", "--", "sh", "-c", "exit 5")
    assert hecho.returncode == 5
    dicho = hecho.stderr.decode()
    assert "no entregado (401): El token no es válido" in dicho
    assert "Envíe «Authorization: Bearer …»" in dicho
    assert len(cola(tmp_path)) == 1
    caido = correr("--reenviar", url=CERRADO).stderr.decode()
    assert "no entregado (000): curl" in caido
    assert "El token" not in caido
