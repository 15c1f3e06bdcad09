"""Periods with holes, and how far an approximate copy may be (4.10)."""

import pytest

from respaldo.retencion import Codigo, Periodo
from tests.respaldo.historias import (
    cambiar,
    cercanas,
    copia,
    dia,
    diaria,
    historia,
    linea,
    preguntar,
    serie,
)

MEDIODIA = "2026-03-20 12:00"


def periodo(cual, desde, hasta, cuales, al="2026-04-05 09:00"):
    return preguntar(cual, Periodo(dia(desde), dia(hasta), cuales), al)


@pytest.mark.parametrize(
    ("cuales", "codigo", "cuantas"),
    [
        ("ultima", Codigo.PROCEDE_PARCIAL, 1),
        ("cualquiera", Codigo.PROCEDE, 1),
        ("todas", Codigo.PROCEDE_PARCIAL, 4),
    ],
)
def test_a_period_partly_out_of_retention_says_which_part(cuales, codigo, cuantas):
    cual = diaria(menos=["2026-03-08"])

    dictamen = periodo(cual, "2026-03-01", "2026-03-10", cuales)
    assert (dictamen.codigo, len(dictamen.elegidas)) == (codigo, cuantas)
    assert dictamen.elegida.clave == "2026-03-10"
    lapsos = [f"{x.desde:%d}-{x.hasta:%d}" for x in (*dictamen.cubiertos, *dictamen.no_cubiertos)]
    assert lapsos == ["06-07", "09-10", "01-05", "08-08"]
    assert "no hay del 01/03/2026 al 05/03/2026 y el 08/03/2026" in dictamen.explicacion


def test_a_failed_night_in_the_middle_matters_only_to_who_wants_them_all():
    cual = diaria(menos=["2026-03-08"])

    assert periodo(cual, "2026-03-06", "2026-03-10", "ultima").codigo == Codigo.PROCEDE
    assert periodo(cual, "2026-03-06", "2026-03-10", "todas").codigo == Codigo.PROCEDE_PARCIAL
    assert periodo(cual, "2026-03-06", "2026-03-08", "ultima").codigo == Codigo.PROCEDE_PARCIAL
    una = periodo(cual, "2026-03-08", "2026-03-08", "ultima")
    assert (una.codigo, cercanas(una)) == (Codigo.APROXIMADA, ("03-07", "03-09"))


def test_a_weekly_series_owes_nothing_between_two_copies():
    domingos = [copia(f"2026-03-{n:02}") for n in (1, 8, 15, 22)]
    semanal = historia(linea(domingos, "1 año", periodo_dias=7))

    assert periodo(semanal, "2026-03-01", "2026-03-24", "todas").codigo == Codigo.PROCEDE
    assert periodo(semanal, "2026-03-01", "2026-03-31", "todas").codigo == Codigo.PROCEDE_PARCIAL


def test_a_period_without_copies_says_why():
    assert periodo(diaria(), "2026-02-01", "2026-02-20", "ultima").codigo == (
        Codigo.FUERA_DE_RETENCION
    )
    assert periodo(diaria(), "2026-01-01", "2026-01-05", "ultima").codigo == (
        Codigo.ANTERIOR_A_PRIMERA_COPIA
    )
    pendiente = cambiar(diaria(), "2026-03-10", verificada_en=None)
    assert periodo(pendiente, "2026-03-09", "2026-03-10", "todas").codigo == Codigo.VERIFICAR_ANTES


@pytest.mark.parametrize(("ultima", "vecina"), [("2026-03-09", "03-09"), ("2026-03-08", None)])
def test_an_approximate_copy_is_at_most_a_week_away(ultima, vecina):
    cual = historia(linea(serie("2026-03-01", ultima)))

    dictamen = preguntar(cual, "2026-03-16", MEDIODIA)
    assert cercanas(dictamen)[0] == vecina
    assert dictamen.codigo == (Codigo.APROXIMADA if vecina else Codigo.SIN_COPIA)


def test_or_two_periods_of_its_own_series():
    mensual = historia(linea([copia("2026-01-12")], "1 año", periodo_dias=31))

    assert preguntar(mensual, "2026-03-15", MEDIODIA).codigo == Codigo.APROXIMADA
    assert preguntar(mensual, "2026-03-16", MEDIODIA).codigo == Codigo.SIN_COPIA
