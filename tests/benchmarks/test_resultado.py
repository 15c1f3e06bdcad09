"""The harness says whether a ratio reaches its target."""

from pathlib import Path

import pytest

from benchmarks.cliente import Pedido, _cuerpos
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


def test_it_sends_each_run_once(tmp_path: Path) -> None:
    archivo = tmp_path / "ejecuciones"
    archivo.write_text("".join(f'{{"clave": "{n}"}}\n' for n in range(6)))
    una = Pedido(0, "/x", cuerpos=str(archivo), desde=4)
    assert list(_cuerpos(una)) == [b'{"clave": "4"}', b'{"clave": "5"}']
    lotes = Pedido(0, "/x", cuerpos=str(archivo), desde=1, lote=2)
    assert list(_cuerpos(lotes)) == [
        b'[{"clave": "1"},{"clave": "2"}]',
        b'[{"clave": "3"},{"clave": "4"}]',
    ]
