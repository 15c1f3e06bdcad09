"""The child of `respaldo.lector` with a reader that some words kill, as hostile content would."""

import os
import signal
import sys

from respaldo.entregas import abierta
from respaldo.importadores.captura import Analisis, Captura
from respaldo.lector import entender
from respaldo.lector_hijo import atender


def entender_o_morir(captura: Captura) -> Analisis:
    if b"MUERE" in captura.stdout:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"GIRA" in captura.stdout:
        while True:
            pass
    if b"HINCHA" in captura.stdout:
        return Analisis(mensajes=(str(len(bytearray(10**10))),))
    if b"FALLA" in captura.stdout:
        raise RuntimeError("lector roto")
    return entender(captura)


def abrir_o_morir(captura: Captura) -> Captura:
    if b"MUERE" in captura.correo:
        os.kill(os.getpid(), signal.SIGKILL)
    return abierta(captura)


if __name__ == "__main__":
    atender(sys.argv[1:], entender_o_morir, abrir_o_morir)
