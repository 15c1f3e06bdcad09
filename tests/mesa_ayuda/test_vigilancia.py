"""Notices of deadlines: one each, whatever happened to the scheduler."""

from datetime import timedelta

import pytest

from gobierno.models import Aviso, EventoBitacora
from mesa_ayuda import acciones
from mesa_ayuda.models import Ticket
from mesa_ayuda.tasks import vigilar_tickets
from tests.fabricas import AHORA
from tests.mesa_ayuda.casos import acto, asignado, en_proceso, nuevo, resuelto

pytestmark = pytest.mark.django_db
HORA = timedelta(hours=1)


def avisos(quien, tipo: str = "ticket_plazo") -> list[str]:
    filas = Aviso.objects.filter(destinatario=quien, tipo=tipo).order_by("pk")
    return [asunto.partition(":")[0] for asunto in filas.values_list("asunto", flat=True)]


def barrer(*momentos) -> None:
    for momento in momentos:
        acciones.vigilar_tickets(ahora=momento)


@pytest.fixture
def ticket(usuario, mesa, operador) -> Ticket:
    return asignado(usuario, mesa, operador, categoria="consulta")  # two working days


def test_it_warns_before_and_tells_after_once_each(ticket, operador, mesa):
    vence, tarde = ticket.vence_solucion_en, ticket.solucion_tarde_en
    barrer(vence - 2 * HORA)
    assert avisos(operador) == []
    barrer(vence - HORA, vence - HORA, vence)
    assert avisos(operador) == ["Está por vencer el plazo de la solución"]
    assert avisos(mesa) == []
    barrer(tarde - timedelta(seconds=1))
    assert len(avisos(operador)) == 1  # equal is met
    barrer(tarde, tarde, tarde + 3 * HORA)
    assert avisos(operador)[1:] == ["Venció el plazo de la solución"]
    assert avisos(mesa) == ["Venció el plazo de la solución"]
    assert EventoBitacora.objects.de(ticket).filter(accion="ticket.vencer").count() == 1


def test_after_an_outage_only_the_present_state_is_told(ticket, operador):
    barrer(ticket.solucion_tarde_en + 72 * HORA)
    assert avisos(operador) == ["Venció el plazo de la solución"]


def test_the_response_is_owed_by_the_help_desk(usuario, mesa, operador):
    ticket = nuevo(usuario)
    barrer(ticket.respuesta_tarde_en)
    assert avisos(mesa) == ["Venció el plazo de la respuesta"]
    assert avisos(operador) == []


def test_a_stopped_clock_never_falls_due_and_a_moved_deadline_is_warned_again(
    usuario, mesa, operador
):
    ticket = en_proceso(usuario, mesa, operador, categoria="consulta")
    vence = ticket.vence_solucion_en
    barrer(vence - HORA)
    espera = {"causa": "usuario", "motivo": "?"}
    acciones.esperar(ticket=ticket, **espera, **acto(operador, vence - HORA))
    barrer(vence + 24 * HORA)
    assert not Ticket.objects.vencidos(ahora=vence + 24 * HORA).exists()
    movido = acciones.reanudar(ticket=ticket, **acto(operador, vence + 24 * HORA))
    assert movido.vence_solucion_en > vence
    barrer(movido.vence_solucion_en)
    assert avisos(operador) == ["Está por vencer el plazo de la solución"] * 2


def test_what_was_late_before_it_stopped_is_still_late(usuario, mesa, operador):
    ticket = en_proceso(usuario, mesa, operador)
    tarde = ticket.solucion_tarde_en
    ticket = acciones.esperar(ticket=ticket, causa="visita", motivo="x", **acto(operador, tarde))
    assert Ticket.objects.vencidos(ahora=tarde).get() == ticket
    assert ticket.esta_vencido(tarde + HORA)


def test_what_ended_is_not_watched(usuario, mesa, operador):
    ticket = resuelto(usuario, mesa, operador)
    barrer(ticket.solucion_tarde_en)
    assert avisos(operador) == []
    assert not ticket.esta_vencido(ticket.solucion_tarde_en)


def test_the_task_calls_the_sweep(ticket, operador, time_machine):
    time_machine.move_to(ticket.solucion_tarde_en, tick=False)
    vigilar_tickets()
    vigilar_tickets()
    assert len(avisos(operador)) == 1


def test_one_sweep_asks_the_same_for_one_ticket_or_many(
    usuario, mesa, operador, django_assert_max_num_queries
):
    for n in range(20):
        asignado(usuario, mesa, operador, asunto=f"P{n}")
    Ticket.objects.update(solucion_tarde_en=AHORA, vence_solucion_en=AHORA)
    with django_assert_max_num_queries(20 * 5 + 10):
        assert acciones.vigilar_tickets(ahora=AHORA) == 20
    with django_assert_max_num_queries(1 + 2):
        assert acciones.vigilar_tickets(ahora=AHORA) == 0
