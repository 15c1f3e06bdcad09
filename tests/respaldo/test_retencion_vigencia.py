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


@pytest.mark.parametrize(
    ("regla", "ancla", "ultimo"),
    [
        pytest.param("4 semanas", "2026-02-22", "2026-03-22", marks=pytest.mark.requisito("RC-03")),
        pytest.param("1 mes", "2026-01-31", "2026-02-28", marks=pytest.mark.requisito("RC-04")),
        pytest.param("30 días", "2026-02-01", "2026-03-03", marks=pytest.mark.requisito("RC-06")),
        pytest.param("1 mes", "2026-02-01", "2026-03-01", marks=pytest.mark.requisito("RC-06")),
        pytest.param("365 días", "2027-03-01", "2028-02-29", marks=pytest.mark.requisito("RC-08")),
        pytest.param("1 año", "2027-03-01", "2028-03-01", marks=pytest.mark.requisito("RC-08")),
        pytest.param("12 meses", "2027-03-01", "2028-03-01", marks=pytest.mark.requisito("RC-08")),
        pytest.param("1 mes", "2026-02-28", "2026-03-28", marks=pytest.mark.requisito("RC-09")),
        pytest.param("30 días", "2026-03-01", "2026-03-31", marks=pytest.mark.requisito("RC-11")),
        pytest.param("12 meses", "2026-03-31", "2027-03-31", marks=pytest.mark.requisito("RC-50")),
        pytest.param("30 días", "2026-03-06", "2026-04-05", marks=pytest.mark.requisito("RC-54")),
    ],
)
@pytest.mark.requisito("R12", "MIN-7.1.1-c")
def test_it_computes_the_last_day_retained(regla, ancla, ultimo):
    assert ultimo_dia_retenido(dia(ancla), tramos(regla)) == dia(ultimo)


@pytest.mark.requisito("RC-39", "R18", "R19")
@pytest.mark.parametrize(
    ("ancla", "ultimo"),
    [
        ("2026-06-10", "2026-09-08"),
        ("2026-05-31", "2026-06-30"),
        ("2026-06-01", "2026-08-30"),
        ("2026-05-20", "2026-06-19"),
    ],
)
def test_a_longer_rule_extends_what_is_alive_and_revives_nothing(ancla, ultimo):
    reglas = tramos(("2026-01-01", "30 días"), ("2026-07-01", "90 días"))

    assert ultimo_dia_retenido(dia(ancla), reglas) == dia(ultimo)
    assert ultimo_dia_retenido(dia(ancla), reglas[::-1]) == dia(ultimo)


@pytest.mark.requisito("RC-41", "R18")
@pytest.mark.parametrize(
    ("ancla", "ultimo"),
    [("2026-05-01", "2026-06-30"), ("2026-06-01", "2026-07-01"), ("2026-06-15", "2026-07-15")],
)
def test_a_shorter_rule_ends_nothing_before_the_change(ancla, ultimo):
    reglas = tramos(("2026-01-01", "90 días"), ("2026-07-01", "30 días"))

    assert ultimo_dia_retenido(dia(ancla), reglas) == dia(ultimo)


@pytest.mark.requisito("RC-45")
def test_approval_is_not_vigencia():
    """v2, approved on 25 June, is not a tramo before 1 July: its `desde` is what counts."""
    solo_v1 = tramos(("2026-01-01", "30 días"))
    con_v2 = tramos(("2026-01-01", "30 días"), ("2026-07-01", "10 días"))
    copias = [copia("2026-06-01")]

    for al in ("2026-06-28 12:00", "2026-06-30 23:59"):
        respuestas = {
            en_retencion(copias[0], copias, reglas, al=lima(al), zona=LIMA)
            for reglas in (solo_v1, con_v2)
        }
        assert respuestas == {True}


@pytest.mark.requisito("RC-46", "R21")
def test_the_last_rule_stays_in_force():
    assert ultimo_dia_retenido(dia("2027-01-05"), tramos("30 días")) == dia("2027-02-04")


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


@pytest.mark.requisito("RC-01", "RC-02", "R12")
def test_it_is_retained_until_the_last_instant_of_the_last_day():
    una = copia("2026-03-01")
    vivas = [
        en_retencion(una, [una], tramos("30 días"), al=lima(al), zona=LIMA)
        for al in ("2026-03-01 23:00", "2026-03-31 18:00", "2026-04-01 00:00")
    ]

    assert vivas == [False, True, False]  # at 23:00 the run had not finished yet


@pytest.mark.requisito("RC-23", "R14")
def test_it_keeps_the_last_180_copies():
    vivas = retenidas(serie("2025-06-01", "2026-06-30"), "180 copias", "2026-07-01 09:00")

    assert len(vivas) == 180
    assert min(vivas) == "2026-01-02"


@pytest.mark.requisito("RC-25", "R14")
def test_failed_runs_do_not_count():
    fallidas = ["2026-02-10", "2026-04-03", "2026-05-20"]
    copias = serie("2025-06-01", "2026-06-30", menos=fallidas)
    vivas = retenidas(copias, "180 copias", "2026-07-01 09:00")

    assert len(vivas) == 180
    assert min(vivas) == "2025-12-30"


@pytest.mark.requisito("RC-27", "R14")
def test_fewer_copies_than_the_rule_are_all_kept():
    vivas = retenidas(serie("2026-05-01", "2026-06-30"), "180 copias", "2026-07-01 09:00")

    assert len(vivas) == 61


@pytest.mark.requisito("RC-29", "R15")
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
