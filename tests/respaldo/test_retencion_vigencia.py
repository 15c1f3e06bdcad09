"""Until when a copy is in retention: examples of dominio.md 4.11 and properties of 4.13."""

from datetime import date

import pytest

from directorio.plazos import Indefinida, PorTiempo, Unidad, leer
from respaldo.retencion import Tramo, en_retencion, ultimo_dia_retenido
from tests.respaldo.historias import LIMA, UNA_VERSION, copia, dia, lima, serie, tramos


def retenidas(copias, reglas, al):
    return {
        c.clave for c in copias if en_retencion(c, copias, tramos(reglas), al=lima(al), zona=LIMA)
    }


@pytest.mark.requisito("R20")
def test_origen_leaves_each_copy_with_the_rule_of_its_birth():
    v1, v2 = tramos(("2026-01-01", "30 días"), ("2026-07-01", "90 días"))
    v2 = Tramo(v2.desde, v2.plazo, "origen")
    v3 = Tramo(dia("2026-07-05"), leer("5 días"))

    assert ultimo_dia_retenido(dia("2026-06-20"), [v1, v2]) == dia("2026-07-20")
    assert ultimo_dia_retenido(dia("2026-07-01"), [v1, v2]) == dia("2026-09-29")
    assert ultimo_dia_retenido(dia("2026-06-20"), [v1, v2, v3]) == dia("2026-07-04")


def test_a_copy_older_than_the_first_version_is_governed_by_it():
    assert ultimo_dia_retenido(dia("2024-12-31"), tramos("30 días")) == dia("2025-01-30")


@pytest.mark.requisito("R12")
def test_the_tool_may_differ_by_a_day():
    tramo = Tramo(UNA_VERSION, leer("1 semana"), ajuste=-1)

    assert ultimo_dia_retenido(dia("2026-03-01"), [tramo]) == dia("2026-03-07")
    eterno = Tramo(UNA_VERSION, leer("100 años"), ajuste=5)
    assert ultimo_dia_retenido(date(9950, 1, 1), [eterno]) == date.max


@pytest.mark.requisito("R14", "R16")
@pytest.mark.parametrize(
    "regla", ["180 copias", "indefinida, revisión 31/12/2026", "hasta el cierre del proyecto"]
)
def test_no_date_is_known_when_the_rule_has_none(regla):
    assert ultimo_dia_retenido(dia("2026-03-01"), tramos(regla)) is None


@pytest.mark.requisito("R16")
def test_the_event_fixes_the_date():
    tramo = Tramo(UNA_VERSION, leer("hasta el cierre"), fecha_evento=dia("2026-05-10"))
    una = copia("2026-03-01")

    assert ultimo_dia_retenido(una.ancla, [tramo]) == dia("2026-05-10")
    vivas = [
        en_retencion(una, [una], [tramo], al=lima(al), zona=LIMA)
        for al in ("2026-05-10 23:59", "2026-05-11 00:00")
    ]
    assert vivas == [True, False]


@pytest.mark.requisito("R16")
def test_an_indefinite_rule_keeps_even_what_a_later_rule_would_not():
    reglas = [
        Tramo(dia("2026-01-01"), Indefinida(dia("2026-12-31"))),
        Tramo(dia("2026-07-01"), leer("30 días")),
    ]

    assert ultimo_dia_retenido(dia("2026-02-01"), reglas) == dia("2026-06-30")
    assert ultimo_dia_retenido(dia("2026-06-20"), reglas) == dia("2026-07-20")


@pytest.mark.requisito("R12")
def test_it_is_retained_until_the_last_instant_of_the_last_day():
    una = copia("2026-03-01")
    vivas = [
        en_retencion(una, [una], tramos("30 días"), al=lima(al), zona=LIMA)
        for al in ("2026-03-01 23:00", "2026-03-31 18:00", "2026-04-01 00:00")
    ]

    assert vivas == [False, True, False]  # at 23:00 the run had not finished yet


@pytest.mark.requisito("R15")
def test_the_minimum_of_copies_saves_the_last_ones():
    copias = serie("2026-02-01", "2026-03-05")
    vivas = retenidas(copias, "30 días y mínimo 3 copias", "2026-05-10 09:00")

    assert vivas == {"2026-03-03", "2026-03-04", "2026-03-05"}
    assert ultimo_dia_retenido(dia("2026-03-04"), tramos("30 días y mínimo 3 copias")) == dia(
        "2026-04-03"
    )


@pytest.mark.requisito("R14")
def test_an_ad_hoc_copy_does_not_push_out_a_scheduled_one():
    copias = serie("2026-03-01", "2026-03-03")
    a_pedido = [
        copia("2026-03-04", clave=f"pedido {n}", hora=f"0{n}:00", ad_hoc=True) for n in (1, 2, 3)
    ]
    vivas = retenidas([*copias, *a_pedido], "2 copias", "2026-03-05 09:00")

    assert vivas == {"2026-03-02", "2026-03-03", "pedido 2", "pedido 3"}


@pytest.mark.requisito("R14")
def test_several_copies_of_a_day_may_count_as_one():
    copias = [
        copia(f"2026-03-0{d}", clave=f"{d} {hora}", hora=hora)
        for d in (1, 2, 3)
        for hora in ("02:00", "10:00")
    ]

    assert retenidas(copias, "2 copias por día", "2026-03-05 09:00") == {
        "2 02:00",
        "2 10:00",
        "3 02:00",
        "3 10:00",
    }
    assert retenidas(copias, "2 copias", "2026-03-05 09:00") == {"3 02:00", "3 10:00"}


@pytest.mark.requisito("R19")
def test_a_copy_that_rotated_out_does_not_come_back_when_a_newer_one_is_removed():
    vieja, media, nueva = serie("2026-03-01", "2026-03-03")
    borrada = copia("2026-03-03", clave="borrada", eliminada_en=lima("2026-03-10 08:00"))
    reglas = tramos("2 copias")

    assert not en_retencion(vieja, [media, borrada], reglas, al=lima("2026-03-11 00:00"), zona=LIMA)
    temprana = copia("2026-03-02", clave="x", eliminada_en=lima("2026-03-03 12:00"))
    assert en_retencion(vieja, [temprana, nueva], reglas, al=lima("2026-03-11 00:00"), zona=LIMA)


@pytest.mark.requisito("R18", "R19")
def test_counting_rules_act_only_while_they_are_in_force():
    copias = serie("2026-06-20", "2026-07-10")
    primera = copias[0]
    reglas = tramos(("2026-01-01", "5 copias"), ("2026-06-23", "90 días"))

    assert en_retencion(primera, copias, reglas, al=lima("2026-07-20 00:00"), zona=LIMA)
    tarde = tramos(("2026-01-01", "5 copias"), ("2026-07-05", "90 días"))
    assert not en_retencion(primera, copias, tarde, al=lima("2026-07-20 00:00"), zona=LIMA)


@pytest.mark.requisito("R18", "R15")
def test_a_minimum_of_copies_lasts_until_the_next_version():
    copias = serie("2026-03-03", "2026-03-05")
    reglas = tramos(("2026-01-01", "30 días y mínimo 3 copias"), ("2026-07-01", "30 días"))
    vivas = [
        en_retencion(copias[0], copias, reglas, al=lima(al), zona=LIMA)
        for al in ("2026-06-30 23:59", "2026-07-01 00:00")
    ]

    assert vivas == [True, False]


def test_nothing_expires_after_the_end_of_the_calendar():
    una = copia("2026-03-01")
    eterno = [Tramo(UNA_VERSION, PorTiempo(100, Unidad.ANIOS), ajuste=3_000_000)]

    assert en_retencion(una, [una], eterno, al=lima("9000-01-01 00:00"), zona=LIMA)
