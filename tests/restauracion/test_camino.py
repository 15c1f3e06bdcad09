"""The plain road of §3.7: asked, registered, assigned, evaluated, restored, told, closed."""

import json
from datetime import timedelta

import pytest

from gobierno.bitacora import verificar
from gobierno.models import Aviso, EventoBitacora
from respaldo.models import Reserva
from restauracion.models import Comunicacion, Evaluacion
from tests.restauracion.apoyo import AHORA, hasta

pytestmark = pytest.mark.django_db


@pytest.mark.requisito("MIN-7.2.2-a-1", "MIN-7.2.2-a-2", "MIN-7.2.2-b", "MIN-7.2.2-c", "R22", "R23")
def test_it_is_evaluated_when_received_and_its_copies_are_held(solicitud, usuario, jefa):
    assert (solicitud.numero, solicitud.estado) == ("SR-2026-000001", "registrada")
    assert (solicitud.jefe, solicitud.unidad) == (jefa, usuario.unidad)
    evaluacion = Evaluacion.objects.get()
    assert (evaluacion.codigo, evaluacion.al) == ("VERIFICAR_ANTES", AHORA)
    assert json.loads(evaluacion.dictamen)["elegida"]["dia_de_datos"] == "2026-03-05"
    [reserva] = Reserva.objects.vigentes()
    assert (reserva.copia.dia_de_datos.day, reserva.referencia) == (5, solicitud.numero)
    cartas = Comunicacion.objects.filter(paso="recibir")
    assert [(c.destinatario, c.en_copia) for c in cartas] == [(usuario, False), (jefa, True)]
    assert "Sí existe una copia" in cartas[0].texto
    ticket = solicitud.ticket
    assert (ticket.estado, ticket.gobernado_por, ticket.solicitante) == (
        "nuevo", "restauracion", usuario,
    )  # fmt: skip


@pytest.mark.requisito("MIN-7.2.2-d-1", "MIN-7.2.2-e", "X-6")
def test_the_plain_road_ends_with_the_ticket_closed(solicitud, mesa, operador, usuario, jefa):
    cerrada = hasta("cerrada", solicitud, mesa=mesa, operador=operador)
    assert (cerrada.ticket.estado, cerrada.ticket.asignado_a) == ("cerrado", operador)
    assert not Reserva.objects.vigentes().exists()
    hecha = cerrada.restauraciones.get()
    assert (hecha.resultado, hecha.cantidad, hecha.bytes) == ("completa", 1, 9)
    pasos = [
        "recibir",
        "validar",
        "asignar",
        "evaluar",
        "confirmar",
        "iniciar",
        "terminar",
        "cerrar",
    ]
    for quien in (usuario, jefa):
        cartas = Comunicacion.objects.filter(destinatario=quien).order_by("pk")
        assert [c.paso for c in cartas] == pasos
        textos = Aviso.objects.filter(destinatario=quien, clave__in=cartas.values("clave"))
        assert {a.texto for a in textos} == {c.texto for c in cartas}
    acciones_ = EventoBitacora.objects.filter(accion__startswith="solicitud.").order_by("numero")
    assert [e.accion.removeprefix("solicitud.") for e in acciones_] == pasos
    assert verificar().intacta


def test_a_ticket_that_a_request_governs_does_not_close_alone(solicitud, operador):
    from gobierno.errores import ReglaIncumplida
    from mesa_ayuda import acciones as mesa_ayuda

    with pytest.raises(ReglaIncumplida, match="lo gobierna la solicitud SR-2026-000001"):
        mesa_ayuda.resolver(
            ticket=solicitud.ticket, solucion="Listo.", por=operador,
            hoy=AHORA.date(), ahora=AHORA + timedelta(hours=1),
        )  # fmt: skip
