"""Read evidence in a process of its own, with limits: what kills a reader kills nothing else.

What is small is read here, which is cheaper than another process: the worst sample takes some 0.2 s
of processor at `EN_LINEA` bytes. The child gets no secret of this process: neither its environment
nor its connections.
Source: evidencia.md §9 (limits: parse in a worker with 10 s and memory limits).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

from respaldo.entregas import abierta, partes_de, tabla_generica
from respaldo.importadores.analisis import analizar
from respaldo.importadores.captura import Analisis, Captura

RAIZ = Path(__file__).resolve().parent.parent
HIJO = "respaldo.lector_hijo"
EN_LINEA = 64 * 1024  # bytes that any process may read by itself
SIN_ABRIR = "El correo no se pudo abrir dentro de los límites de tiempo y memoria."
LEER, ABRIR = "leer", "abrir"
_PASAN = ("PATH", "LANG", "LC_ALL", "PYTHONTZPATH", "VIRTUAL_ENV")


class LectorDetenido(Exception):
    """The reader did not come back, or went over a limit: the message says why, in Spanish."""


class LectorRoto(Exception):
    """The reader raised, within its limits: a fault of its own."""


@dataclass(frozen=True)
class Averia:
    """What the child answers when its reader raised: it lives on."""

    tipo: str


@dataclass(frozen=True)
class Limites:
    """Of one delivery: `segundos` of processor, `paciencia` seconds of clock, `memoria` bytes."""

    segundos: int = 10
    paciencia: int = 60
    memoria: int = 512 * 1024 * 1024


def entender(captura: Captura) -> Analisis:
    """What the readers tell of a delivery; a CSV that no tool wrote is read by its columns."""
    analisis = analizar(captura)
    return analisis if analisis.reconocida else tabla_generica(captura) or analisis


def peso(captura: Captura) -> int:
    """The bytes that a reader has to go through."""
    return len(captura.correo) + sum(map(len, partes_de(captura).values()))


class LectorAparte:
    """A child that reads one delivery after another; another takes its place when it dies."""

    def __init__(
        self, limites: Limites | None = None, modulo: str = "respaldo.lector_hijo"
    ) -> None:
        self.limites = limites or Limites()
        self.modulo = modulo
        self._hijo: subprocess.Popen[bytes] | None = None
        self._linea: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._terminar()

    def __call__(self, captura: Captura) -> Analisis:
        """What a reader understands of `captura`. Raises LectorDetenido or LectorRoto."""
        analisis: Analisis = self._pedir(LEER, captura)
        return analisis

    def a_medida(self, captura: Captura) -> Analisis:
        """The same, read by this process when it is small."""
        return entender(captura) if peso(captura) <= EN_LINEA else self(captura)

    def abrir(self, captura: Captura) -> Captura:
        """A mail as its text, opened by this process when it is small; anything else as it is."""
        if len(captura.correo) <= EN_LINEA:
            return abierta(captura)
        suya: Captura = self._pedir(ABRIR, captura)
        return suya

    def _pedir(self, que: str, captura: Captura) -> Any:
        linea = self.preparar()
        try:
            linea.send((que, replace(captura, archivos=dict(captura.archivos))))
            if not linea.poll(self.limites.paciencia):
                raise LectorDetenido(self._terminar(f"pasaron {self.limites.paciencia} s"))
            respuesta = linea.recv()
        except (EOFError, OSError):
            raise LectorDetenido(self._terminar()) from None
        if respuesta == Averia("MemoryError"):
            mega = self.limites.memoria // 1024 // 1024
            raise LectorDetenido(f"El lector no terminó: necesitó más de {mega} MB.")
        if isinstance(respuesta, Averia):
            raise LectorRoto(respuesta.tipo)
        return respuesta

    def preparar(self) -> Connection:
        """Start the child if there is none; raises OSError when the system cannot."""
        if self._linea is not None:
            return self._linea
        linea, suya = Pipe()
        ambiente = {nombre: os.environ[nombre] for nombre in _PASAN if nombre in os.environ}
        orden = [sys.executable, "-m", self.modulo, str(suya.fileno()),
                 str(self.limites.segundos), str(self.limites.memoria)]  # fmt: skip
        with suya:
            self._hijo = subprocess.Popen(  # noqa: S603 - this program and three numbers
                orden, cwd=RAIZ, env=ambiente, pass_fds=[suya.fileno()],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        self._linea = linea
        return linea

    def _terminar(self, motivo: str = "") -> str:
        """End the child and say how it ended."""
        if self._linea is not None:
            self._linea.close()
        codigo = 0
        if self._hijo is not None:
            if motivo:
                self._hijo.kill()
            codigo = self._hijo.wait()
        self._hijo = self._linea = None
        if codigo == -signal.SIGXCPU:
            motivo = f"usó más de {self.limites.segundos} s de procesador"
        return f"El lector no terminó: {motivo or f'se detuvo de golpe (código {codigo})'}."
