"""The mutator changes one thing at a time, and leaves the module as it was."""

import ast
import types

import pytest

from benchmarks.mutacion import _codigo
from benchmarks.mutantes import mutantes

MODULO = '''
"""Nothing of this is changed."""
LIMITE = 7


def corta(a, b=3):
    """Nor this."""
    if a < b and not a == 2:
        return [x + 1 for x in range(a) if x]
    return max(a, -b)


class Caja:
    def suma(self, x: int) -> int:
        x += 1
        return x
'''


@pytest.fixture
def hechos(tmp_path):
    ruta = tmp_path / "modulo.py"
    ruta.write_text(MODULO, encoding="utf-8")
    return {m.clave.removeprefix("modulo."): m for m in mutantes(ruta, "x.modulo")}


def test_it_changes_one_thing_at_a_time(hechos):
    assert set(hechos) >= {
        "<módulo>: 7 → 8",
        "<módulo>: 3 → 4",
        "corta: a < b → a <= b",
        "corta: a == 2 → a != 2",
        "corta: a < b and (not a == 2) → a < b or not a == 2",
        "corta: not a == 2 → a == 2",
        "corta: x + 1 → x - 1",
        "corta: max → min",
        "corta: -b → b",
        "corta: max(a, -b) → max(a)",
        "Caja.suma: x += 1 → x -= 1",
        "Caja.suma: x += 1 → x = 1",
    }
    assert not any("Nothing" in clave or "Nor this" in clave for clave in hechos)
    assert len({m.linea for m in hechos.values()}) > 5


def test_each_one_is_code_of_that_function(hechos):
    for mutante in hechos.values():
        codigo = mutante.compilar()
        assert isinstance(codigo, types.CodeType)
        if mutante.funcion:
            assert _codigo(codigo, mutante.funcion).co_qualname == mutante.funcion


def test_the_module_is_left_as_it_was(hechos):
    menor = hechos["corta: a < b → a <= b"]
    espacio: dict = {}
    exec(menor.compilar(), espacio)  # noqa: S102 — the code written above
    assert espacio["corta"](3) == [2, 3]
    assert espacio["corta"](4) == 4
    exec(hechos["corta: max → min"].compilar(), espacio)  # noqa: S102
    assert espacio["corta"](3) == -3
    assert ast.parse(MODULO)
