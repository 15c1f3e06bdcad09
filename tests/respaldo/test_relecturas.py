"""Evidence read later, and read again when a reader improves."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command

from respaldo.acciones import evidencias
from respaldo.acciones.pendientes import leer_pendientes
from respaldo.acciones.relecturas import pedir_relectura, releer
from respaldo.importadores.analisis import analizar
from respaldo.importadores.captura import Analisis
from respaldo.models import (
    Aporte,
    Corrida,
    Ejecucion,
    Evidencia,
    EvidenciaPendiente,
    LecturaDeEvidencia,
)
from respaldo.tasks import leer_evidencias
from tests.fabricas import AHORA, HOY
from tests.respaldo.apoyo import fuente
from tests.respaldo.test_evidencias import captura, llega

pytestmark = pytest.mark.django_db
LUEGO = AHORA + timedelta(hours=5)


def a_ciegas(_captura):
    return Analisis(mensajes=("No se reconoció.",))


def test_the_worker_reads_what_waits_once(diaria):
    llega(en_linea=10)
    assert leer_pendientes(ahora=LUEGO) == 1
    assert leer_pendientes(ahora=LUEGO) == 0
    e = Ejecucion.objects.get()
    assert (e.estado, e.canal) == ("conforme", "api")
    assert not EvidenciaPendiente.objects.exists()
    leer_evidencias()
    assert LecturaDeEvidencia.objects.count() == 1


def test_what_waits_of_a_source_turned_off_goes_on_waiting(diaria):
    llega(en_linea=10)
    f = fuente()
    f.activa = False
    f.save()
    assert leer_pendientes(ahora=LUEGO) == 0
    assert EvidenciaPendiente.objects.count() == 1


def test_a_reader_that_fails_leaves_a_reading_that_says_so(diaria, monkeypatch):
    def falla(_captura):
        raise RuntimeError("lector roto")

    monkeypatch.setattr(evidencias, "entender", falla)
    assert llega().resultado == "error"
    assert not Ejecucion.objects.exists()


@pytest.mark.requisito("MIN-7.1.1-b")
def test_a_better_reader_finds_what_the_old_one_missed(diaria, monkeypatch):
    monkeypatch.setattr(evidencias, "entender", a_ciegas)
    assert llega().resultado == "no_reconocida"
    monkeypatch.setattr(evidencias, "entender", analizar)
    call_command("releer_evidencias")
    e = Ejecucion.objects.get()
    assert (e.estado, e.repetida) == ("conforme", 0)
    assert Aporte.objects.count() == 1
    assert [lec.resultado for lec in LecturaDeEvidencia.objects.all()] == ["no_reconocida", "ok"]
    f = fuente()
    f.refresh_from_db()
    assert f.ultima_vista_en == AHORA
    call_command("releer_evidencias")
    assert LecturaDeEvidencia.objects.count() == 2


def test_reading_again_changes_no_counter_and_adds_no_aporte(diaria):
    evidencia = llega().evidencia
    releer(evidencias=[evidencia.pk], ahora=LUEGO)
    e = Ejecucion.objects.get()
    assert (e.repetida, Aporte.objects.count()) == (0, 1)


@pytest.mark.requisito("X-11", "MIN-7.1.1-d")
def test_a_closed_verification_is_never_scored_again(diaria, monkeypatch):
    monkeypatch.setattr(evidencias, "entender", a_ciegas)
    llega()
    corrida = Corrida.objects.get(fecha_operativa=HOY - timedelta(days=1))
    Corrida.objects.filter(pk=corrida.pk).update(estado="sin_evidencia")
    antes = Corrida.objects.filter(pk=corrida.pk).values().get()
    monkeypatch.setattr(evidencias, "entender", analizar)
    call_command("releer_evidencias", "--todas")
    assert Ejecucion.objects.get().corrida_id == corrida.pk
    assert Corrida.objects.filter(pk=corrida.pk).values().get() == antes


def test_a_person_asks_and_the_worker_reads(diaria, administrador, monkeypatch):
    monkeypatch.setattr(evidencias, "entender", a_ciegas)
    llega()
    monkeypatch.setattr(evidencias, "entender", analizar)
    pedidas = pedir_relectura(fuente=fuente(), por=administrador, hoy=HOY, ahora=AHORA)
    assert pedidas == 1
    assert leer_pendientes(ahora=LUEGO) == 1
    assert Ejecucion.objects.exists()


def test_many_are_read_with_few_statements(diaria, django_assert_max_num_queries):
    for n in range(30):
        llega(replace(captura(), stdout=b"", codigo_salida=1, herramienta="",
                      equipo=f"srv-{n}"))  # fmt: skip
    claves = list(Evidencia.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(40):
        releer(evidencias=claves, ahora=LUEGO)
