"""What a draft would do to the copies alive and to requests already made."""

from datetime import timedelta

import pytest

from directorio.plazos import leer
from respaldo.retencion import EstadoAl, Historia, Serie, Tramo
from respaldo.retencion.efecto import efecto_en_copias, efecto_en_pedidos
from tests.respaldo.historias import LIMA, UNA_VERSION, dia, lima, serie

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
