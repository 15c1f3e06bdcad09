"""Versions, rules that count copies, bajas: answers beyond the worked examples."""

from dataclasses import replace

import pytest

from respaldo.retencion import Codigo, ultimo_dia_retenido
from tests.respaldo.historias import (
    copia,
    dia,
    diaria,
    historia,
    linea,
    preguntar,
    serie,
    tramos,
)

FUERA = Codigo.FUERA_DE_RETENCION


def codigo(cual, fecha, al):
    return preguntar(cual, fecha, al).codigo


@pytest.mark.requisito("R20")
def test_origen_keeps_what_was_promised_in_both_directions():
    for v1, v2, esperado in (("30 días", "90 días", "07-20"), ("90 días", "30 días", "09-18")):
        a, b = tramos(("2026-01-01", v1), ("2026-07-01", v2))
        reglas = [a, replace(b, transicion="origen")]
        assert f"{ultimo_dia_retenido(dia('2026-06-20'), reglas):%m-%d}" == esperado


@pytest.mark.requisito("R18", "R19")
def test_three_versions_are_walked_one_after_another():
    reglas = tramos(("2026-01-01", "30 días"), ("2026-03-01", "90 días"), ("2026-05-01", "10 días"))

    ultimos = [
        f"{ultimo_dia_retenido(dia(f), reglas):%m-%d}"
        for f in ("2026-01-29", "2026-01-30", "2026-04-15", "2026-04-25")
    ]
    assert ultimos == ["02-28", "04-30", "04-30", "05-05"]


@pytest.mark.requisito("R18", "R14")
def test_a_rule_of_copies_takes_over_what_time_kept():
    reglas = tramos(("2026-01-01", "90 días"), ("2026-03-01", "5 copias"))
    cual = historia(linea(serie("2026-02-01", "2026-03-10"), reglas))

    assert codigo(cual, "2026-02-10", "2026-02-28 23:59") == Codigo.PROCEDE
    assert codigo(cual, "2026-02-10", "2026-03-01 00:00") == FUERA
    assert codigo(cual, "2026-03-06", "2026-03-11 09:00") == Codigo.PROCEDE
    assert codigo(cual, "2026-03-05", "2026-03-11 09:00") == FUERA


@pytest.mark.requisito("R18", "R19")
def test_a_rule_of_time_takes_over_what_copies_kept():
    reglas = tramos(("2026-01-01", "5 copias"), ("2026-03-01", "90 días"))
    cual = historia(linea(serie("2026-02-01", "2026-03-10"), reglas))

    # Alive when it changed, at midnight: five, and the one of the 28th was still running.
    assert codigo(cual, "2026-02-23", "2026-03-11 09:00") == Codigo.PROCEDE
    assert codigo(cual, "2026-02-22", "2026-03-11 09:00") == FUERA
    assert codigo(cual, "2026-02-23", "2026-05-24 09:00") == Codigo.PROCEDE
    assert codigo(cual, "2026-02-23", "2026-05-25 09:00") == FUERA


@pytest.mark.requisito("R14")
def test_copies_of_one_day_count_as_one_when_the_rule_says_so():
    varias = [
        copia(f"2026-03-{n:02}", clave=f"{n} {hora}", hora=hora)
        for n in range(1, 8)
        for hora in ("06:00", "18:00")
    ]

    por_dia = historia(linea(varias, "3 copias por día"))
    assert codigo(por_dia, "2026-03-05", "2026-03-08 09:00") == Codigo.PROCEDE
    assert codigo(por_dia, "2026-03-04", "2026-03-08 09:00") == FUERA
    sueltas = historia(linea(varias, "3 copias"))
    assert preguntar(sueltas, "2026-03-06", "2026-03-08 09:00").elegida.clave == "6 18:00"
    assert codigo(sueltas, "2026-03-05", "2026-03-08 09:00") == FUERA


@pytest.mark.requisito("R14")
def test_an_ad_hoc_copy_is_offered_but_pushes_out_nothing():
    pedida = copia("2026-03-10", clave="pedida", hora="12:00", ad_hoc=True)
    cual = historia(linea([*serie("2026-03-01", "2026-03-09"), pedida], "3 copias"))

    assert codigo(cual, "2026-03-07", "2026-03-10 20:00") == Codigo.PROCEDE
    assert codigo(cual, "2026-03-06", "2026-03-10 20:00") == FUERA
    assert preguntar(cual, "2026-03-10", "2026-03-10 20:00").elegida.clave == "pedida"


@pytest.mark.requisito("R14", "R19")
def test_a_copy_removed_too_soon_does_not_bring_an_older_one_back():
    borrada = replace(copia("2026-03-09", clave="x"), eliminada_en=copia("2026-03-20").inicio)
    cual = historia(linea([*serie("2026-03-01", "2026-03-08"), borrada], "3 copias"))

    assert codigo(cual, "2026-03-07", "2026-03-25 09:00") == Codigo.PROCEDE
    assert codigo(cual, "2026-03-06", "2026-03-25 09:00") == FUERA
    perdida = preguntar(cual, "2026-03-09", "2026-03-25 09:00")
    assert perdida.codigo == Codigo.APROXIMADA
    assert [c.motivo for c in perdida.candidatas] == [None, Codigo.SIN_COPIA]


@pytest.mark.requisito("R15")
def test_the_minimum_of_copies_says_no_date_that_has_passed():
    cual = historia(linea(serie("2026-02-01", "2026-03-05"), "30 días y mínimo 3 copias"))

    dictamen = preguntar(cual, "2026-03-05", "2026-05-10 09:00")
    assert dictamen.elegida.retenida_hasta == dia("2026-04-04")
    assert "disponible hasta" not in dictamen.explicacion
    assert codigo(cual, "2026-03-20", "2026-05-10 09:00") == Codigo.SIN_COPIA
    assert codigo(cual, "2026-03-08", "2026-05-10 09:00") == Codigo.APROXIMADA


@pytest.mark.requisito("R17")
@pytest.mark.parametrize("regla", ["180 copias", "30 días y mínimo 180 copias"])
def test_a_date_ends_what_only_a_number_of_copies_kept(regla):
    baja = {"baja": ("2026-07-01", "2026-12-31")}
    cual = historia(linea(serie("2026-05-01", "2026-06-30"), regla, **baja))

    assert codigo(cual, "2026-05-01", "2026-12-31 23:59") == Codigo.PROCEDE
    assert codigo(cual, "2026-05-01", "2027-01-01 00:00") == FUERA
    dictamen = preguntar(cual, "2026-05-01", "2026-12-31 09:00")
    if regla == "180 copias":
        assert dictamen.elegida.retenida_hasta == dia("2026-12-31")
        assert "vence hoy" in dictamen.explicacion
    # Before the baja nobody knew of that date.
    antes = preguntar(cual, "2026-05-01", "2026-06-30 09:00")
    assert antes.elegida.retenida_hasta != dia("2026-12-31")


@pytest.mark.requisito("R17", "R18")
def test_the_date_set_at_the_baja_waits_for_the_versions_before_it():
    reglas = tramos(("2026-01-01", "30 días"), ("2026-06-15", "180 copias"))
    baja = {"baja": ("2026-07-01", "2026-12-31")}
    cual = historia(linea(serie("2026-05-01", "2026-06-30"), reglas, **baja))

    assert codigo(cual, "2026-05-15", "2026-07-10 09:00") == FUERA  # died before the copies' rule
    assert codigo(cual, "2026-05-16", "2026-12-31 09:00") == Codigo.PROCEDE
    assert codigo(cual, "2026-06-29", "2027-01-01 09:00") == FUERA
    mixta = linea([], "30 días y mínimo 3 copias", baja=("2026-06-05", "2026-06-10"))
    assert ultimo_dia_retenido(dia("2026-06-01"), mixta.tramos) == dia("2026-07-01")


@pytest.mark.requisito("R17")
def test_time_outlives_the_date_set_at_the_baja():
    baja = {"baja": ("2026-07-01", "2026-07-10")}
    mixta = linea(serie("2026-06-01", "2026-06-30"), "30 días y mínimo 3 copias", **baja)

    assert codigo(historia(mixta), "2026-06-30", "2026-07-30 09:00") == Codigo.PROCEDE
    assert codigo(historia(mixta), "2026-06-30", "2026-07-31 09:00") == FUERA
    por_tiempo = linea(serie("2026-06-01", "2026-06-30"), "30 días", **baja)
    assert codigo(historia(por_tiempo), "2026-06-30", "2026-07-30 09:00") == Codigo.PROCEDE


@pytest.mark.requisito("R16")
def test_what_waits_for_an_event_has_no_limit_until_it_comes():
    (regla,) = tramos("hasta el cierre del proyecto")
    copias = serie("2026-01-12", "2026-01-20")

    abierta = historia(linea(copias, [regla]))
    assert codigo(abierta, "2026-01-15", "2036-01-01 09:00") == Codigo.PROCEDE
    cerrada = historia(linea(copias, [replace(regla, fecha_evento=dia("2026-02-10"))]))
    assert codigo(cerrada, "2026-01-15", "2026-02-10 09:00") == Codigo.PROCEDE
    assert codigo(cerrada, "2026-01-15", "2026-02-11 09:00") == FUERA


def test_an_item_without_series_and_one_without_copies_are_told_apart():
    assert codigo(historia(), "2026-03-01", "2026-03-05 09:00") == Codigo.NO_INCLUIDO
    assert codigo(historia(linea([])), "2026-03-01", "2026-03-05 09:00") == Codigo.SIN_COPIA
    assert codigo(diaria(), "2026-01-11", "2026-02-01 09:00") == Codigo.ANTERIOR_A_PRIMERA_COPIA
    assert codigo(diaria(), "2026-01-11", "2026-12-01 09:00") == Codigo.ANTERIOR_A_PRIMERA_COPIA
