"""Which rule counts the copies at an instant: the one in force, from midnight to midnight."""

from dataclasses import replace
from datetime import timedelta

import pytest

from respaldo.retencion.politica import Politica
from tests.respaldo.historias import LIMA, dia, lima, serie, tramos


def noches(desde, hasta, **eliminadas):
    """Runs from 20:00 to midnight; «d05="2026-03-07 10:00"» removes the copy of that day."""
    hechas = []
    for una in serie(desde, hasta):
        inicio = una.inicio.replace(hour=20)
        cuando = eliminadas.get(f"d{una.ancla:%d}")
        hechas.append(
            replace(
                una,
                inicio=inicio,
                fin=inicio + timedelta(hours=4),
                eliminada_en=cuando and lima(cuando),
            )
        )
    return hechas


def vivas(copias, reglas, al):
    """The days that policy keeps; in one pass, and one by one."""
    reglas = tramos(reglas) if isinstance(reglas, str) else tramos(*reglas)
    politica = Politica(reglas, copias, al=lima(al), zona=LIMA)
    quedan = politica.retenidas()
    assert quedan == [c for c in politica.copias if politica.retiene(c)]
    return [f"{c.ancla:%d}" for c in quedan]


@pytest.mark.requisito("R14", "R18")
def test_a_rule_counts_nothing_before_it_enters():
    """Four nights were there on the 4th; two of them had been removed when the rule entered."""
    copias = noches("2026-03-01", "2026-03-04", d02="2026-03-06 10:00", d03="2026-03-06 10:00")
    reglas = [("2026-01-01", "90 días"), ("2026-03-07", "2 copias")]

    assert vivas(copias, reglas, "2026-03-06 09:00") == ["01", "02", "03", "04"]
    assert vivas(copias, reglas, "2026-03-08 09:00") == ["01", "02", "03", "04"]
    tarde = [replace(c, eliminada_en=c.eliminada_en and lima("2026-03-07 10:00")) for c in copias]
    assert vivas(tarde, reglas, "2026-03-08 09:00") == ["03", "04"]


@pytest.mark.requisito("R14", "R18")
def test_a_rule_counts_from_its_very_first_midnight():
    """Removed at 00:01 of the day on which the rule enters: a minute was enough."""
    for borrada, quedan in (
        ("2026-03-07 00:00", ["01", "02", "03"]),
        ("2026-03-07 00:01", ["02", "03"]),
    ):
        copias = noches("2026-03-01", "2026-03-03", d02=borrada)
        reglas = [("2026-01-01", "90 días"), ("2026-03-07", "2 copias")]
        assert vivas(copias, reglas, "2026-03-20 09:00") == quedan


@pytest.mark.requisito("R15")
def test_a_minimum_is_counted_once_the_time_has_ended():
    """Three newer copies while the time lasted, one when it ended."""
    for hora, quedan in (
        ("2026-03-05 23:59", ["01", "02", "03", "04"]),
        ("2026-03-06 10:00", ["02", "03", "04"]),
    ):
        copias = noches("2026-03-01", "2026-03-04", d02=hora, d03=hora)
        assert vivas(copias, "4 días y mínimo 2 copias", "2026-03-12 09:00") == quedan


@pytest.mark.requisito("R15", "R18")
def test_the_midnight_that_ends_the_time_belongs_to_the_rule_that_ends():
    """The time of 03-01 ends with 03-05, the last day of its rule: the number decides there."""
    reglas = [("2026-01-01", "4 días y mínimo 2 copias"), ("2026-03-06", "90 días")]
    assert vivas(noches("2026-03-01", "2026-03-03"), reglas, "2026-03-20 09:00") == ["02", "03"]
    assert vivas(noches("2026-03-01", "2026-03-02"), reglas, "2026-03-20 09:00") == ["01", "02"]
    # The second newer one ends at that very midnight; a minute later it would not count.
    justa = noches("2026-03-01", "2026-03-05", d03="2026-03-04 10:00", d04="2026-03-05 10:00")
    assert "01" not in vivas(justa, reglas, "2026-03-20 09:00")
    tarde = [
        replace(c, fin=c.fin + timedelta(minutes=1)) if c.ancla == dia("2026-03-05") else c
        for c in justa
    ]
    assert "01" in vivas(tarde, reglas, "2026-03-20 09:00")


@pytest.mark.requisito("R14", "R18")
def test_what_ends_at_the_midnight_of_another_rule_is_counted_by_that_one():
    """«2 copias» until 03-05; the third copy ends at the first instant of the next rule."""
    for regla, quedan in (("90 días", ["03", "04", "05"]), ("2 copias por día", ["04", "05"])):
        reglas = [("2026-01-01", "2 copias"), ("2026-03-06", regla)]
        assert vivas(noches("2026-03-03", "2026-03-05"), reglas, "2026-03-20 09:00") == quedan
    antes = [
        replace(c, fin=c.fin - timedelta(seconds=1)) for c in noches("2026-03-03", "2026-03-05")
    ]
    reglas = [("2026-01-01", "2 copias"), ("2026-03-06", "90 días")]
    assert vivas(antes, reglas, "2026-03-20 09:00") == ["04", "05"]


@pytest.mark.requisito("R15", "R18")
def test_a_minimum_that_enters_late_counts_from_its_own_first_midnight():
    """03-01 has been out of the new time for long when it enters: only the number keeps it."""
    reglas = [("2026-01-01", "90 días"), ("2026-03-10", "3 días y mínimo 2 copias")]
    copias = noches("2026-03-01", "2026-03-04", d02="2026-03-09 10:00", d03="2026-03-09 10:00")

    assert vivas(copias, reglas, "2026-03-20 09:00") == ["01", "02", "03", "04"]
    assert vivas(noches("2026-03-01", "2026-03-04"), reglas, "2026-03-10 00:00") == ["03", "04"]
    assert vivas(noches("2026-03-01", "2026-03-04"), reglas, "2026-03-09 23:59") == [
        "01", "02", "03", "04",
    ]  # fmt: skip


@pytest.mark.requisito("R14", "R19")
def test_versions_with_origen_and_several_rules_give_the_same_in_one_pass():
    a, b = tramos(("2026-01-01", "2 copias"), ("2026-03-06", "4 días"))
    copias = noches("2026-03-01", "2026-03-09")
    for transicion, quedan in (("vigente", ["07", "08", "09"]), ("origen", ["07", "08", "09"])):
        reglas = [a, replace(b, transicion=transicion)]
        politica = Politica(reglas, copias, al=lima("2026-03-11 09:00"), zona=LIMA)
        assert [f"{c.ancla:%d}" for c in politica.retenidas()] == quedan
