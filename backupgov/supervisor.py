"""Keeps web, worker and beat running: the children of ``./run demo`` and ``./run serve``.

Each child has its own process group, so that stopping it stops everything it started. A child that
dies is started again after a growing pause, and that is said.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

WINDOWS = sys.platform == "win32"
PAUSA_MAXIMA = 30.0
VIDA_SANA = 60.0  # seconds alive after which a death counts as the first one
PACIENCIA = 10.0  # seconds between TERM and KILL
Decir = Callable[[str], None]


class Fin:
    """Whether the end was asked for.

    Not ``threading.Event``: its lock is held while one waits, so a signal handler of the same
    thread that sets it may wait for ever.
    """

    pedido = False

    def pedir(self, *_: object) -> None:
        self.pedido = True


class Hijo:
    """One supervised process; its output goes to ``registro`` or, without it, to ours."""

    def __init__(self, nombre: str, orden: Sequence[str], registro: Path | None = None) -> None:
        self.nombre, self.orden, self.registro = nombre, orden, registro
        self.proceso: subprocess.Popen[bytes] | None = None
        self.pausa = self.iniciado = self.reintento = 0.0

    def iniciar(self, entorno: Mapping[str, str] | None = None) -> None:
        opciones: dict[str, Any] = {"stdin": subprocess.DEVNULL, "env": entorno}
        if WINDOWS:
            opciones["creationflags"] = 0x200  # CREATE_NEW_PROCESS_GROUP
        else:
            opciones |= {"start_new_session": True, "preexec_fn": _morir_con_el_padre}
        if self.registro:
            with self.registro.open("ab") as salida:
                opciones |= {"stdout": salida, "stderr": subprocess.STDOUT}
                self.proceso = subprocess.Popen(self.orden, **opciones)  # noqa: S603
        else:
            self.proceso = subprocess.Popen(self.orden, **opciones)  # noqa: S603
        self.iniciado, self.reintento = time.monotonic(), 0.0

    def vigilar(self, decir: Decir) -> None:
        """Notice a death, say so, and start again when the pause is over."""
        if self.proceso is None or self.proceso.poll() is None:
            return
        ahora = time.monotonic()
        if self.reintento:
            if ahora >= self.reintento:
                self.iniciar()
            return
        sano = ahora - self.iniciado > VIDA_SANA
        self.pausa = 1.0 if sano or not self.pausa else min(self.pausa * 2, PAUSA_MAXIMA)
        self.reintento = ahora + self.pausa
        codigo = self.proceso.returncode
        decir(f"{self.nombre} terminó (código {codigo}); se reinicia en {self.pausa:.0f} s.")
        if self.registro:
            ultimas = self.registro.read_text(errors="replace").splitlines()[-12:]
            decir("\n".join(f"    {linea}" for linea in ultimas))

    def senalar(self, *, por_la_fuerza: bool = False) -> None:
        if self.proceso is None:
            return
        if WINDOWS:
            self.proceso.terminate()
            return
        # The group may outlive its leader: a dead gunicorn master can leave workers behind.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.proceso.pid, signal.SIGKILL if por_la_fuerza else signal.SIGTERM)

    def esperar(self, segundos: float) -> None:
        if self.proceso is None:
            return
        try:
            self.proceso.wait(max(0.1, segundos))
        except subprocess.TimeoutExpired:
            self.senalar(por_la_fuerza=True)
            self.proceso.wait()


def supervisar(hijos: Sequence[Hijo], decir: Decir, *, fin: Fin) -> None:
    """Run the children until ``fin``, then stop every process of theirs."""
    try:
        for hijo in hijos:
            hijo.iniciar()
        while not fin.pedido:
            time.sleep(0.2)
            for hijo in hijos:
                hijo.vigilar(decir)
    finally:
        for hijo in hijos:
            hijo.senalar()
        limite = time.monotonic() + PACIENCIA
        for hijo in hijos:
            hijo.esperar(limite - time.monotonic())
            hijo.senalar(por_la_fuerza=True)


def fin_por_senal() -> Fin:
    """The end that Ctrl-C, TERM or a closed terminal asks for."""
    fin = Fin()
    for nombre in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, nombre):
            signal.signal(getattr(signal, nombre), fin.pedir)
    return fin


def _morir_con_el_padre() -> None:
    """For ``preexec_fn``: on Linux, who is killed outright takes its children along."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
