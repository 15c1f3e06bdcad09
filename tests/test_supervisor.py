"""The supervisor restarts what dies and leaves nothing behind."""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from backupgov.supervisor import Fin, Hijo, supervisar

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="process groups are POSIX")


def esperar(condicion: Callable[[], bool], segundos: float = 60) -> None:
    limite = time.monotonic() + segundos
    while not condicion():
        assert time.monotonic() < limite, "did not happen in time"
        time.sleep(0.02)


def vivo(pid: int) -> bool:
    estado = Path(f"/proc/{pid}/stat")
    if estado.exists():
        return estado.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_restarts_a_child_that_dies_and_says_so(tmp_path: Path) -> None:
    marca, fin, dicho = tmp_path / "marca", Fin(), []
    guion = f"open({str(marca)!r}, 'a').write('x'); print('adios'); raise SystemExit(3)"
    hijo = Hijo("worker", [sys.executable, "-c", guion], tmp_path / "worker.log")
    hilo = threading.Thread(target=supervisar, args=([hijo], dicho.append), kwargs={"fin": fin})
    hilo.start()
    esperar(lambda: marca.exists() and len(marca.read_text()) >= 2)
    fin.pedir()
    hilo.join()
    assert dicho[0] == "worker terminó (código 3); se reinicia en 1 s."
    assert "adios" in dicho[1]


def test_it_stops_the_children_of_its_children(tmp_path: Path) -> None:
    nieto, fin = tmp_path / "nieto", Fin()
    guion = (
        "import subprocess, sys, signal\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"  # the grandchild keeps ignoring it
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit())\n"
        f"open({str(nieto)!r}, 'w').write(str(p.pid))\n"
        "signal.pause()\n"
    )
    hijo = Hijo("web", [sys.executable, "-c", guion])
    hilo = threading.Thread(target=supervisar, args=([hijo], print), kwargs={"fin": fin})
    hilo.start()
    esperar(lambda: nieto.exists() and bool(nieto.read_text()))
    pid = int(nieto.read_text())
    fin.pedir()
    hilo.join()
    esperar(lambda: not vivo(pid))
