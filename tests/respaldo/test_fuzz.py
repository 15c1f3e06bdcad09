"""A short walk of the fuzzer over every reader; `python -m tests.fuzz` goes on for minutes."""

from random import Random

import pytest

from tests.fuzz.oraculo import LECTORES, danar, revisar, semillas

pytestmark = pytest.mark.requisito("X-4", "X-10")
ENTRADAS = 60  # per reader, always the same; the long test takes a thousand


@pytest.fixture(scope="module")
def todas():
    return semillas()


def recorrer(todas, lector, cuantas):
    azar, propias = Random(lector), todas[lector]
    for _ in range(cuantas):
        base = azar.choice(propias)
        captura, fiel, hecho = danar(azar, base, propias)
        queja = revisar(base, captura, fiel=fiel)
        assert not queja, f"{base.ruta}: {hecho}: {queja}"


@pytest.mark.parametrize("lector", LECTORES)
def test_it_survives_what_may_happen_to_its_bytes(todas, lector):
    recorrer(todas, lector, ENTRADAS)


@pytest.mark.lento
@pytest.mark.parametrize("lector", LECTORES)
def test_it_survives_a_thousand_mishaps(todas, lector):
    recorrer(todas, lector, 1_000)


@pytest.mark.parametrize("lector", LECTORES)
def test_every_reader_has_samples_good_and_bad(todas, lector):
    assert {s.buenas for s in todas[lector]} == {True, False}
