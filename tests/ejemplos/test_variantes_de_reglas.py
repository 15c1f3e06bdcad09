"""The worked examples with other values: counts, chains, bajas, versions.

Each answer was decided from the text of dominio.md 4.4–4.11 before the engine was asked.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from respaldo.retencion import Aviso, Codigo
from tests.ejemplos.consultas import FUERA, SIN_COPIA, codigo
from tests.ejemplos.de_versiones import ultimos
from tests.respaldo.historias import (
    cambiar,
    cercanas,
    copia,
    dia,
    historia,
    lima,
    linea,
    preguntar,
    semana,
    serie,
    tramos,
)


def junio(regla="7 copias", **otros):
    return historia(linea(serie("2026-06-01", "2026-06-30", **otros), regla))


# ── Rules that count ───────────────────────────────────────────────────────────────────────────


@pytest.mark.requisito("RC-23", "R14")
def test_rc_23_the_copy_of_tonight_pushes_out_one_only_when_it_ends():
    for al, ultima_viva in (("2026-07-01 01:59", "2026-06-23"), ("2026-07-01 02:00", "2026-06-24")):
        anterior = (dia(ultima_viva) - timedelta(days=1)).isoformat()
        assert codigo(junio(), ultima_viva, al) == Codigo.PROCEDE
        assert codigo(junio(), anterior, al) == FUERA


@pytest.mark.requisito("RC-25", "R14", "R19")
def test_rc_25_a_copy_that_was_removed_stops_counting_and_revives_none():
    borrada = cambiar(junio(), "2026-06-28", eliminada_en=lima("2026-06-29 10:00"))

    assert codigo(borrada, "2026-06-23", "2026-07-01 09:00") == Codigo.PROCEDE
    assert codigo(borrada, "2026-06-22", "2026-07-01 09:00") == FUERA
    hueco = preguntar(borrada, "2026-06-28", "2026-07-01 09:00")
    assert (hueco.codigo, cercanas(hueco)) == (Codigo.APROXIMADA, ("06-27", "06-29"))
    fallida = junio(menos=["2026-06-27"])
    assert codigo(fallida, "2026-06-23", "2026-07-01 09:00") == Codigo.PROCEDE


@pytest.mark.requisito("RC-25", "R14")
def test_rc_25_an_ad_hoc_copy_pushes_out_no_scheduled_one():
    extra = [
        copia("2026-06-29", clave=f"extra {h}", hora=h, ad_hoc=True) for h in ("09:00", "15:00")
    ]
    cual = historia(linea([*serie("2026-06-01", "2026-06-30"), *extra], "7 copias"))

    assert codigo(cual, "2026-06-24", "2026-07-01 09:00") == Codigo.PROCEDE
    assert codigo(cual, "2026-06-23", "2026-07-01 09:00") == FUERA


@pytest.mark.requisito("RC-27")
def test_rc_27_before_the_first_copy_time_does_not_matter():
    for regla in ("180 copias", "30 días", "30 días y mínimo 3 copias"):
        cual = junio(regla)
        for al in ("2026-06-20 09:00", "2026-07-01 09:00", "2027-06-01 09:00"):
            assert codigo(cual, "2026-05-31", al) == Codigo.ANTERIOR_A_PRIMERA_COPIA
    assert codigo(junio("180 copias"), "2026-06-01", "2026-07-01 09:00") == Codigo.PROCEDE


@pytest.mark.requisito("RC-29", "R15")
def test_rc_29_a_new_copy_after_the_silence_pushes_out_the_third():
    buenas = [*serie("2026-02-01", "2026-03-05"), *serie("2026-05-09", "2026-05-09")]
    cual = historia(linea(buenas, "30 días y mínimo 3 copias"))

    assert codigo(cual, "2026-03-03", "2026-05-10 01:59") == Codigo.PROCEDE
    assert codigo(cual, "2026-03-03", "2026-05-10 02:00") == FUERA
    assert codigo(cual, "2026-03-04", "2026-05-10 09:00") == Codigo.PROCEDE
    # Inside the horizon, since the oldest kept is of 03-04; but no copy is near.
    assert codigo(cual, "2026-03-20", "2026-05-10 09:00") == SIN_COPIA
    cerca = preguntar(cual, "2026-03-12", "2026-05-10 09:00")
    assert (cerca.codigo, cercanas(cerca)) == (Codigo.APROXIMADA, ("03-05", None))
    assert codigo(cual, "2026-03-13", "2026-05-10 09:00") == SIN_COPIA


# ── Bajas ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.requisito("RC-28", "RC-47", "R17")
def test_rc_28_what_a_baja_says_ends_what_a_number_kept():
    baja = ("2026-06-01", "2026-12-01")
    cual = historia(linea(serie("2026-05-01", "2026-05-31"), "12 copias", baja=baja))

    assert codigo(cual, "2026-05-20", "2026-12-01 23:59") == Codigo.PROCEDE
    assert codigo(cual, "2026-05-19", "2026-06-10 09:00") == FUERA
    assert codigo(cual, "2026-05-20", "2026-12-02 00:00") == FUERA


@pytest.mark.requisito("RC-47", "R17")
def test_rc_47_after_the_baja_nothing_new_can_be_given():
    retirada = linea(
        serie("2026-01-12", "2026-05-30"), "90 días", baja=("2026-05-31", "2026-06-30")
    )
    cual = historia(retirada)

    cerca = preguntar(cual, "2026-06-06", "2026-07-01 09:00")
    assert (cerca.codigo, cercanas(cerca)) == (Codigo.APROXIMADA, ("05-30", None))
    assert codigo(cual, "2026-06-07", "2026-07-01 09:00") == SIN_COPIA
    assert codigo(cual, "2026-05-30", "2026-08-28 23:59") == Codigo.PROCEDE
    assert codigo(cual, "2026-05-30", "2026-08-29 00:00") == FUERA


# ── Chains ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.requisito("RC-30", "R8", "R9")
def test_rc_30_the_tail_of_a_chain():
    assert codigo(semana(), "2026-03-06", "2026-04-05 23:59") == Codigo.PROCEDE
    assert codigo(semana(), "2026-03-06", "2026-04-06 00:00") == FUERA
    assert codigo(semana(), "2026-03-07", "2026-04-06 23:59") == Codigo.PROCEDE
    assert codigo(semana(), "2026-03-07", "2026-04-07 00:00") == FUERA
    # A strict tool has removed the base: the next total is what is near.
    estricta = preguntar(semana(comportamiento="estricta"), "2026-03-05", "2026-04-02 09:00")
    assert (estricta.codigo, cercanas(estricta)) == (Codigo.APROXIMADA, (None, "03-08"))


@pytest.mark.requisito("RC-33", "R6")
def test_rc_33_without_the_sunday_total_the_chain_goes_on():
    sin_total = semana()
    totales = linea([c for c in sin_total.series[0].copias if c.clave != "2026-03-08"])
    cual = replace(sin_total, series=(totales, sin_total.series[1]))

    lunes = preguntar(cual, "2026-03-09", "2026-03-20 09:00")
    assert (lunes.codigo, lunes.elegida.base[0]) == (Codigo.PROCEDE, "2026-03-07")
    assert lunes.elegida.base[-1] == "2026-03-01"
    assert len(lunes.elegida.base) == 7


@pytest.mark.requisito("RC-35", "R6", "R11")
def test_rc_35_a_differential_depends_on_the_last_total_only():
    semanas = semana("diferencial")
    totales = linea([c for c in semanas.series[0].copias if c.clave != "2026-03-08"])
    sin_total = replace(semanas, series=(totales, semanas.series[1]))
    jueves = preguntar(sin_total, "2026-03-12", "2026-03-20 09:00")
    assert (jueves.codigo, jueves.elegida.base) == (Codigo.PROCEDE, ("2026-03-01",))

    rota = cambiar(semanas, "2026-03-01", invalidada_en=lima("2026-03-03 08:00"))
    perdido = preguntar(rota, "2026-03-05", "2026-03-10 09:00")
    assert (perdido.codigo, cercanas(perdido)) == (Codigo.APROXIMADA, ("02-28", "03-08"))


# ── Versions ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.requisito("RC-39", "R18")
def test_rc_39_months_take_over_from_days():
    reglas = tramos(("2026-01-01", "30 días"), ("2026-07-01", "1 mes"))

    assert ultimos(reglas, "2026-05-31", "2026-06-01", "2026-06-02", "2026-07-31") == [
        "2026-06-30", "2026-07-01", "2026-07-02", "2026-08-31",
    ]  # fmt: skip


@pytest.mark.requisito("RC-41", "R18", "R19")
def test_rc_41_a_short_rule_in_the_middle():
    reglas = tramos(("2026-01-01", "90 días"), ("2026-07-01", "30 días"), ("2026-07-10", "90 días"))

    anclas = ("2026-05-01", "2026-06-05", "2026-06-09", "2026-06-10", "2026-06-15")
    assert ultimos(reglas, *anclas) == [
        "2026-06-30", "2026-07-05", "2026-07-09", "2026-09-08", "2026-09-13",
    ]  # fmt: skip


@pytest.mark.requisito("RC-39", "R14", "R18")
def test_rc_39_time_takes_over_from_copies():
    reglas = tramos(("2026-01-01", "180 copias"), ("2026-07-01", "90 días"))
    assert ultimos(reglas, "2026-06-10", "2026-03-01") == ["2026-09-08", "2026-06-30"]

    cual = historia(linea(serie("2026-01-12", "2026-07-09"), reglas))
    dictamen = preguntar(cual, "2026-06-10", "2026-07-10 09:00")
    assert dictamen.elegida.retenida_hasta == date(2026, 9, 8)
    assert codigo(cual, "2026-04-01", "2026-06-30 23:59") == Codigo.PROCEDE
    assert codigo(cual, "2026-04-01", "2026-07-01 00:00") == FUERA
    assert codigo(cual, "2026-04-02", "2026-07-01 00:00") == Codigo.PROCEDE


@pytest.mark.requisito("RC-41", "R14", "R18")
def test_rc_41_copies_take_over_from_time():
    reglas = tramos(("2026-01-01", "90 días"), ("2026-07-01", "10 copias"))
    cual = historia(linea(serie("2026-01-12", "2026-07-09"), reglas))

    # At midnight the run of 06-30 has not ended: ten are those from 06-20 to 06-29.
    assert codigo(cual, "2026-06-20", "2026-07-01 00:00") == Codigo.PROCEDE
    assert codigo(cual, "2026-06-19", "2026-07-01 00:00") == FUERA
    assert codigo(cual, "2026-06-20", "2026-07-01 02:00") == FUERA


@pytest.mark.requisito("RC-39", "R20")
def test_rc_39_with_origen_each_copy_keeps_its_own_rule():
    v1, v2 = tramos(("2026-01-01", "30 días"), ("2026-07-01", "90 días"))
    reglas = [v1, replace(v2, transicion="origen")]

    assert ultimos(reglas, "2026-05-31", "2026-06-10", "2026-06-30", "2026-07-01") == [
        "2026-06-30", "2026-07-10", "2026-07-30", "2026-09-29",
    ]  # fmt: skip


@pytest.mark.requisito("RC-45", "RC-41")
def test_rc_45_the_new_version_rules_from_its_first_midnight():
    reglas = tramos(("2026-01-01", "30 días"), ("2026-07-01", "10 días"))
    cual = historia(linea(serie("2026-01-12", "2026-06-30"), reglas))

    assert codigo(cual, "2026-06-20", "2026-06-30 23:59") == Codigo.PROCEDE
    assert codigo(cual, "2026-06-20", "2026-07-01 00:00") == FUERA
    assert codigo(cual, "2026-06-21", "2026-07-01 23:59") == Codigo.PROCEDE


@pytest.mark.requisito("RC-46", "R21")
def test_rc_46_the_alert_starts_with_the_year():
    reglas = [replace(tramos("30 días")[0], version="2026", prevista_hasta=date(2026, 12, 31))]
    cual = historia(linea(serie("2026-12-01", "2026-12-30"), reglas))

    assert preguntar(cual, "2026-12-20", "2026-12-31 23:59").avisos == ()
    assert preguntar(cual, "2026-12-20", "2027-01-01 00:00").avisos == (Aviso.ULTRAACTIVIDAD,)
