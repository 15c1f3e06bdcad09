"""Tickets that a procedure governs, and what the database refuses by itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.models import Aviso, EventoBitacora
from mesa_ayuda import acciones
from mesa_ayuda.acciones import DatosDeTicket, Gobierno
from mesa_ayuda.models import PausaDeTicket, Ticket
from tests.fabricas import AHORA, HOY
from tests.mesa_ayuda.casos import acto, en_proceso, nuevo

pytestmark = pytest.mark.django_db
DESPUES = AHORA + timedelta(hours=2)


@pytest.mark.requisito("MIN-7.2.2-e")
def test_what_a_procedure_governs_only_that_procedure_ends(usuario, mesa, operador):
    gobierno = Gobierno("restauracion", "la solicitud SR-2026-000001", "/restauracion/1/")
    datos = DatosDeTicket(
        asunto="Restaurar", categoria="restauracion", canal="formulario", solicitante=usuario
    )
    ticket = acciones.crear(datos=datos, gobierno=gobierno, **acto(usuario))
    for hacer in (
        lambda: acciones.validar(ticket=ticket, **acto(mesa)),
        lambda: acciones.asignar(ticket=ticket, a=operador, **acto(mesa)),
        lambda: acciones.anular(ticket=ticket, motivo="x", **acto(mesa)),
        lambda: acciones.validar(ticket=ticket, procedimiento="pruebas", **acto(mesa)),
    ):
        with pytest.raises(ReglaIncumplida, match="SR-2026-000001"):
            hacer()
    acciones.asignar(ticket=ticket, a=operador, procedimiento="restauracion", **acto(mesa))
    acciones.iniciar(ticket=ticket, **acto(operador))
    fin = {"procedimiento": "restauracion", "solucion": "Restaurada."}
    cerrado = acciones.cerrar_por_procedimiento(ticket=ticket, **fin, **acto(operador))
    assert (cerrado.estado, cerrado.solucion) == ("cerrado", "Restaurada.")
    ultimas = EventoBitacora.objects.de(cerrado).order_by("-numero")[:2]
    assert [e.accion for e in ultimas] == ["ticket.cerrar", "ticket.resolver"]
    with pytest.raises(EstadoCambiado):
        acciones.cerrar_por_procedimiento(ticket=ticket, **fin, **acto(operador))
    assert not Aviso.objects.filter(destinatario=usuario).exists()  # the procedure tells


def test_a_procedure_closes_from_a_wait_and_without_anybody_assigned(usuario, mesa, operador):
    gobierno = Gobierno("pruebas", "la prueba 1")
    datos = DatosDeTicket(asunto="Prueba", categoria="otro", canal="sistema")
    solo = acciones.crear(datos=datos, gobierno=gobierno, por=None, hoy=HOY, ahora=AHORA)
    fin = {"procedimiento": "pruebas", "solucion": "Hecha.", "hoy": HOY}
    cerrado = acciones.cerrar_por_procedimiento(ticket=solo, por=None, ahora=AHORA, **fin)
    assert (cerrado.estado, cerrado.asignado_a) == ("cerrado", None)
    ticket = en_proceso(usuario, mesa, operador)
    ticket = acciones.gobernar(ticket=ticket, gobierno=gobierno, **acto(operador))
    acciones.esperar(ticket=ticket, causa="visita", motivo="x", **acto(operador))
    acciones.cerrar_por_procedimiento(ticket=ticket, por=operador, ahora=DESPUES, **fin)
    assert PausaDeTicket.objects.get().hasta == DESPUES
    with pytest.raises(EstadoCambiado):
        acciones.gobernar(ticket=ticket, gobierno=gobierno, **acto(operador))


@pytest.mark.parametrize(
    ("cambio", "regla"),
    [
        ({"asunto": ""}, "ticket_con_asunto"),
        ({"solicitante": None}, "ticket_con_solicitante"),
        ({"estado": "en_proceso"}, "ticket_en_proceso_con_persona"),
        ({"cerrado_en": AHORA}, "ticket_cerrado_en_estado_final"),
        ({"estado": "anulado"}, "ticket_final_con_fecha"),
        ({"estado": "resuelto"}, "ticket_resuelto_con_solucion"),
        ({"recibido_en": DESPUES}, "ticket_recibido_antes_de_registrado"),
    ],
)
def test_the_database_refuses_it_even_if_the_code_forgets(usuario, cambio, regla):
    ticket = nuevo(usuario)
    with pytest.raises(IntegrityError, match=regla), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(**cambio)
