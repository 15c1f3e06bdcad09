"""Read evidence in a process of its own, with limits: what kills a reader kills nothing else.

The child gets no secret of this process: neither its environment nor its connections.
Source: evidencia.md §9 (limits: parse in a worker with 10 s and memory limits).
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from respaldo.entregas import tabla_generica
from respaldo.importadores.analisis import analizar
from respaldo.importadores.captura import Analisis, Captura

RAIZ = Path(__file__).resolve().parent.parent
HIJO = "respaldo.lector_hijo"
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
        """What a reader understands of `captura`. Raises LectorDetenido."""
        linea = self.preparar()
        try:
            linea.send(replace(captura, archivos=dict(captura.archivos)))
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
        analisis: Analisis = respuesta
        return analisis

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
        if codigo == -24:  # noqa: PLR2004 - SIGXCPU
            motivo = f"usó más de {self.limites.segundos} s de procesador"
        return f"El lector no terminó: {motivo or f'se detuvo de golpe (código {codigo})'}."
