"""What a row of many columns looks like on paper."""

import pytest

from gobierno.impresion import Columna, Fila, Impresa, doblar, escribir

TITULOS = ("N°", "Ítem", "Ruta", "Cifrado", "RPO")


def test_it_puts_below_only_what_says_something() -> None:
    filas = doblar(TITULOS, [[1, "BD", "", None, 24], [2, "Web", "/srv", True, None]], TITULOS[:2])
    assert list(filas) == [
        Fila(celdas=["1", "BD"], resto=[("RPO", "24")]),
        Fila(celdas=["2", "Web"], resto=[("Ruta", "/srv"), ("Cifrado", "sí")]),
    ]


def test_it_keeps_the_order_of_the_page_and_loses_no_column() -> None:
    (fila,) = doblar(TITULOS, [["a", "b", "c", "d", "e"]], ["Ruta", "N°"])
    assert fila.celdas == ["c", "a"]
    assert [titulo for titulo, _ in fila.resto] == ["Ítem", "Cifrado", "RPO"]


@pytest.mark.parametrize(
    ("valor", "texto"),
    [
        (None, ""),
        (True, "sí"),
        (False, "no"),
        (0, "0"),
        (15958, "15\u00a0958"),
        ("x", "x"),
    ],
)
def test_it_writes_as_a_person_reads(valor: object, texto: str) -> None:
    assert escribir(valor) == texto


def test_it_shares_the_width_of_the_page() -> None:
    impresa = Impresa([Columna("A", 1), Columna("B", 3)], [], ("", ""), "", "")
    assert impresa.anchos == ["25.0%", "75.0%"]
