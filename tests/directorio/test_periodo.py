"""The period of the baseline that a copy made for an event satisfies (dominio.md 4.3)."""

from datetime import date

import pytest

from directorio.periodicidad import leer, periodo_de


@pytest.mark.requisito("PC-6.4-2")
@pytest.mark.parametrize(
    ("base", "fecha", "desde", "hasta"),
    [
        ("mensual, día 31", "2026-02-10", "2026-02-01", "2026-02-28"),
        ("semanal (domingo)", "2026-03-11", "2026-03-09", "2026-03-15"),
        ("quincenal, días 1 y 16", "2026-03-15", "2026-03-01", "2026-03-15"),
        ("quincenal, días 1 y 16", "2026-03-16", "2026-03-16", "2026-03-31"),
        ("cada 14 días desde 05/01/2026", "2026-01-20", "2026-01-19", "2026-02-01"),
        ("cada 14 días desde 05/01/2026", "2026-01-04", "2025-12-22", "2026-01-04"),
        ("trimestral (marzo, junio, setiembre y diciembre), último día",
         "2026-05-02", "2026-04-01", "2026-06-30"),
        ("semestral (junio y diciembre), último día", "2026-05-02", "2026-01-01", "2026-06-30"),
        ("anual (julio), día 1", "2026-05-02", "2026-01-01", "2026-12-31"),
        ("diaria", "2026-05-02", "2026-05-02", "2026-05-02"),
    ],
)  # fmt: skip
def test_it_is_the_natural_period(base: str, fecha: str, desde: str, hasta: str) -> None:
    dado = periodo_de(leer(base), date.fromisoformat(fecha))
    assert dado == (date.fromisoformat(desde), date.fromisoformat(hasta))


def test_uneven_months_are_months() -> None:
    base = leer("en los meses (enero, febrero y julio), día 1")
    assert periodo_de(base, date(2026, 2, 7)) == (date(2026, 2, 1), date(2026, 2, 28))
