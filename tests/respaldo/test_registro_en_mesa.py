"""The daily verification leaves its own ticket where the profile says so (MINCETUR: another's)."""

import dataclasses

import pytest

from gobierno.bitacora import verificar
from gobierno.errores import ReglaIncumplida
from gobierno.models import EventoBitacora
from gobierno.perfil import perfil_activo
from mesa_ayuda.models import Incidente, Ticket
from respaldo.acciones import verificaciones
from respaldo.models import Verificacion
from tests.fabricas import AHORA
from tests.respaldo import casos
from tests.respaldo.casos import TICKET

pytestmark = pytest.mark.django_db


@pytest.fixture
def con_ticket_propio(monkeypatch):
    perfil = perfil_activo()
    propio = dataclasses.replace(
        perfil,
        interruptores={**perfil.interruptores, "verificacion_ticket_propio": True},
        mesa=dataclasses.replace(perfil.mesa, formato_ticket="MDA-{anio}-{numero:06d}"),
    )
    assert not propio.mesa.defecto({rol.codigo for rol in propio.roles}, propio=True)
    monkeypatch.setattr("gobierno.perfil.cargar", lambda codigo: propio)


def conforme(corrida, por, ticket=""):
    return verificaciones.verificar_conforme(
        corrida=corrida, por=por, ticket=ticket, evidencia=corrida.ejecucion, ahora=AHORA
    )


@pytest.mark.requisito("MIN-7.1.1-d", "X-7")
def test_a_conforme_leaves_a_closed_ticket_of_its_own(operador, con_ticket_propio):
    verificacion = conforme(casos.con_evidencia(), operador)
    ticket = Ticket.objects.get()
    assert verificacion.ticket == ticket.numero == "MDA-2026-000001"
    assert (ticket.estado, ticket.gobernado_por) == ("cerrado", "verificacion")
    acciones = EventoBitacora.objects.order_by("-numero").values_list("accion", flat=True)[:2]
    assert list(acciones) == ["verificacion.conforme", "ticket.crear"]
    assert verificar().intacta


@pytest.mark.requisito("MIN-7.1.2-d")
def test_a_block_leaves_one_ticket_for_all(operador, con_ticket_propio):
    filas = [casos.con_evidencia(f"Carpeta {n}") for n in range(3)]
    verificaciones.verificar_en_bloque(
        corridas=[f.pk for f in filas], por=operador, ticket="", ahora=AHORA
    )
    assert Ticket.objects.count() == 1
    assert set(Verificacion.objects.values_list("ticket", flat=True)) == {"MDA-2026-000001"}


@pytest.mark.requisito("MIN-7.1.1-e-3")
def test_a_no_conforme_opens_the_ticket_of_its_incident(client, operador, mesa, con_ticket_propio):
    verificaciones.verificar_no_conforme(
        corrida=casos.con_evidencia(), por=operador, causa="Disco lleno", ahora=AHORA
    )
    ticket, incidente = Ticket.objects.get(), Incidente.objects.get()
    assert incidente.ticket == ticket.numero
    assert (ticket.estado, ticket.clase) == ("nuevo", "incidente")
    client.force_login(mesa)
    assert incidente.numero in client.get(f"/mesa/tickets/{ticket.pk}/").content.decode()
    pagina = client.get(f"/mesa/incidentes/{incidente.pk}/").content.decode()
    assert f"/mesa/tickets/{ticket.pk}/" in pagina


def test_a_typed_number_must_exist_here(operador, con_ticket_propio):
    primera = conforme(casos.con_evidencia("Carpeta A"), operador)
    segunda = conforme(casos.con_evidencia("Carpeta B"), operador, ticket=primera.ticket)
    assert segunda.ticket == primera.ticket
    with pytest.raises(ReglaIncumplida, match="no existe"):
        conforme(casos.con_evidencia("Carpeta C"), operador, ticket="MDA-2026-999999")
    assert Ticket.objects.count() == 1


@pytest.mark.requisito("MIN-7.1.1-d")
def test_in_mincetur_the_number_is_that_of_its_own_help_desk(operador):
    assert perfil_activo().interruptores["verificacion_ticket_propio"] is False
    with pytest.raises(ReglaIncumplida):
        conforme(casos.con_evidencia(), operador)
    assert conforme(casos.con_evidencia("Otra"), operador, ticket=TICKET).ticket == TICKET
    assert not Ticket.objects.exists()
