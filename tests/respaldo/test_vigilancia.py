"""Deadlines, reminders and escalation: derived from state, one notice each, whatever beat does."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from gobierno.models import Aviso, EventoBitacora
from respaldo.acciones.vigilancia import escalar, marcar_vencidas, recordar
from respaldo.models import Corrida
from tests import fabricas

pytestmark = [pytest.mark.django_db, pytest.mark.requisito("MIN-7.1.1-d", "MIN-7.1.2-c", "R5")]

LUNES = date(2026, 3, 9)
VENCE = datetime(2026, 3, 11, 5, tzinfo=UTC)  # martes 10/03 24:00 in Lima


@pytest.fixture
def lineas(coordinador, director):
    version = fabricas.poner_en_vigencia(fabricas.borrador(coordinador), director, date(2026, 1, 1))
    return [fabricas.linea(version, f"Carpeta {n}") for n in range(3)]


@pytest.fixture
def pendientes(lineas):
    return [fabricas.corrida(linea, LUNES) for linea in lineas]


def fotografia():
    """What must not depend on when or how often the sweep ran."""
    return (
        list(Corrida.objects.order_by("pk").values_list("pk", "vencida_en", "nivel_escalado")),
        sorted(Aviso.objects.values_list("destinatario__username", "clave", "asunto", "texto")),
    )


def barrer(ahora):
    marcar_vencidas(ahora=ahora)
    recordar(ahora=ahora)
    escalar(ahora=ahora)


def test_it_marks_overdue_at_the_deadline_and_not_before(pendientes, operador):
    assert marcar_vencidas(ahora=VENCE - timedelta(seconds=1)) == 0
    assert marcar_vencidas(ahora=VENCE) == 3
    assert set(Corrida.objects.values_list("vencida_en", flat=True)) == {VENCE}
    evento = EventoBitacora.objects.get(accion="corrida.vencer")
    assert evento.despues["corridas"] == [corrida.pk for corrida in pendientes]


def test_it_is_idempotent(pendientes, operador, coordinador, director):
    barrer(VENCE)
    antes = fotografia()
    barrer(VENCE)
    barrer(VENCE + timedelta(minutes=1))
    assert fotografia() == antes


def test_it_sends_one_notice_to_the_operator_then_escalates_twice(
    pendientes, operador, coordinador, director
):
    barrer(VENCE)
    assert [a.destinatario for a in Aviso.objects.filter(tipo="vencida")] == [operador]
    barrer(VENCE + timedelta(days=1))
    barrer(VENCE + timedelta(days=2))
    assert [
        a.destinatario.username for a in Aviso.objects.filter(tipo="vencida").order_by("creado_en")
    ] == ["operador", "coordinador", "director"]
    aviso = Aviso.objects.get(destinatario=operador, tipo="vencida")
    assert aviso.asunto == "3 verificaciones con plazo vencido el 10/03/2026"
    assert "numeral 7.1.1 d)" in aviso.texto


def test_it_escalates_on_business_days_only(lineas, operador, coordinador, director):
    viernes = date(2026, 3, 5)  # closes Friday 6, due at its end
    vence = datetime(2026, 3, 7, 5, tzinfo=UTC)
    fabricas.corrida(lineas[0], viernes, vence_en=vence)
    barrer(vence + timedelta(days=2))  # Monday 00:00: no business day has passed
    assert not Aviso.objects.filter(destinatario=coordinador).exists()
    barrer(vence + timedelta(days=3))
    assert Aviso.objects.filter(destinatario=coordinador).exists()


def test_an_outage_of_a_day_leaves_the_same_rows_and_notices(
    pendientes, operador, coordinador, director
):
    for hora in range(49):  # beat alive, every hour from eight hours before the deadline
        barrer(VENCE - timedelta(hours=8) + timedelta(hours=hora))
    seguido = fotografia()
    Corrida.objects.update(vencida_en=None, nivel_escalado=0)
    Aviso.objects.all().delete()
    barrer(VENCE - timedelta(hours=8))
    barrer(VENCE + timedelta(hours=40))  # beat was dead for two days
    assert fotografia() == seguido


def test_it_reminds_before_the_deadline_once_and_never_after(pendientes, operador):
    assert recordar(ahora=VENCE - timedelta(hours=9)) == 0
    assert recordar(ahora=VENCE - timedelta(hours=8)) == 1
    assert recordar(ahora=VENCE - timedelta(hours=7)) == 0
    assert recordar(ahora=VENCE) == 0


def test_a_verified_corrida_is_left_alone(pendientes, operador):
    Corrida.objects.update(estado="conforme")
    barrer(VENCE + timedelta(days=5))
    assert not Aviso.objects.exists()
    assert not Corrida.objects.filter(vencida_en__isnull=False).exists()


def test_a_vacant_role_passes_its_notice_up(pendientes, coordinador):
    barrer(VENCE)
    assert [a.destinatario for a in Aviso.objects.filter(tipo="vencida")] == [coordinador]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_give_one_notice_each(pendientes, operador):
    def otro_beat():
        barrer(VENCE)
        connection.close()

    hilos = [threading.Thread(target=otro_beat) for _ in range(4)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert Aviso.objects.filter(tipo="vencida").count() == 1
    assert EventoBitacora.objects.filter(accion="corrida.vencer").count() == 1
