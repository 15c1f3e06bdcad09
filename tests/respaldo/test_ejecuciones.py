"""Runs come in: matched by rules and windows, once."""

import threading
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import connection

from gobierno.bitacora import verificar
from gobierno.models import EventoBitacora
from gobierno.perfil import perfil_activo
from respaldo.acciones.jornadas import abrir_jornadas
from respaldo.acciones.registro import vincular_a_mano
from respaldo.models import Copia, Corrida, Ejecucion
from tests.fabricas import AHORA, HOY, linea
from tests.respaldo.apoyo import fuente, leida, llega, regla, segun_motor, utc

pytestmark = pytest.mark.django_db

LUNES = date(2026, 3, 9)


@pytest.mark.requisito("MIN-6.2", "MIN-7.1.1-c", "R12")
def test_it_ties_a_run_to_what_was_owed_and_leaves_a_copy(diaria):
    [resultado] = llega(leida())
    assert resultado.estado == "creada"
    corrida = Corrida.objects.get(fecha_operativa=LUNES)
    assert corrida.ejecucion == resultado.ejecucion
    copia = resultado.ejecucion.copia
    assert (copia.linea, copia.modalidad, copia.padre) == (diaria, "total", None)
    assert (copia.fecha_ancla, copia.retenida_hasta) == (LUNES, date(2026, 4, 8))
    evento = EventoBitacora.objects.get(accion="respaldo.recibir_ejecuciones")
    assert evento.despues["creadas"] == 1
    assert verificar().intacta


@pytest.mark.requisito("RC-11", "RC-12", "RC-13", "R1", "R3")
@pytest.mark.parametrize(
    ("inicio", "fin"),
    [
        pytest.param((2026, 3, 2, 3, 0), (2026, 3, 2, 9, 10), id="RC-11 22:00 to 04:10"),
        pytest.param((2026, 3, 2, 5, 30), (2026, 3, 2, 6, 0), id="RC-12 queued until 00:30"),
        pytest.param((2026, 3, 2, 3, 30), (2026, 3, 2, 4, 0), id="RC-13 told in UTC"),
        pytest.param((2026, 3, 2, 2, 30), (2026, 3, 2, 4, 0), id="tolerance before opening"),
    ],
)
def test_a_run_belongs_to_the_window_that_contains_its_start(diaria, inicio, fin):
    [resultado] = llega(leida(inicio=utc(*inicio), fin=utc(*fin)))
    assert resultado.ejecucion.corrida.fecha_operativa == date(2026, 3, 1)
    assert resultado.ejecucion.copia.retenida_hasta == date(2026, 3, 31)


@pytest.mark.requisito("R3", "MIN-6.2")
@pytest.mark.parametrize("hora", [(2, 29), (11, 0)], ids=["too early", "window closed"])
def test_a_start_outside_every_window_is_not_scheduled(diaria, hora):
    [resultado] = llega(leida(inicio=utc(2026, 3, 9, *hora)))
    assert resultado.ejecucion.item == diaria.item
    assert resultado.ejecucion.corrida is None
    assert list(Ejecucion.objects.no_programadas()) == [resultado.ejecucion]
    local = resultado.ejecucion.inicio.astimezone(perfil_activo().zona).date()
    assert resultado.ejecucion.copia.fecha_ancla == local


@pytest.mark.requisito("MIN-6.2")
def test_an_unknown_job_is_kept_as_not_in_the_directorio(diaria):
    [resultado] = llega(leida(trabajo="OTRO"))
    assert resultado.estado == "creada"
    assert list(Ejecucion.objects.no_contempladas()) == [resultado.ejecucion]
    assert not Copia.objects.exists()


def test_a_job_named_in_the_directorio_needs_no_rule(vigente):
    linea(vigente, trabajo="NOCTURNO")
    abrir_jornadas(hasta=HOY, ahora=AHORA)
    [resultado] = llega(leida(trabajo="Nocturno".upper()))
    assert resultado.ejecucion.corrida.fecha_operativa == LUNES


def test_the_same_run_twice_moves_only_a_counter(diaria):
    llega(leida())
    antes = list(Ejecucion.objects.values()), EventoBitacora.objects.count()
    [resultado] = llega(leida())
    assert resultado.estado == "repetida"
    despues = list(Ejecucion.objects.values())
    assert despues[0].pop("repetida") == 1
    antes[0][0].pop("repetida")
    assert (despues, EventoBitacora.objects.count()) == antes
    assert Copia.objects.count() == 1


def test_the_same_run_twice_in_one_batch_is_one_run(diaria):
    resultados = llega(leida(), leida(), leida("r2", inicio=utc(2026, 3, 9, 3, 5)))
    assert [r.estado for r in resultados] == ["creada", "repetida", "creada"]
    assert Ejecucion.objects.count() == 2
    assert Ejecucion.objects.get(clave="r1").repetida == 1


def test_a_repeat_only_gets_worse_by_itself(diaria):
    llega(leida(estado="advertencia"))
    assert llega(leida(estado="conforme"))[0].estado == "repetida"
    assert Ejecucion.objects.get().estado == "advertencia"
    assert llega(leida(estado="no_conforme"))[0].estado == "actualizada"
    e = Ejecucion.objects.get()
    assert e.estado == "no_conforme"
    assert e.copia.invalidada_en == AHORA
    evento = EventoBitacora.objects.last()
    assert evento.antes == {"r1": {"estado": "advertencia"}}
    assert evento.despues["cambios"] == {"r1": {"estado": "no_conforme"}}


def test_a_run_in_progress_is_completed(diaria):
    [resultado] = llega(leida(estado="en_curso", fin=None, bytes=None))
    assert not Copia.objects.exists()
    assert resultado.ejecucion.corrida.fecha_operativa == LUNES
    llega(leida())
    e = Ejecucion.objects.get()
    assert (e.estado, e.bytes) == ("conforme", 10**9)
    assert e.copia.fecha_ancla == LUNES


def test_a_run_alone_or_in_a_batch_leaves_its_marks(diaria):
    llega(leida("a", estado="advertencia"))
    llega(
        leida("b", inicio=utc(2026, 3, 9, 3, 5), estado="advertencia"),
        leida("c", inicio=utc(2026, 3, 8, 3, 5)),
    )
    marcas = dict(
        Corrida.objects.filter(ejecucion__isnull=False).values_list(
            "ejecucion__clave", "discrepancias"
        )
    )
    assert {clave: [m["codigo"] for m in lista] for clave, lista in marcas.items()} == {
        "a": ["ADVERTENCIA"],
        "b": ["ADVERTENCIA"],
        "c": [],
    }


@pytest.mark.requisito("X-4")
def test_a_failed_run_leaves_no_copy_and_the_last_final_attempt_answers(diaria):
    llega(leida("mal", estado="no_conforme"))
    llega(
        leida("bien", inicio=utc(2026, 3, 10, 6)),
        leida("otra", utc(2026, 3, 10, 8), estado="en_curso", fin=None),
    )
    corrida = Corrida.objects.get(fecha_operativa=LUNES)
    assert corrida.ejecucion.clave == "bien"
    assert corrida.ejecuciones.count() == 3
    assert Copia.objects.count() == 1


@pytest.mark.requisito("X-4")
@pytest.mark.parametrize("al_reves", [False, True])
@pytest.mark.parametrize(
    ("con_inicio", "sin_inicio", "fin", "responde"),
    [
        pytest.param("no_conforme", "conforme", (10, 30), "cabal", id="a word covers no failure"),
        pytest.param("conforme", "no_conforme", (10, 30), "muda", id="a bad one, later"),
        pytest.param("conforme", "conforme", (4, 6), "cabal", id="the same by another road"),
        pytest.param("advertencia", "conforme", (4, 6), "cabal", id="a road that sees less"),
        pytest.param("conforme", "no_conforme", (4, 6), "muda", id="what followed it failed"),
        pytest.param("conforme", "advertencia", (2, 50), "cabal", id="one that ended before"),
    ],
)
def test_a_run_that_tells_only_its_end_answers_by_it(
    diaria, con_inicio, sin_inicio, fin, responde, al_reves
):
    """Against one from 22:05 to 23:05 in Lima, in whatever order they arrive."""
    muda = replace(leida("muda", estado=sin_inicio), inicio=None, fin=utc(2026, 3, 10, *fin))
    llegadas = [(leida("cabal", estado=con_inicio), fuente()), (muda, fuente("Cron"))]
    for una, de in reversed(llegadas) if al_reves else llegadas:
        llega(una, de=de)
    corrida = Corrida.objects.get(fecha_operativa=LUNES)
    assert corrida.ejecuciones.count() == 2
    assert corrida.ejecucion.clave == responde


def test_a_repetition_linked_by_hand_yields_to_the_night_though_both_tell_only_their_end(
    diaria, operador
):
    [tarde] = llega(replace(leida("tarde"), inicio=None, fin=utc(2026, 3, 10, 12)))
    corrida = Corrida.objects.get(fecha_operativa=LUNES)
    vincular_a_mano(ejecucion=tarde.ejecucion, corrida=corrida, por=operador, hoy=HOY, ahora=AHORA)
    corrida.refresh_from_db()
    assert corrida.ejecucion == tarde.ejecucion
    llega(replace(leida("noche", estado="no_conforme"), inicio=None))
    corrida.refresh_from_db()
    assert corrida.ejecucion.clave == "noche"


def test_a_verified_corrida_keeps_the_evidence_that_was_confirmed(diaria):
    [primera] = llega(leida())
    Corrida.objects.filter(fecha_operativa=LUNES).update(estado="conforme")
    llega(leida("r2", inicio=utc(2026, 3, 10, 6), estado="no_conforme"))
    assert Corrida.objects.get(fecha_operativa=LUNES).ejecucion == primera.ejecucion


@pytest.mark.parametrize("campo", ["inicio", "fin"])
def test_a_run_that_arrives_before_its_day_is_opened_is_tied_later(vigente, campo):
    nueva = linea(vigente, hora_inicio=time(0), hora_fin=time(5))
    regla(nueva)
    abrir_jornadas(hasta=LUNES, ahora=AHORA)
    [r] = llega(replace(leida(), **{"inicio": None, "fin": None, campo: utc(2026, 3, 10, 5, 10)}))
    assert r.ejecucion.corrida is None
    abrir_jornadas(hasta=HOY, ahora=AHORA)
    r.ejecucion.refresh_from_db()
    assert r.ejecucion.corrida.fecha_operativa == HOY
    assert r.ejecucion.corrida.ejecucion == r.ejecucion
    assert r.ejecucion.copia.fecha_ancla == HOY


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_identical_batches_at_once_leave_one_of_each(diaria):
    lote = [leida(f"r{n}", inicio=utc(2026, 3, n, 3, 5)) for n in range(2, 10)]
    estados: list[str] = []

    def enviar() -> None:
        try:
            estados.extend(r.estado for r in llega(*lote))
        finally:
            connection.close()

    hilos = [threading.Thread(target=enviar) for _ in range(3)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert sorted(estados) == ["creada"] * 8 + ["repetida"] * 16
    assert (Ejecucion.objects.count(), Copia.objects.count()) == (8, 8)
    assert set(Ejecucion.objects.values_list("repetida", flat=True)) == {2}
    assert EventoBitacora.objects.filter(accion="respaldo.recibir_ejecuciones").count() == 1


def test_it_takes_a_batch_in_few_statements(diaria, django_assert_max_num_queries):
    lote = [leida(f"r{n}", inicio=utc(2026, 3, 10, 3) + timedelta(minutes=n)) for n in range(200)]
    fuente()
    with django_assert_max_num_queries(segun_motor(sqlite=25, postgresql=17)):
        llega(*lote)
    with django_assert_max_num_queries(segun_motor(sqlite=14, postgresql=9)):
        llega(leida("una-sola", inicio=utc(2026, 3, 9, 3, 5)))
