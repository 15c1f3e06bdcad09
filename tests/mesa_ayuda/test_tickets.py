"""The life of a ticket, step by step: happy path with its entry, wrong state, wrong person."""

from datetime import timedelta

import pytest

from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import Aviso, EventoBitacora
from mesa_ayuda import acciones, estados
from mesa_ayuda.acciones import DatosDeTicket
from mesa_ayuda.models import Folio, PausaDeTicket, Ticket
from tests.fabricas import AHORA, HOY, persona
from tests.mesa_ayuda.casos import acto, asignado, en_proceso, nuevo, resuelto

pytestmark = pytest.mark.django_db
DESPUES = AHORA + timedelta(hours=2)


def entradas(ticket: Ticket) -> list[str]:
    return [e.accion.removeprefix("ticket.") for e in EventoBitacora.objects.de(ticket)]


def avisos_de(quien) -> list[str]:
    return list(Aviso.objects.filter(destinatario=quien).values_list("asunto", flat=True))


@pytest.mark.requisito("MIN-7.2.2-b", "MIN-6.1-j", "X-6")
def test_it_registers_with_number_clocks_and_notices(usuario, mesa):
    ticket = nuevo(usuario)
    assert ticket.numero == "TK-2026-000001"
    assert (ticket.estado, ticket.unidad, ticket.equipo) == ("nuevo", usuario.unidad, "operador")
    assert ticket.vence_respuesta_en == AHORA + timedelta(hours=4)  # 10:00 → 14:00
    assert entradas(ticket) == ["crear"]
    assert avisos_de(usuario) == []  # who acts is not told
    assert avisos_de(mesa) == ["Ticket nuevo: TK-2026-000001"]


def test_numbers_have_no_gap_and_begin_again_each_year(usuario):
    primero = nuevo(usuario)
    with pytest.raises(ReglaIncumplida):
        nuevo(usuario, asunto="  ")
    segundo = nuevo(usuario)
    otro_anio = nuevo(usuario, ahora=AHORA.replace(year=2027))
    assert [t.numero for t in (primero, segundo, otro_anio)] == [
        "TK-2026-000001", "TK-2026-000002", "TK-2027-000001",
    ]  # fmt: skip


def test_the_same_form_sent_twice_is_one_ticket(usuario):
    assert nuevo(usuario, ficha="a" * 36) == nuevo(usuario, ficha="a" * 36)
    assert Ticket.objects.count() == 1
    assert Folio.objects.get().ultimo == 1


@pytest.mark.requisito("MIN-6.1-j")
def test_the_help_desk_registers_a_call_with_its_caller_and_its_time(mesa, usuario):
    llamada = DatosDeTicket(
        asunto="Pide una carpeta", categoria="carpeta", canal="anexo",
        contacto="Rosa Quispe, anexo 3310", recibido_en=AHORA - timedelta(hours=1),
    )  # fmt: skip
    ticket = acciones.crear(datos=llamada, **acto(mesa))
    assert (ticket.canal, ticket.contacto) == ("anexo", "Rosa Quispe, anexo 3310")
    assert ticket.vence_respuesta_en == AHORA + timedelta(hours=3)  # since the call


@pytest.mark.parametrize(
    ("cambio", "campo"),
    [
        ({"categoria": "nada"}, "categoria"),
        ({"canal": "paloma"}, "canal"),
        ({"prioridad": "alta"}, "prioridad"),
        ({"solicitante": None}, "solicitante"),
        ({"recibido_en": AHORA + timedelta(minutes=1)}, "recibido_en"),
        ({"numero_externo": "MDA-1"}, "numero_externo"),
    ],
)
def test_each_wrong_fact_names_its_field(mesa, usuario, cambio, campo):
    datos = {"asunto": "x", "categoria": "carpeta", "canal": "anexo", "solicitante": usuario}
    with pytest.raises(ReglaIncumplida) as error:
        acciones.crear(datos=DatosDeTicket(**(datos | cambio)), **acto(mesa))
    assert campo in error.value.campos
    assert not Ticket.objects.exists()


def test_nobody_registers_for_another_nor_what_the_system_registers(usuario, mesa, operador):
    ajeno = {"asunto": "x", "categoria": "carpeta", "canal": "formulario", "solicitante": mesa}
    with pytest.raises(SinPermiso):
        acciones.crear(datos=DatosDeTicket(**ajeno), **acto(usuario))
    with pytest.raises(SinPermiso):  # a category that is not for everybody
        nuevo(usuario, categoria="incidente_respaldo")
    for de_sistema in ({"categoria": "verificacion"}, {"canal": "sistema"}):
        with pytest.raises(ReglaIncumplida, match="sistema"):
            acciones.crear(datos=DatosDeTicket(**(ajeno | de_sistema)), **acto(mesa))
    with pytest.raises(ReglaIncumplida, match="persona"):
        acciones.crear(datos=DatosDeTicket(**ajeno), por=None, hoy=HOY, ahora=AHORA)


@pytest.mark.requisito("MIN-7.2.2-b", "MIN-7.2.2-e")
def test_it_goes_from_new_to_closed(usuario, mesa, operador):
    ticket = resuelto(usuario, mesa, operador)
    cerrado = acciones.cerrar(ticket=ticket, **acto(operador))
    assert entradas(cerrado) == ["crear", "validar", "asignar", "iniciar", "resolver", "cerrar"]
    assert (cerrado.estado, cerrado.cerrado_en, cerrado.version) == ("cerrado", AHORA, 6)
    assert avisos_de(operador) == ["Tiene un ticket asignado: TK-2026-000001"]
    assert avisos_de(usuario) == [
        "Cerramos su pedido: TK-2026-000001", "Resolvimos su pedido: TK-2026-000001",
    ]  # fmt: skip


def test_validating_stops_the_clock_of_the_response(usuario, mesa):
    ticket = acciones.validar(ticket=nuevo(usuario), **acto(mesa, DESPUES))
    assert ticket.respondido_en == DESPUES


def test_a_return_says_why_and_may_be_cited(usuario, mesa):
    ticket = nuevo(usuario)
    with pytest.raises(ReglaIncumplida) as error:
        acciones.devolver(ticket=ticket, motivo=" ", **acto(mesa))
    assert "motivo" in error.value.campos
    devuelto = acciones.devolver(ticket=ticket, motivo="Falta la ruta.", **acto(mesa))
    assert (devuelto.estado, devuelto.cerrado_en) == ("devuelto", AHORA)
    assert avisos_de(usuario) == ["Devolvimos su pedido: TK-2026-000001"]
    otro = nuevo(usuario, antecedente=devuelto)
    assert list(devuelto.posteriores.all()) == [otro]


@pytest.mark.requisito("X-12")
def test_a_wait_stops_the_clock_and_the_trail_says_how_much_it_moved(usuario, mesa, operador):
    ticket = en_proceso(usuario, mesa, operador)
    antes = ticket.vence_solucion_en
    espera = {"causa": "usuario", "motivo": "¿Qué carpeta es?"}
    ticket = acciones.esperar(ticket=ticket, **espera, **acto(operador))
    assert avisos_de(usuario)[0].startswith("Esperamos su respuesta")
    ticket = acciones.reanudar(ticket=ticket, **acto(operador, DESPUES))
    assert ticket.vence_solucion_en == antes + timedelta(hours=2)
    evento = EventoBitacora.objects.de(ticket).last()
    assert {"vence_solucion_en", "estado"} <= evento.despues.keys() & evento.antes.keys()
    assert PausaDeTicket.objects.get().hasta == DESPUES


def test_a_wait_for_the_provider_does_not_bother_who_asked(usuario, mesa, operador):
    ticket = en_proceso(usuario, mesa, operador)
    acciones.esperar(ticket=ticket, causa="proveedor", motivo="Repuesto", **acto(operador))
    assert avisos_de(usuario) == []


@pytest.mark.parametrize("causa", ["", "resuelto", "pereza"])
def test_a_wait_has_a_known_cause(usuario, mesa, operador, causa):
    ticket = en_proceso(usuario, mesa, operador)
    with pytest.raises(ReglaIncumplida):
        acciones.esperar(ticket=ticket, causa=causa, motivo="x", **acto(operador))


def test_reopening_does_not_count_the_time_it_stood_solved(usuario, mesa, operador):
    ticket = resuelto(usuario, mesa, operador)
    antes = ticket.vence_solucion_en
    ticket = acciones.reabrir(ticket=ticket, motivo="Sigue igual", **acto(usuario, DESPUES))
    assert (ticket.estado, ticket.resuelto_en) == ("reabierto", None)
    assert ticket.vence_solucion_en == antes + timedelta(hours=2)
    assert acciones.iniciar(ticket=ticket, **acto(operador)).estado == "en_proceso"


def test_it_cannot_be_reopened_after_the_days_of_the_profile(usuario, mesa, operador):
    ticket = resuelto(usuario, mesa, operador)  # Tuesday 10: five business days, Tuesday 17
    tarde = AHORA + timedelta(days=8)
    with pytest.raises(ReglaIncumplida, match="17/03/2026"):
        acciones.reabrir(ticket=ticket, motivo="x", **acto(usuario, tarde))


def test_it_is_derived_to_another_team_with_its_reason(usuario, mesa, operador):
    ticket = en_proceso(usuario, mesa, operador)
    datos = {"equipo": "mesa", "a": None, "motivo": "Es de la mesa"}
    ticket = acciones.derivar(ticket=ticket, **datos, **acto(operador))
    assert (ticket.estado, ticket.equipo, ticket.asignado_a) == ("asignado", "mesa", None)
    with pytest.raises(ReglaIncumplida):  # to where it already is
        acciones.derivar(ticket=ticket, **datos, **acto(mesa))
    with pytest.raises(ReglaIncumplida):  # a team that does not attend
        acciones.derivar(ticket=ticket, equipo="auditor", a=None, motivo="x", **acto(mesa))


def test_it_is_assigned_only_to_somebody_of_the_team(usuario, mesa, director):
    with pytest.raises(ReglaIncumplida) as error:
        acciones.asignar(ticket=nuevo(usuario), a=director, **acto(mesa))
    assert "a" in error.value.campos


def test_one_of_the_team_takes_what_nobody_has(usuario, mesa, operador, operador2):
    ticket = asignado(usuario, mesa, None)
    tomado = acciones.iniciar(ticket=ticket, **acto(operador2))
    assert tomado.asignado_a == operador2
    with pytest.raises(SinPermiso):
        acciones.resolver(ticket=tomado, solucion="x", **acto(operador))
    with pytest.raises(EstadoCambiado):
        acciones.iniciar(ticket=ticket, **acto(operador))


def test_who_asked_annuls_only_what_nobody_has_looked_at(usuario, mesa):
    anulado = acciones.anular(ticket=nuevo(usuario), motivo="Ya no", **acto(usuario))
    assert anulado.estado == "anulado"
    visto = acciones.validar(ticket=nuevo(usuario), **acto(mesa))
    with pytest.raises(SinPermiso):
        acciones.anular(ticket=visto, motivo="Ya no", **acto(usuario))
    assert acciones.anular(ticket=visto, motivo="Duplicado", **acto(mesa)).estado == "anulado"


PASOS = {
    "validar": {}, "devolver": {"motivo": "x"}, "asignar": {"a": None}, "iniciar": {},
    "derivar": {"equipo": "mesa", "a": None, "motivo": "x"}, "reanudar": {},
    "esperar": {"causa": "visita", "motivo": "x"}, "resolver": {"solucion": "x"}, "cerrar": {},
    "reabrir": {"motivo": "x"}, "anular": {"motivo": "x"},
}  # fmt: skip


@pytest.mark.parametrize("paso", PASOS)
@pytest.mark.parametrize("estado", sorted(estados.FINALES + estados.ABIERTOS + ("resuelto",)))
def test_no_step_is_taken_from_where_the_machine_does_not_allow(estado, paso, usuario):
    todo = persona("todo", "mesa", "operador")
    ticket = nuevo(usuario)
    hechos = {"asignado_a": todo, "solucion": "x", "resuelto_en": AHORA}
    if estado in estados.FINALES:
        hechos["cerrado_en"] = AHORA
    Ticket.objects.filter(pk=ticket.pk).update(estado=estado, **hechos)
    hacer = getattr(acciones, paso)
    de_paso = paso == "asignar" and estado == "nuevo"
    if estados.puede_dar(paso, estado) or de_paso:
        assert hacer(ticket=ticket, **PASOS[paso], **acto(todo)).estado == (
            estados.PASOS[paso].hacia
        )
    else:
        with pytest.raises(EstadoCambiado):
            hacer(ticket=ticket, **PASOS[paso], **acto(todo))


@pytest.mark.parametrize("paso", PASOS)
def test_no_step_is_taken_by_whom_it_does_not_concern(paso, usuario, auditor):
    ticket = nuevo(persona("otro"))
    desde = estados.PASOS[paso].desde[0]
    atiende = persona("atiende", "operador")
    hechos = {"solucion": "x", "resuelto_en": AHORA, "asignado_a": atiende}
    Ticket.objects.filter(pk=ticket.pk).update(estado=desde, **hechos)
    for ajeno in (usuario, auditor):
        with pytest.raises(SinPermiso):
            getattr(acciones, paso)(ticket=ticket, **PASOS[paso], **acto(ajeno))
    assert entradas(ticket) == ["crear"]


def test_a_stale_page_moves_nothing(usuario, mesa, operador):
    ticket = nuevo(usuario)
    acciones.validar(ticket=ticket, **acto(mesa))
    with pytest.raises(EstadoCambiado, match="cambió"):
        acciones.asignar(ticket=ticket, a=operador, visto=ticket.version, **acto(mesa))
