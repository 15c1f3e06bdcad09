"""What a draft would do to the copies alive and to requests already made."""

from dataclasses import replace
from datetime import timedelta

import pytest

from directorio.plazos import leer
from respaldo.retencion import EstadoAl, Historia, Reserva, Serie, Tramo
from respaldo.retencion.efecto import efecto_en_copias, efecto_en_pedidos
from tests.respaldo.historias import LIMA, UNA_VERSION, copia, dia, lima, linea, serie

pytestmark = pytest.mark.requisito("R18", "R19", "MIN-7.1.1-c")

HOY = lima("2026-03-31 12:00")
MANANA = dia("2026-04-01")


def de(plazo, copias=None):
    copias = serie("2026-01-01", "2026-03-30") if copias is None else copias
    tramos = (Tramo(UNA_VERSION, leer(plazo)),)
    return Serie("siga/interno/total", "interno", "total", tramos, tuple(copias))


def medir(antes, despues, **extra):
    nuevo = Tramo(MANANA, leer(despues), **extra)
    propia = de(antes)
    tamanos = {copia.clave: 10 for copia in propia.copias}
    return efecto_en_copias(propia, nuevo, al=HOY, zona=LIMA, tamanos=tamanos)


def test_the_same_rule_changes_nothing():
    igual = medir("30 días", "30 días")
    assert (igual.vivas, igual.vencen_antes, igual.vencen_despues) == (30, 0, 0)
    assert igual.byte_dias_antes == igual.byte_dias_despues == 10 * sum(range(30))


@pytest.mark.requisito("RC-41")
def test_a_shorter_rule_ends_copies_early_but_not_before_it_enters():
    corta = medir("30 días", "7 días")
    # The oldest dies today under either rule; every other loses days.
    assert (corta.vivas, corta.vencen_antes, corta.vencen_despues) == (30, 29, 0)
    assert corta.byte_dias_despues == 10 * sum(range(7))


@pytest.mark.requisito("RC-39")
def test_a_longer_rule_keeps_what_is_alive_when_it_enters():
    larga = medir("30 días", "90 días")
    assert (larga.vencen_antes, larga.vencen_despues) == (0, 29)


@pytest.mark.requisito("R20")
def test_with_origen_the_copies_alive_keep_their_rule():
    origen = medir("30 días", "7 días", transicion="origen")
    assert (origen.vencen_antes, origen.vencen_despues) == (0, 0)


def test_a_rule_that_counts_copies_is_estimated_by_its_period():
    contada = medir("30 copias", "10 copias")
    assert (contada.vivas, contada.vencen_antes) == (30, 30)
    assert contada.byte_dias_despues == 10 * sum(range(1, 11))


def test_without_an_end_there_is_no_sum():
    sin_fin = medir("30 días", "indefinida, revisión 31/12/2030")
    assert sin_fin.byte_dias_despues is None
    assert sin_fin.vencen_despues == 29


def test_past_requests_are_answered_again_each_at_its_reception():
    historia = Historia("siga", series=(de("30 días"),))
    pedidos = [
        (EstadoAl(HOY.date() - timedelta(days=n)), HOY) for n in (2, 10, 40)
    ]  # fmt: skip
    corta = efecto_en_pedidos(historia, {"siga/interno/total": leer("7 días")}, pedidos, zona=LIMA)
    assert (corta.mirados, corta.imposibles, corta.posibles) == (3, 1, 0)
    larga = efecto_en_pedidos(historia, {"siga/interno/total": leer("90 días")}, pedidos, zona=LIMA)
    assert (larga.mirados, larga.imposibles, larga.posibles) == (3, 0, 1)


@pytest.mark.requisito("R15")
def test_a_minimum_lengthens_the_life_of_the_last_ones():
    """Five are alive, with 4 to 0 days left; the tenth newer copy is 10 to 6 days away."""
    con_minimo = medir("5 días", "5 días y mínimo 10 copias")

    assert (con_minimo.vivas, con_minimo.vencen_antes, con_minimo.vencen_despues) == (5, 0, 5)
    assert (con_minimo.byte_dias_antes, con_minimo.byte_dias_despues) == (100, 400)
    # The newest keeps its 29 days; a minimum of forty would be more for every one.
    larga = medir("30 días", "30 días y mínimo 30 copias")
    assert (larga.vencen_antes, larga.vencen_despues) == (0, 30)
    assert larga.byte_dias_despues == 10 * sum(range(1, 31))


def test_a_weekly_series_is_pushed_out_week_by_week():
    copias = [copia(f"2026-03-{n:02}", clave=f"{n}") for n in (8, 15, 22, 29)]
    semanal = replace(de("4 copias", copias), periodo_dias=7)
    cambio = efecto_en_copias(
        semanal, Tramo(MANANA, leer("3 copias")), al=HOY, zona=LIMA, tamanos={"8": 1, "29": 2}
    )

    # From the newest: four, three, two and one weeks under one rule; one less under the other.
    assert (cambio.vivas, cambio.vencen_antes, cambio.vencen_despues) == (4, 4, 0)
    assert cambio.byte_dias_antes == 2 * 28 + 1 * 7
    assert cambio.byte_dias_despues == 2 * 21 + 1 * 0


def test_time_takes_over_what_was_counted():
    """Under «90 días» the ten that are alive end on their own dates."""
    cambio = medir("10 copias", "90 días")

    assert (cambio.vivas, cambio.vencen_despues) == (10, 10)
    assert cambio.byte_dias_despues == 10 * sum(range(80, 90))


def test_what_was_removed_is_not_alive():
    copias = serie("2026-03-20", "2026-03-30")
    copias[0] = replace(copias[0], eliminada_en=lima("2026-03-25 09:00"))
    nuevo = Tramo(MANANA, leer("30 días"))

    hay = efecto_en_copias(de("30 días", copias), nuevo, al=HOY, zona=LIMA, tamanos={})
    assert (hay.vivas, hay.byte_dias_antes, hay.byte_dias_despues) == (10, 0, 0)


@pytest.mark.requisito("R17", "R23")
def test_holds_and_the_end_of_a_baja_are_not_what_is_proposed():
    viejo = dia("2026-02-15")
    retenida = Reserva(viejo.isoformat(), lima("2026-03-01 09:00"))
    sola = Historia("siga", series=(de("30 días"),), reservas=(retenida,))
    pedidos = [(EstadoAl(viejo), HOY)]

    igual = efecto_en_pedidos(sola, {}, pedidos, zona=LIMA)
    assert (igual.mirados, igual.imposibles, igual.posibles) == (1, 0, 0)
    larga = efecto_en_pedidos(sola, {"siga/interno/total": leer("90 días")}, pedidos, zona=LIMA)
    assert larga.posibles == 1  # without the hold, today's rule refuses it
    retirada = linea(
        serie("2026-01-01", "2026-02-20"), "90 copias", baja=("2026-02-21", "2026-03-10")
    )
    cual = Historia("siga", series=(retirada,))
    otra = efecto_en_pedidos(cual, {retirada.clave: leer("200 copias")}, pedidos, zona=LIMA)
    assert (otra.imposibles, otra.posibles) == (0, 0)


@pytest.mark.requisito("R15")
def test_a_minimum_that_is_shorter_than_the_time_changes_nothing():
    igual = medir("30 días", "30 días y mínimo 10 copias")

    assert (igual.vencen_antes, igual.vencen_despues) == (0, 0)
    assert igual.byte_dias_antes == igual.byte_dias_despues == 10 * sum(range(30))
    semanas = [copia(f"2026-03-{n}", clave=f"{n}") for n in (22, 29)]
    semanal = replace(de("10 días", semanas), periodo_dias=7)
    nuevo = Tramo(MANANA, leer("10 días y mínimo 2 copias"))
    cambio = efecto_en_copias(semanal, nuevo, al=HOY, zona=LIMA, tamanos={"22": 1, "29": 1})
    assert (cambio.byte_dias_antes, cambio.byte_dias_despues) == (1 + 8, 7 + 14)


def test_every_request_counts_and_guards_do_not():
    ajena = Historia("siga", series=(de("30 días"),), competencia="DVUCEPT")
    pedidos = [(EstadoAl(HOY.date() - timedelta(days=n)), HOY) for n in (2, 40, 41, 10, 12)]

    for plazo, esperado in (("90 días", (5, 0, 2)), ("7 días", (5, 2, 0))):
        cambio = efecto_en_pedidos(ajena, {"siga/interno/total": leer(plazo)}, pedidos, zona=LIMA)
        assert (cambio.mirados, cambio.imposibles, cambio.posibles) == esperado
