"""Lines whose criticidad asks for two sources: one alone never makes them conforme (§9)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gobierno.errores import ReglaIncumplida
from gobierno.perfil import PerfilInvalido, _comprobar, perfil_activo
from respaldo.acciones.verificaciones import (
    declarar_sin_evidencia,
    rectificar,
    verificar_conforme,
    verificar_en_bloque,
)
from respaldo.discrepancias_de import discrepancias_de
from respaldo.models import Corrida
from tests.fabricas import AHORA
from tests.respaldo.apoyo import fuente, leida, llega
from tests.respaldo.casos import TICKET

pytestmark = pytest.mark.django_db
INICIO = AHORA - timedelta(hours=10)


def exigir(monkeypatch, *criticidades):
    perfil = perfil_activo()
    exige = replace(perfil.verificacion, exige_doble_evidencia=criticidades)
    otro = replace(perfil, verificacion=exige)
    monkeypatch.setattr("respaldo.dobles.perfil_activo", lambda: otro)
    return otro


@pytest.fixture
def critica(diaria, monkeypatch):
    """The line of the night, whose criticidad asks for two."""
    exigir(monkeypatch, diaria.criticidad or "alta")
    if not diaria.criticidad:
        pytest.fail("the line has no criticidad")
    return diaria


def corrida():
    return Corrida.objects.select_related("ejecucion", "linea").get(ejecucion__isnull=False)


def conforme(por, **extra):
    una = corrida()
    return verificar_conforme(
        corrida=una, por=por, ticket=TICKET, evidencia=una.ejecucion,
        ahora=max(AHORA, una.fin_previsto), **extra,
    )  # fmt: skip


def codigos():
    una = corrida()
    assert una.discrepancias == discrepancias_de([una])[una.pk]
    return [marca["codigo"] for marca in una.discrepancias]


@pytest.mark.requisito("MIN-7.1.1-d", "X-4")
def test_one_source_is_not_enough_even_with_a_reason(critica, operador):
    llega(leida())
    assert codigos() == ["FALTA_SEGUNDA_EVIDENCIA"]
    with pytest.raises(ReglaIncumplida, match="dos fuentes") as error:
        conforme(operador, motivo_discrepancia="Lo vi en la consola.")
    assert "captura" in error.value.remedio
    with pytest.raises(ReglaIncumplida, match="En bloque"):
        verificar_en_bloque(
            corridas=[corrida().pk], por=operador, ticket=TICKET,
            ahora=corrida().fin_previsto + timedelta(hours=1),
        )  # fmt: skip


@pytest.mark.requisito("MIN-7.1.1-d")
@pytest.mark.parametrize("al_reves", [False, True])
def test_a_second_source_that_agrees_closes_it(critica, operador, al_reves):
    fuentes = [fuente("Veeam"), fuente("Consola")]
    for n, una in enumerate(reversed(fuentes) if al_reves else fuentes):
        llega(leida(f"r{n}"), de=una)
    assert codigos() == []
    assert conforme(operador).resultado == "conforme"


def test_the_same_source_twice_or_one_that_disagrees_is_not_a_second(critica, operador):
    llega(leida("a"), leida("b"))
    assert codigos() == ["FALTA_SEGUNDA_EVIDENCIA"]
    llega(leida("c", estado="advertencia"), de=fuente("Consola"))
    with pytest.raises(ReglaIncumplida, match="dos fuentes"):
        conforme(operador, motivo_discrepancia="Ya se revisó.")


def test_who_waits_in_vain_may_say_that_there_is_no_evidence(critica, operador):
    llega(leida())
    una = corrida()
    declarada = declarar_sin_evidencia(
        corrida=una, por=operador, motivo="La consola no responde.", ahora=una.fin_previsto
    )
    assert declarada.resultado == "sin_evidencia"
    with pytest.raises(ReglaIncumplida, match="dos fuentes"):
        rectificar(
            corrida=una, por=operador, resultado="conforme", visto="sin_evidencia",
            motivo="Se vio después.", ticket=TICKET, ahora=una.fin_previsto,
        )  # fmt: skip


def test_other_lines_ask_nothing(diaria, operador, monkeypatch, django_assert_max_num_queries):
    llega(leida())
    con_una = corrida()
    with django_assert_max_num_queries(2):
        discrepancias_de([con_una])
    exigir(monkeypatch, "una que no es la suya")
    assert codigos() == []
    assert conforme(operador).resultado == "conforme"


def test_the_profile_names_criticidades_that_exist(monkeypatch):
    with pytest.raises(PerfilInvalido, match="criticidades que no hay"):
        _comprobar(exigir(monkeypatch, "altísima"))
