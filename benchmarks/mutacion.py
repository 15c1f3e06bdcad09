"""Mutation of the retention calculus: which small changes do its tests not notice?

`nice -n 19 python -m benchmarks.mutacion [modulo…] [--vivos] [--json var/mutacion.json]`

The pure tests are collected once; each mutant is a forked process whose function gets the changed
code, and only the tests that call that function run, the quickest first. What is outside of a
function is read again, with all its tests. Nothing is written in the tree but the results, which
a run that is cut short leaves too. `--vivos` measures only what is not known to be dead.
Hypothesis tries the same examples every time. benchmarks/mutacion.toml explains the living.
"""

import argparse
import json
import os
import resource
import signal
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings

from benchmarks.mutantes import Mutante, mutantes

PAQUETE = "respaldo.retencion"
CARPETA = Path(__file__).resolve().parents[1] / "respaldo" / "retencion"
EXPLICADOS = Path(__file__).with_suffix(".toml")
PRUEBAS = ["tests/ejemplos", *sorted(map(str, Path("tests/respaldo").glob("test_retencion_*.py")))]
OPCIONES = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:warnings", "--no-header"]
OPCIONES += ["--assert=plain", "--tb=native"]  # nobody reads why a mutant dies
VIVO, MUERTO = "vivo", "muerto"
NADA, AL_LEERLO = 76, 77  # a child's answer: no such code; not in place
SEGUNDOS, MEMORIA = 2, 3 * 2**30  # of processor time a test, over ten times its own
CADA = 20  # mutants between two notes of the results


class SinAzar:
    """The properties try the same examples every time, and do not look for the smallest one."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        settings.register_profile(
            "mutacion",
            max_examples=30,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
        )
        settings.load_profile("mutacion")


class Medidor(SinAzar):
    """Runs the collected tests once, to know what each one calls, and then once per mutant."""

    def __init__(self, pendientes: list[Mutante], anotar: Callable[[str, str], None]) -> None:
        self.pendientes, self.anotar = pendientes, anotar
        self.alcance: dict[tuple[str, str], list[tuple[float, int]]] = {}
        self.al_leerlos: list[Mutante] = []
        self.correctas = True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for puesto, prueba in enumerate(session.items):
            self._conocer(puesto, prueba)
        if self.correctas and self.pendientes:
            self._controlar(session.items)
            for hechos, mutante in enumerate(self.pendientes, 1):
                muere = self._muere(mutante, session.items)
                self.anotar(mutante.clave, MUERTO if muere else VIVO)
                if not muere:
                    print(f"[{hechos}/{len(self.pendientes)}] {mutante.linea} {mutante.clave}")
        return True

    def _controlar(self, pruebas: list[pytest.Item]) -> None:
        """What changes nothing must live, or every death would be false."""
        uno = self.pendientes[-1]
        ruta = CARPETA / f"{uno.modulo.rpartition('.')[2]}.py"
        igual = partial(compile, ruta.read_text(encoding="utf-8"), str(ruta), "exec")
        if self._muere(uno._replace(compilar=igual), pruebas):
            raise RuntimeError(f"{uno.modulo}.{uno.funcion} unchanged dies")

    def _conocer(self, puesto: int, prueba: pytest.Item) -> None:
        llamadas: set[tuple[str, str]] = set()

        def anotar(marco: FrameType, suceso: str, _: Any) -> None:
            codigo = marco.f_code
            if suceso == "call" and codigo.co_filename.startswith(str(CARPETA)):
                nombre = codigo.co_qualname.partition(".<locals>")[0]
                llamadas.add((Path(codigo.co_filename).stem, nombre))

        inicio = time.process_time()
        sys.setprofile(anotar)
        try:
            informes = runtestprotocol(prueba, log=False, nextitem=None)
        finally:
            sys.setprofile(None)
        for informe in (i for i in informes if i.failed):
            self.correctas = False
            print(informe.longreprtext)
        for llamada in llamadas:
            self.alcance.setdefault(llamada, []).append((time.process_time() - inicio, puesto))

    def _muere(self, mutante: Mutante, pruebas: list[pytest.Item]) -> bool:
        lugar = mutante.modulo.rpartition(".")[2], mutante.funcion
        sys.stdout.flush()
        hijo = os.fork()
        if hijo == 0:
            _a_solas()
            _cambiar(mutante)
            for segundos, puesto in sorted(self.alcance.get(lugar, [])):
                signal.setitimer(signal.ITIMER_PROF, SEGUNDOS + 10 * segundos)
                if any(i.failed for i in runtestprotocol(pruebas[puesto], False, None)):
                    os._exit(1)
            os._exit(0)
        estado = os.waitstatus_to_exitcode(os.waitpid(hijo, 0)[1])
        if estado == AL_LEERLO:
            self.al_leerlos.append(mutante)
        return estado != 0


def _a_solas() -> None:
    """In the child: silent, and with an end."""
    nada = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nada, 1)
    os.dup2(nada, 2)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, MEMORIA))


def _cambiar(mutante: Mutante) -> None:
    """Give a function of a module already read the code of the mutant."""
    codigo = mutante.compilar()
    if codigo is None:
        os._exit(NADA)
    funcion: Any = import_module(mutante.modulo)
    for parte in mutante.funcion.split("."):
        funcion = vars(funcion)[parte]
    if isinstance(funcion, property):
        funcion = funcion.fget
    elif isinstance(funcion, cached_property):
        funcion = funcion.func
    if hasattr(funcion, "cache_clear"):
        funcion.cache_clear()
    try:
        getattr(funcion, "__wrapped__", funcion).__code__ = _codigo(codigo, mutante.funcion)
    except ValueError:  # it no longer says super(), or says it for the first time
        os._exit(AL_LEERLO)


def _codigo(codigo: CodeType, nombre: str) -> CodeType:
    for otro in codigo.co_consts:
        if isinstance(otro, CodeType):
            if otro.co_qualname == nombre:
                return otro
            if nombre.startswith(f"{otro.co_qualname}."):
                return _codigo(otro, nombre)
    raise LookupError(nombre)


# ── What is outside of a function ──────────────────────────────────────────────────────────────


class _Importador(MetaPathFinder, Loader):
    """Reads one module as a mutant."""

    def __init__(self, modulo: str, codigo: CodeType) -> None:
        self.modulo, self.codigo = modulo, codigo

    def find_spec(self, fullname: str, *_: Any) -> ModuleSpec | None:
        return spec_from_loader(fullname, self) if fullname == self.modulo else None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.codigo, vars(module))  # noqa: S102 — the code of a mutant is what this runs


def _muere_al_leerlo(mutante: Mutante) -> bool:
    """Fork, forget the calculus and its tests, and run them all with the changed module."""
    sys.stdout.flush()
    hijo = os.fork()
    if hijo == 0:
        _a_solas()
        codigo = mutante.compilar()
        if codigo is None:
            os._exit(NADA)
        for nombre in [
            n for n in sys.modules if n.startswith((PAQUETE, "respaldo.bajas", "tests"))
        ]:
            del sys.modules[nombre]
        sys.meta_path.insert(0, _Importador(mutante.modulo, codigo))
        os._exit(pytest.main([*OPCIONES, "-s", *PRUEBAS], plugins=[SinAzar()]) != 0)
    return os.waitstatus_to_exitcode(os.waitpid(hijo, 0)[1]) != 0


# ── The run ────────────────────────────────────────────────────────────────────────────────────


def main() -> int:
    lector = argparse.ArgumentParser(prog="python -m benchmarks.mutacion", description=__doc__)
    lector.add_argument("modulos", nargs="*", help="por omisión, todos los de respaldo.retencion")
    lector.add_argument("--vivos", action="store_true", help="solo los que la última dejó vivos")
    lector.add_argument("--json", type=Path, default=Path("var/mutacion.json"))
    pedido = lector.parse_args()
    libro = Libro(pedido.json)
    todos = list(_todos(pedido.modulos))
    faltan = [m for m in todos if not pedido.vivos or libro.estado.get(m.clave) != MUERTO]
    medidor = Medidor([m for m in faltan if m.funcion], libro.anotar)
    pytest.main([*OPCIONES, *PRUEBAS], plugins=[medidor])
    if not medidor.correctas:
        return 1
    for mutante in (*medidor.al_leerlos, *(m for m in faltan if not m.funcion)):
        muere = _muere_al_leerlo(mutante)
        libro.anotar(mutante.clave, MUERTO if muere else VIVO)
        if not muere:
            print(mutante.linea, mutante.clave, flush=True)
    libro.guardar()
    _resumir(todos, libro.estado)
    return 0


class Libro:
    """What is known of each mutant, kept in a file as it is learnt."""

    def __init__(self, ruta: Path) -> None:
        self.ruta, self.nuevos = ruta, 0
        self.estado: dict[str, str] = json.loads(ruta.read_text()) if ruta.exists() else {}

    def anotar(self, clave: str, que: str) -> None:
        self.estado[clave] = que
        self.nuevos += 1
        if self.nuevos % CADA == 0:
            self.guardar()

    def guardar(self) -> None:
        self.ruta.parent.mkdir(exist_ok=True)
        self.ruta.write_text(json.dumps(self.estado, ensure_ascii=False, indent=1))


def _todos(elegidos: list[str]) -> Iterator[Mutante]:
    for ruta in sorted(CARPETA.glob("*.py")):
        if ruta.stem != "__init__" and (not elegidos or ruta.stem in elegidos):
            yield from mutantes(ruta, f"{PAQUETE}.{ruta.stem}")


def _resumir(todos: list[Mutante], estado: dict[str, str]) -> None:
    explicados = _explicados()
    sobran = explicados - {m.clave for m in _todos([])}
    print("".join(f"explicado y ya no existe: {clave}\n" for clave in sorted(sobran)), end="")
    print(f"\n{'módulo':<14}{'mutantes':>9}{'vivos':>7}{'%':>7}{'sin explicar':>14}")
    for modulo in (*sorted({m.modulo for m in todos}), ""):
        suyos = [m.clave for m in todos if modulo in {m.modulo, ""}]
        vivos = [clave for clave in suyos if estado.get(clave) == VIVO]
        sin = sum(clave not in explicados for clave in vivos)
        nombre = modulo.rpartition(".")[2] or "todos"
        parte = 100 * len(vivos) / len(suyos)
        print(f"{nombre:<14}{len(suyos):>9}{len(vivos):>7}{parte:>7.1f}{sin:>14}")


def _explicados() -> set[str]:
    """The mutants whose survival benchmarks/mutacion.toml explains."""
    grupos = tomllib.loads(EXPLICADOS.read_text(encoding="utf-8")).values()
    return {clave for grupo in grupos for clave in grupo["vivos"]}


if __name__ == "__main__":
    sys.exit(main())
