"""What another profile changes: who closes, running clocks, no returns; and the paths of search."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import Aviso
from gobierno.perfil import perfil_activo
from mesa_ayuda import acciones
from mesa_ayuda.models import Ticket
from mesa_ayuda.querysets import tickets as busqueda
from tests.fabricas import AHORA, HOY, designar, persona, unidad
from tests.mesa_ayuda.casos import acto, asignado, en_proceso, nuevo, resuelto

pytestmark = pytest.mark.django_db


@pytest.fixture
def con(monkeypatch):
    """Another profile: every category with `cambios`, and the switches given."""

    def poner(interruptores: dict[str, bool] | None = None, **cambios: Any) -> None:
        perfil = perfil_activo()
        categorias = tuple(dataclasses.replace(c, **cambios) for c in perfil.mesa.categorias)
        otro = dataclasses.replace(
            perfil,
            interruptores={**perfil.interruptores, **(interruptores or {})},
            mesa=dataclasses.replace(perfil.mesa, categorias=categorias),
        )
        assert not otro.mesa.defecto({rol.codigo for rol in otro.roles}, propio=False)
        monkeypatch.setattr("gobierno.perfil.cargar", lambda codigo: otro)

    return poner


def test_the_role_of_the_category_closes(con, usuario, mesa, operador):
    con(cierra="mesa")
    ticket = resuelto(usuario, mesa, operador)
    with pytest.raises(SinPermiso, match="Responsable de mesa de ayuda"):
        acciones.cerrar(ticket=ticket, **acto(operador))
    assert acciones.cerrar(ticket=ticket, **acto(mesa)).estado == "cerrado"


def test_a_running_clock_does_not_stop_at_night(con, usuario):
    con(reloj="corrido")
    ticket = nuevo(usuario)
    assert ticket.vence_solucion_en == AHORA + timedelta(minutes=ticket.solucion_minutos)


def test_where_the_help_desk_returns_nothing_it_cannot(con, usuario, mesa):
    con({"mesa_puede_devolver": False})
    with pytest.raises(ReglaIncumplida, match="no devuelve"):
        acciones.devolver(ticket=nuevo(usuario), motivo="x", **acto(mesa))


def test_what_ended_takes_no_notes(usuario, mesa, operador):
    ticket = acciones.anular(ticket=nuevo(usuario), motivo="x", **acto(usuario))
    with pytest.raises(EstadoCambiado, match="no admite notas"):
        acciones.anotar(ticket=ticket, nota="x", **acto(usuario))
    with pytest.raises(SinPermiso):
        acciones.anotar(ticket=nuevo(usuario), nota="x", **acto(persona("otro")))


def test_what_a_team_has_another_does_not_take(usuario, mesa, operador):
    ticket = asignado(usuario, mesa, None)
    with pytest.raises(SinPermiso, match="Operador de backup"):
        acciones.iniciar(ticket=ticket, **acto(mesa))


def test_who_assigns_to_oneself_is_not_told(usuario, mesa):
    ticket = nuevo(usuario, categoria="otro")
    acciones.asignar_varios(tickets=[ticket.pk], a=mesa, **acto(mesa))
    assert not Aviso.objects.filter(destinatario=mesa, asunto__contains="asignado").exists()
    with pytest.raises(ReglaIncumplida, match="de 1 a 100"):
        acciones.asignar_varios(tickets=range(1, 200), a=mesa, **acto(mesa))


@pytest.mark.parametrize("rara", [0, 1, 500])
def test_a_search_finds_the_same_by_every_path(monkeypatch, usuario, rara):
    monkeypatch.setattr(busqueda, "RARA", rara)
    for asunto in ("carpeta legal", "carpeta turismo", "Carpeta de turismo legal", "otra cosa"):
        nuevo(usuario, asunto=asunto)

    def hallados(escrito: str) -> set[str]:
        return set(Ticket.objects.con_palabras(escrito).values_list("asunto", flat=True))

    assert hallados("carp") == {"carpeta legal", "carpeta turismo", "Carpeta de turismo legal"}
    assert hallados("carpeta legal") == {"carpeta legal", "Carpeta de turismo legal"}
    assert hallados("turismo legal carpeta") == {"Carpeta de turismo legal"}
    assert hallados("legal cosa") == set()
    assert hallados("zzz carpeta") == set()
    assert len(hallados("...")) == 4  # nothing to look for


def test_a_jefe_reads_what_the_unit_asked(client, time_machine):
    time_machine.move_to(AHORA, tick=False)
    oga = unidad("OGA")
    jefe, pide = persona("jefa", unidad=oga), persona("pide", unidad=oga)
    designar(jefe, "jefe", unidad=oga)
    nuevo(pide, asunto="De mi gente")
    client.force_login(jefe)
    assert "De mi gente" not in client.get("/mesa/tickets/").content.decode()
    assert "De mi gente" in client.get("/mesa/tickets/?de=unidad").content.decode()
    assert list(Ticket.objects.de_sus_unidades(pide, hoy=HOY)) == []


def test_names_of_its_rows(usuario, mesa, operador):
    ticket = en_proceso(usuario, mesa, operador)
    espera = {"causa": "visita", "motivo": "x"}
    acciones.esperar(ticket=ticket, **espera, **acto(operador))
    assert str(ticket) == f"{ticket.numero} No veo mi carpeta"
    assert str(ticket.pausas.get()) == f"{ticket.numero}: Espera una visita"
    assert str(ticket.palabras.get(palabra="carpeta")) == "carpeta"
