"""The worked examples by their ID: `pytest tests/ejemplos -k RC-01`."""

import tomllib
from pathlib import Path

import pytest

from tests.ejemplos import casos, de_cadenas, de_copias, de_fechas, de_respuesta, de_versiones

RC = casos("rc", (de_fechas, de_respuesta, de_copias, de_cadenas, de_versiones))
CAL = casos("cal", (de_fechas,))
ID = {
    fila
    for grupo in tomllib.loads(
        (Path(__file__).resolve().parents[2] / "docs/requisitos.toml").read_text(encoding="utf-8")
    ).values()
    for fila in grupo
    if fila.startswith(("RC-", "CAL-"))
}


@pytest.mark.parametrize("ejemplo", RC)
def test_rc(ejemplo):
    ejemplo()


@pytest.mark.parametrize("ejemplo", CAL)
def test_cal(ejemplo):
    ejemplo()


def test_no_example_is_left_out():
    assert {caso.id for caso in (*RC, *CAL)} == ID
