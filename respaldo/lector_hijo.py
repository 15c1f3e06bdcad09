"""The child that reads evidence: `python -m respaldo.lector_hijo DESCRIPTOR SEGUNDOS BYTES`.

It knows no Django and no database. It ends when the other end of the line closes.
"""

import math
import resource
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection

from respaldo.entregas import abierta
from respaldo.importadores.captura import Analisis, Captura
from respaldo.lector import ABRIR, Averia, entender


def atender(
    argumentos: Sequence[str],
    entiende: Callable[[Captura], Analisis] = entender,
    abre: Callable[[Captura], Captura] = abierta,
) -> None:
    """Read or open each capture, or tell what broke; never more than the limits."""
    descriptor, segundos, memoria = map(int, argumentos)
    linea = Connection(descriptor)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memoria, memoria))
    while True:
        try:
            que, captura = linea.recv()
        except EOFError:
            return
        _dar_plazo(segundos)
        linea.send(_hecho(abre if que == ABRIR else entiende, captura))


def _hecho(hacer: Callable[[Captura], Analisis | Captura], captura: Captura) -> object:
    try:
        return hacer(captura)
    except Exception as roto:  # whatever it is, the parent is told
        return Averia(type(roto).__name__)


def _dar_plazo(segundos: int) -> None:
    """Let the processor be used so much more; past it the system ends this process (SIGXCPU)."""
    uso = resource.getrusage(resource.RUSAGE_SELF)
    tope = math.ceil(uso.ru_utime + uso.ru_stime) + segundos
    resource.setrlimit(resource.RLIMIT_CPU, (tope, resource.RLIM_INFINITY))


if __name__ == "__main__":
    atender(sys.argv[1:])
