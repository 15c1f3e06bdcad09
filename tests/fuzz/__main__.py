"""`python -m tests.fuzz restic rsync --minutos 10`: fuzz some readers, or all of them."""

import argparse
import hashlib
import pickle
import sys
import time
import traceback
from pathlib import Path
from random import Random

from tests.fuzz.oraculo import LECTORES, Semilla, danar, revisar, semillas

HALLAZGOS = Path("var/fuzz")


def main(argumentos: list[str]) -> int:
    """Return 1 when something was found; each finding is kept in var/fuzz and printed."""
    partes = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    partes.add_argument("lectores", nargs="*", metavar="lector", help=", ".join(LECTORES))
    partes.add_argument("--minutos", type=float, default=10, help="por lector")
    partes.add_argument("--semilla", type=int, default=None, help="para repetir una corrida")
    pedido = partes.parse_args(argumentos)
    semilla = time.time_ns() % 10**9 if pedido.semilla is None else pedido.semilla
    todas, malos = semillas(), 0
    for lector in pedido.lectores or LECTORES:
        malos += fuzzear(lector, todas, Random(f"{semilla} {lector}"), 60 * pedido.minutos, semilla)
    return int(malos > 0)


def fuzzear(
    lector: str, todas: dict[str, list[Semilla]], azar: Random, segundos: float, numero: int
) -> int:
    propias, vecinas = todas.get(lector, []), [s for lista in todas.values() for s in lista]
    if not propias:
        print(f"{lector}: sin muestras")
        return 0
    limite, entradas, vistos = time.monotonic() + segundos, 0, set[str]()
    while time.monotonic() < limite:
        base = azar.choice(propias)
        otras = propias if azar.random() < 0.7 else vecinas
        captura, fiel, hecho = danar(azar, base, otras)
        entradas += 1
        try:
            queja = revisar(base, captura, fiel=fiel)
        except Exception:
            queja = traceback.format_exc(limit=-3)
        if queja:
            donde = [r for r in queja.splitlines() if "File" in r][-1:] or [base.ruta, queja[:120]]
            marca = " ".join(donde)
            if marca not in vistos:
                vistos.add(marca)
                guardar(lector, base, captura, hecho, queja)
    print(
        f"{lector}: {entradas} entradas en {segundos / 60:.1f} min, {len(vistos)} hallazgos "
        f"(semilla {numero})",
        flush=True,
    )
    return len(vistos)


def guardar(lector: str, base: Semilla, captura: object, hecho: str, queja: str) -> None:
    HALLAZGOS.mkdir(parents=True, exist_ok=True)
    contenido = pickle.dumps((base.ruta, captura, hecho, queja))
    archivo = HALLAZGOS / f"{lector}-{hashlib.sha256(contenido).hexdigest()[:8]}.pickle"
    archivo.write_bytes(contenido)
    print(f"{lector}: {base.ruta}\n  {hecho}\n  {queja}\n  {archivo}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
