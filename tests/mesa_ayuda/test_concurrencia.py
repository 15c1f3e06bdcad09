"""Two people on one ticket at the same instant, each in its own connection: one transition."""

import pytest

from gobierno.bitacora import verificar
from gobierno.models import Aviso, EventoBitacora
from mesa_ayuda import acciones
from mesa_ayuda.acciones import Gobierno
from mesa_ayuda.models import Folio, Ticket
from tests.a_la_vez import HECHO, desenlaces
from tests.fabricas import AHORA
from tests.mesa_ayuda.casos import acto, asignado, en_proceso, nuevo, resuelto

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_numbers_have_no_gap_under_concurrency(usuario):
    actos = [lambda n=n: nuevo(usuario, asunto=f"Pedido {n}") for n in range(8)]
    assert desenlaces(*actos) == [HECHO] * 8
    numeros = sorted(Ticket.objects.values_list("numero", flat=True))
    assert numeros == [f"TK-2026-{n:06d}" for n in range(1, 9)]
    assert verificar().intacta


def test_a_form_sent_four_times_at_once_is_one_ticket(usuario):
    assert desenlaces(*[lambda: nuevo(usuario, ficha="a" * 36)] * 4) == [HECHO] * 4
    assert Ticket.objects.count() == Folio.objects.get().ultimo == 1


def test_two_operators_take_the_same_ticket_and_one_gets_it(usuario, mesa, operador, operador2):
    ticket = asignado(usuario, mesa, None)
    resultado = desenlaces(
        lambda: acciones.iniciar(ticket=ticket, **acto(operador)),
        lambda: acciones.iniciar(ticket=ticket, **acto(operador2)),
    )
    assert resultado == ["EstadoCambiado", HECHO]
    iniciados = EventoBitacora.objects.de(ticket).filter(accion="ticket.iniciar")
    assert iniciados.count() == 1


@pytest.mark.parametrize(
    ("preparar", "hacer"),
    [
        (asignado, lambda t, o: acciones.iniciar(ticket=t, **acto(o))),
        (en_proceso, lambda t, o: acciones.resolver(ticket=t, solucion="x", **acto(o))),
        (
            en_proceso,
            lambda t, o: acciones.esperar(ticket=t, causa="visita", motivo="x", **acto(o)),
        ),
        (resuelto, lambda t, o: acciones.cerrar(ticket=t, **acto(o))),
    ],
)
def test_a_double_click_moves_it_once(usuario, mesa, operador, preparar, hacer):
    ticket = preparar(usuario, mesa, operador)
    antes = ticket.version
    assert desenlaces(*[lambda: hacer(ticket, operador)] * 4) == ["EstadoCambiado"] * 3 + [HECHO]
    ticket.refresh_from_db()
    assert ticket.version == antes + 1


def test_returning_and_assigning_at_once_leaves_one_outcome(usuario, mesa, operador):
    ticket = nuevo(usuario)
    resultado = desenlaces(
        lambda: acciones.devolver(ticket=ticket, motivo="Falta", **acto(mesa)),
        lambda: acciones.asignar(ticket=ticket, a=operador, **acto(mesa)),
    )
    assert resultado == ["EstadoCambiado", HECHO]
    ticket.refresh_from_db()
    assert ticket.estado in {"devuelto", "asignado"}


def test_two_blocks_over_the_same_tickets_never_deadlock(usuario, mesa, operador, operador2):
    claves = [nuevo(usuario, asunto=f"P{n}").pk for n in range(10)]
    resultado = desenlaces(
        lambda: acciones.asignar_varios(tickets=claves, a=operador, **acto(mesa)),
        lambda: acciones.asignar_varios(tickets=claves[::-1], a=operador2, **acto(mesa)),
    )
    assert resultado == ["EstadoCambiado", HECHO]
    assert Ticket.objects.values("asignado_a").distinct().count() == 1
    assert verificar().intacta


def test_the_procedure_and_a_person_do_not_both_end_it(usuario, mesa, operador):
    ticket = en_proceso(usuario, mesa, operador)
    gobierno = Gobierno("pruebas", "la prueba 1")
    resultado = desenlaces(
        lambda: acciones.gobernar(ticket=ticket, gobierno=gobierno, **acto(operador)),
        lambda: acciones.gobernar(ticket=ticket, gobierno=gobierno, **acto(mesa)),
    )
    assert resultado == ["EstadoCambiado", HECHO]
    fin = {"ticket": ticket, "procedimiento": "pruebas", "solucion": "Hecha."}
    actos = [lambda: acciones.cerrar_por_procedimiento(**fin, **acto(operador))] * 3
    assert desenlaces(*actos) == ["EstadoCambiado"] * 2 + [HECHO]


def test_two_sweeps_at_once_tell_once(usuario, mesa, operador):
    for n in range(5):
        asignado(usuario, mesa, operador, asunto=f"P{n}")
    Aviso.objects.all().delete()
    Ticket.objects.update(solucion_tarde_en=AHORA, vence_solucion_en=AHORA)
    desenlaces(*[lambda: acciones.vigilar_tickets(ahora=AHORA)] * 3)
    assert Aviso.objects.filter(destinatario=operador).count() == 5
    assert EventoBitacora.objects.filter(accion="ticket.vencer").count() == 5
