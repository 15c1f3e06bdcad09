"""Whose turn a request is: only who may take a step sees it, and the others read who has it."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.urls import reverse

from backupgov.pendientes import solicitudes_por_atender
from gobierno.errores import ReglaIncumplida, SinPermiso
from gobierno.models import Aviso, EventoBitacora
from mesa_ayuda import acciones as de_la_mesa
from mesa_ayuda.models import Ticket
from mesa_ayuda.views.actos import ofrecidos
from restauracion import acciones, estados
from restauracion.models import SolicitudDeRestauracion
from restauracion.turnos import le_toca, pasos_de, quien_la_tiene
from tests.fabricas import persona
from tests.restauracion.apoyo import AHORA, HOY, hasta
from tests.restauracion.test_maquina import CUANDO, PASOS, argumentos, poner

pytestmark = pytest.mark.django_db


@pytest.fixture
def en_evaluacion(solicitud, mesa, operador):
    return hasta("en_evaluacion", solicitud, mesa=mesa, operador=operador)


def pagina(client, quien, solicitud, paso="solicitud"):
    client.force_login(quien)
    return client.get(reverse(f"restauracion:{paso}", args=[solicitud.pk]))


@pytest.mark.parametrize("cierra", ["operador", "asignado", "mesa"])
def test_what_is_offered_is_what_the_acts_allow(
    solicitud, mesa, operador, operador2, jefa, usuario, con_interruptores, cierra
):
    con_interruptores({"cierra": cierra}, exige_conformidad=True, evaluacion_viabilidad=True)
    for paso in PASOS:
        fila = poner(solicitud, estados.PASOS[paso].desde[0], operador=operador)
        datos = argumentos(paso, fila)
        for quien in (usuario, jefa, mesa, operador, operador2):
            fila = poner(solicitud, estados.PASOS[paso].desde[0], operador=operador)
            toca = le_toca(fila, quien, paso, hoy=HOY)
            with transaction.atomic():
                try:
                    getattr(acciones, paso)(solicitud=fila, por=quien, **datos, **CUANDO)
                    puede = True
                except (ReglaIncumplida, ObjectDoesNotExist) as error:
                    puede = not isinstance(error, SinPermiso)
                transaction.set_rollback(True)
            assert (paso, quien.username, toca) == (paso, quien.username, puede)


@pytest.mark.requisito("MIN-7.2.2-b")
def test_another_operator_reads_who_has_it_and_how_to_take_it_over(
    en_evaluacion, operador, operador2, client, time_machine
):
    time_machine.move_to(AHORA, tick=False)
    html = pagina(client, operador2, en_evaluacion).content.decode()
    assert f"La atiende {operador}." in html
    assert "pida a la mesa de ayuda que se la reasigne (numeral 7.2.2 b)" in html
    assert reverse("restauracion:confirmar", args=[en_evaluacion.pk]) not in html
    html = pagina(client, operador, en_evaluacion).content.decode()
    assert '<p class="suave">La atiende' not in html
    assert reverse("restauracion:confirmar", args=[en_evaluacion.pk]) in html


def test_a_step_of_another_is_refused_as_such_before_and_after_it_is_filled_in(
    en_evaluacion, operador, operador2, client, time_machine
):
    time_machine.move_to(AHORA, tick=False)
    respuesta = pagina(client, operador2, en_evaluacion, "confirmar")
    html = respuesta.content.decode()
    assert respuesta.status_code == 403
    assert "<h1>No le corresponde</h1>" in html
    assert f"La atiende {operador}." in html
    copia = en_evaluacion.evaluaciones.last().ofrecidas[0]
    donde = reverse("restauracion:confirmar", args=[en_evaluacion.pk])
    respuesta = client.post(donde, {"copia": copia, "evidencia": "Está."})
    html = respuesta.content.decode()
    assert respuesta.status_code == 403
    assert "No se guardó: no le corresponde." in html
    assert "revise" not in html


def test_the_menu_counts_what_waits_for_each_one(solicitud, mesa, operador, usuario, jefa):
    def esperan():
        return [solicitudes_por_atender(p) for p in (usuario, jefa, mesa, operador)]

    assert esperan() == [0, 0, 1, 0]
    hasta("asignada", solicitud, mesa=mesa, operador=operador)
    assert esperan() == [0, 0, 0, 1]
    poner(solicitud, estados.OBSERVADA, operador=operador)
    assert esperan() == [1, 0, 0, 0]
    poner(solicitud, estados.POR_CONFORMIDAD, operador=operador)
    assert esperan() == [1, 1, 0, 0]


def test_the_list_opens_with_what_the_menu_counted(solicitud, usuario, mesa, client, time_machine):
    time_machine.move_to(AHORA, tick=False)
    client.force_login(usuario)
    donde = reverse("restauracion:solicitudes")
    assert client.get(donde).context["ver"] == "todas"
    acciones.observar(solicitud=solicitud, motivo="Falta.", por=mesa, hoy=HOY, ahora=AHORA)
    assert client.get(donde).context["ver"] == "mi"


def test_each_one_knows_what_it_waits_for(solicitud, mesa, operador, usuario, jefa):
    assert quien_la_tiene(solicitud, usuario, hoy=HOY) == "La mesa de ayuda la está revisando."
    acciones.observar(solicitud=solicitud, motivo="Falta.", por=mesa, hoy=HOY, ahora=AHORA)
    solicitud.refresh_from_db()
    assert quien_la_tiene(solicitud, jefa, hoy=HOY) == f"Espera la respuesta de {usuario}."
    assert pasos_de(solicitud, usuario, hoy=HOY) == ["subsanar"]
    assert pasos_de(solicitud, jefa, hoy=HOY) == []
    assert pasos_de(solicitud, operador, hoy=HOY) == []


@pytest.mark.requisito("MIN-7.2.2-b")
def test_the_desk_passes_it_to_another_operator(en_evaluacion, mesa, operador, operador2, usuario):
    motivo = "Está de vacaciones."
    desde = en_evaluacion.estado_desde
    acciones.reasignar(solicitud=en_evaluacion, a=operador2, motivo=motivo, por=mesa, **CUANDO)
    fila = SolicitudDeRestauracion.objects.get(pk=en_evaluacion.pk)
    assert (fila.estado, fila.operador, fila.estado_desde) == ("en_evaluacion", operador2, desde)
    assert Ticket.objects.get(pk=fila.ticket_id).asignado_a == operador2
    assert motivo in fila.comunicaciones.filter(paso="reasignar", destinatario=usuario).get().texto
    evento = EventoBitacora.objects.filter(accion="solicitud.reasignar").get()
    assert evento.motivo == motivo
    assert "estado" not in evento.despues
    avisados = Aviso.objects.filter(clave__contains=f":{fila.version}:")
    assert {operador, operador2} <= {aviso.destinatario for aviso in avisados}
    assert "confirmar" in pasos_de(fila, operador2, hoy=HOY)
    assert "confirmar" not in pasos_de(fila, operador, hoy=HOY)


@pytest.mark.requisito("MIN-7.2.2-b")
def test_its_ticket_is_not_given_to_another_apart(solicitud, mesa, operador, operador2):
    """Who attends the request and who has its ticket are always the same person."""
    fila = hasta("validada", solicitud, mesa=mesa, operador=operador)
    ticket = Ticket.objects.get(pk=fila.ticket_id)
    comun = {"por": mesa, **CUANDO}
    with pytest.raises(ReglaIncumplida, match="SR-2026"):
        de_la_mesa.asignar(ticket=ticket, a=operador2, **comun)
    with pytest.raises(ReglaIncumplida, match="SR-2026"):
        de_la_mesa.asignar_varios(tickets=[ticket.pk], a=operador2, **comun)
    acciones.asignar(solicitud=fila, a=operador, **comun)
    with pytest.raises(ReglaIncumplida, match="SR-2026"):
        de_la_mesa.derivar(ticket=ticket, equipo="operador", a=operador2, motivo="x", **comun)
    ticket.refresh_from_db()
    assert ticket.asignado_a == operador
    assert "Derivar" not in [paso["texto"] for paso in ofrecidos(ticket, mesa, HOY)]


def test_passing_it_needs_another_operator_and_a_reason(en_evaluacion, mesa, operador, usuario):
    for a, motivo in ((operador, "x"), (usuario, "x"), (persona("otra", "operador"), " ")):
        with pytest.raises(ReglaIncumplida):
            acciones.reasignar(solicitud=en_evaluacion, a=a, motivo=motivo, por=mesa, **CUANDO)
    en_evaluacion.refresh_from_db()
    assert en_evaluacion.operador == operador
