"""The harness says whether a ratio reaches its target."""

import pytest

from benchmarks.cliente import Pedido, _cuerpo
from benchmarks.resultado import Resultado, imprimir


@pytest.mark.parametrize(
    ("cifra", "al_menos", "cumple"),
    [(30.0, False, True), (31.0, False, False), (30.0, True, True), (29.0, True, False)],
)
def test_it_compares_the_ratio_with_its_target(cifra: float, al_menos: bool, cumple: bool) -> None:
    resultado = Resultado("x", "ms", cifra, 10.0, 3.0, al_menos=al_menos)
    assert resultado.cumple is cumple


def test_it_prints_a_table_and_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    imprimir([Resultado("Hoy", "ms de CPU", 20.0, 10.0, 3.0, consultas=9)])
    assert '"razon": 2.0' in capsys.readouterr().out


def test_it_never_repeats_the_key_of_a_run() -> None:
    lote = _cuerpo(Pedido(0, "/x", cuerpo='{"clave": "{n}"}', lote=3), 7)
    assert lote == b'[{"clave": "7"},{"clave": "8"},{"clave": "9"}]'
