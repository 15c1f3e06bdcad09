"""Acts at the same instant, each in a connection of its own: for tests that need PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

ESPERA = 60  # seconds until all are ready: only a test that broke waits as long
HECHO = "hecho"


def a_la_vez(*actos: Callable[[], Any]) -> list[Any]:
    """Start the acts together; what each gave or raised, in order."""
    salida = Barrier(len(actos))

    def correr(acto: Callable[[], Any]) -> Any:
        try:
            salida.wait(ESPERA)
            return acto()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actos)) as hilos:
        return list(hilos.map(correr, actos))


def desenlaces(*actos: Callable[[], Any]) -> list[str]:
    """How each ended, in alphabetical order: «hecho» or the class of what it raised."""
    return sorted(
        type(fin).__name__ if isinstance(fin, Exception) else HECHO for fin in a_la_vez(*actos)
    )
