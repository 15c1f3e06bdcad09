"""How requests end: conformidad, closing, reopening, correction in time or not (§3.7)."""

from datetime import UTC, datetime, timedelta

import pytest

from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import Aviso, EventoBitacora
from respaldo.acciones import disponibilidad
from respaldo.models import Copia, Reserva
from restauracion import acciones
from restauracion.acciones.mesa import exigir_atiende
from restauracion.models import Evaluacion, SolicitudDeRestauracion
from restauracion.tasks import vigilar_solicitudes
from tests.restauracion.apoyo import AHORA, HOY, datos, hasta, pedir

pytestmark = pytest.mark.django_db
CUANDO = {"hoy": HOY, "ahora": AHORA}
VENCE = datetime(2026, 3, 18, 5, tzinfo=UTC)  # end of Tuesday 17: five business days later


@pytest.mark.requisito("MIN-7.2.2-a-3", "R22")
def test_a_correction_keeps_the_day_of_reception(solicitud, mesa, usuario):
    acciones.observar(solicitud=solicitud, motivo="¿Qué archivo?", por=mesa, **CUANDO)
    solicitud.refresh_from_db()
    solicitud.ticket.refresh_from_db()
    assert (solicitud.subsanar_hasta, solicitud.ticket.estado) == (VENCE, "en_espera")
    luego = {"hoy": HOY + timedelta(days=2), "ahora": AHORA + timedelta(days=2)}
    acciones.subsanar(
        solicitud=solicitud, datos=datos(usuario, solicitud.item, objetos="otro.docx"), por=usuario,
        **luego,
    )  # fmt: skip
    solicitud.refresh_from_db()
    assert (solicitud.estado, solicitud.recibida_en) == ("registrada", AHORA)
    assert solicitud.objetos == "otro.docx"
    ultima = Evaluacion.objects.get(numero=2)
    assert (ultima.al, ultima.evaluada_en) == (AHORA, luego["ahora"])
    solicitud.ticket.refresh_from_db()
    assert solicitud.ticket.pausas.get().hasta == luego["ahora"]


@pytest.mark.requisito("MIN-7.2.2-a-3")
def test_what_nobody_corrects_is_withdrawn_once(solicitud, mesa, time_machine):
    acciones.observar(solicitud=solicitud, motivo="¿Qué archivo?", por=mesa, **CUANDO)
    assert acciones.vigilar_solicitudes(ahora=VENCE - timedelta(seconds=1)) == 0
    time_machine.move_to(VENCE + timedelta(days=3), tick=False)
    for _ in range(2):
        vigilar_solicitudes()
    solicitud.refresh_from_db()
    assert (solicitud.estado, solicitud.ticket.estado) == ("desistida", "cerrado")
    assert EventoBitacora.objects.filter(accion="solicitud.desistir").count() == 1
    assert not Reserva.objects.vigentes().exists()
    assert not acciones.desistir(solicitud=solicitud, hoy=HOY, ahora=VENCE)


def test_it_is_not_withdrawn_before_its_term(solicitud, mesa):
    acciones.observar(solicitud=solicitud, motivo="¿Qué?", por=mesa, **CUANDO)
    assert not acciones.desistir(solicitud=solicitud, **CUANDO)


def test_the_desk_returns_and_closes(solicitud, mesa):
    with pytest.raises(ReglaIncumplida, match="por qué"):
        acciones.devolver(solicitud=solicitud, motivo=" ", por=mesa, **CUANDO)
    acciones.devolver(solicitud=solicitud, motivo="Repetida.", por=mesa, **CUANDO)
    solicitud.refresh_from_db()
    assert (solicitud.estado, solicitud.ticket.estado) == ("devuelta", "devuelto")
    assert not Reserva.objects.vigentes().exists()


@pytest.mark.requisito("PC-7.1.3-b", "PC-7.1.4")
def test_with_conformidad_it_does_not_close_before_it(
    solicitud, mesa, operador, usuario, jefa, con_interruptores
):
    con_interruptores(exige_conformidad=True)
    hasta("en_restauracion", solicitud, mesa=mesa, operador=operador)
    logro = acciones.Logro("a", AHORA, cantidad=1)
    acciones.terminar(solicitud=solicitud, logro=logro, por=operador, **CUANDO)
    solicitud.refresh_from_db()
    assert solicitud.estado == "restaurada"
    with pytest.raises(EstadoCambiado):
        acciones.cerrar(solicitud=solicitud, por=operador, **CUANDO)
    acciones.pedir_conformidad(solicitud=solicitud, por=operador, **CUANDO)
    for _ in range(2):
        acciones.vigilar_solicitudes(ahora=AHORA + timedelta(days=3))
    avisos = Aviso.objects.filter(clave__contains=":recordatorio:")
    assert {a.destinatario for a in avisos} == {usuario, jefa}
    assert avisos.count() == 2
    acciones.dar_conformidad(solicitud=solicitud, por=jefa, **CUANDO)
    acciones.cerrar(solicitud=solicitud, por=operador, **CUANDO)


@pytest.mark.requisito("PC-7.1.4")
def test_what_is_not_as_asked_is_attended_again(
    solicitud, mesa, operador, usuario, con_interruptores
):
    con_interruptores(exige_conformidad=True)
    hasta("en_restauracion", solicitud, mesa=mesa, operador=operador)
    logro = acciones.Logro("a", AHORA, cantidad=1)
    acciones.terminar(solicitud=solicitud, logro=logro, por=operador, **CUANDO)
    acciones.pedir_conformidad(solicitud=solicitud, por=operador, **CUANDO)
    with pytest.raises(ReglaIncumplida, match="qué falta"):
        acciones.observar_resultado(solicitud=solicitud, motivo="", por=usuario, **CUANDO)
    acciones.observar_resultado(solicitud=solicitud, motivo="Es otro.", por=usuario, **CUANDO)
    solicitud.refresh_from_db()
    assert solicitud.estado == "en_evaluacion"


@pytest.mark.requisito("PC-7.1.2")
def test_viability_comes_before_the_operator_where_the_profile_asks(
    solicitud, mesa, operador, director, con_interruptores
):
    con_interruptores(evaluacion_viabilidad=True)
    acciones.validar(solicitud=solicitud, por=mesa, **CUANDO)
    with pytest.raises(ReglaIncumplida, match="viabilidad"):
        acciones.asignar(solicitud=solicitud, a=operador, por=mesa, **CUANDO)
    acciones.pedir_viabilidad(solicitud=solicitud, por=mesa, **CUANDO)
    with pytest.raises(ReglaIncumplida, match="hoy en adelante"):
        acciones.declarar_viable(
            solicitud=solicitud, a=operador, plazo=HOY - timedelta(days=1), por=director, **CUANDO
        )
    acciones.declarar_viable(
        solicitud=solicitud, a=operador, plazo=HOY + timedelta(days=3), por=director, **CUANDO
    )
    solicitud.refresh_from_db()
    assert (solicitud.estado, solicitud.operador) == ("asignada", operador)


@pytest.mark.requisito("MIN-7.2.2-e")
def test_who_closes_is_the_profile_s(solicitud, mesa, operador, operador2, con_interruptores):
    hasta("atendida", solicitud, mesa=mesa, operador=operador)
    with pytest.raises(SinPermiso, match="Operador de backup"):
        acciones.cerrar(solicitud=solicitud, por=mesa, **CUANDO)
    con_interruptores({"cierra": "asignado"})
    with pytest.raises(SinPermiso, match="a cargo de"):
        acciones.cerrar(solicitud=solicitud, por=operador2, **CUANDO)
    acciones.cerrar(solicitud=solicitud, por=operador, **CUANDO)


def test_reopened_without_a_hold_it_is_evaluated_from_then(solicitud, mesa, operador):
    cerrada = hasta("cerrada", solicitud, mesa=mesa, operador=operador)
    luego = {"hoy": HOY + timedelta(days=1), "ahora": AHORA + timedelta(days=1)}
    with pytest.raises(ReglaIncumplida, match="sin resolverse"):
        acciones.reabrir(solicitud=cerrada, motivo="", por=mesa, **luego)
    acciones.reabrir(solicitud=cerrada, motivo="Falta un archivo.", por=mesa, **luego)
    acciones.evaluar(solicitud=cerrada, por=operador, **luego)
    reabierta = SolicitudDeRestauracion.objects.get(pk=cerrada.pk)
    assert (reabierta.estado, reabierta.ticket.estado) == ("en_evaluacion", "en_proceso")
    assert Evaluacion.objects.last().al == luego["ahora"]
    assert reabierta.recibida_en == AHORA


def test_reopened_under_a_hold_it_keeps_its_reception(solicitud, mesa, operador, usuario):
    cerrada = hasta("cerrada", solicitud, mesa=mesa, operador=operador)
    disponibilidad.reservar(
        copias=Copia.objects.all(), referencia="SR-OTRA", causa="x", ahora=AHORA
    )
    luego = {"hoy": HOY + timedelta(days=1), "ahora": AHORA + timedelta(days=1)}
    acciones.reabrir(solicitud=cerrada, motivo="Falta.", por=mesa, **luego)
    cerrada.refresh_from_db()
    assert cerrada.evaluar_al == AHORA


def test_it_is_not_reopened_after_its_days(solicitud, mesa, operador):
    cerrada = hasta("cerrada", solicitud, mesa=mesa, operador=operador)
    tarde = {"hoy": HOY + timedelta(days=9), "ahora": AHORA + timedelta(days=9)}
    with pytest.raises(ReglaIncumplida, match="17/03/2026"):
        acciones.reabrir(solicitud=cerrada, motivo="Falta.", por=mesa, **tarde)


def test_only_operators_attend(solicitud, mesa, usuario):
    with pytest.raises(ReglaIncumplida, match="no es hoy Operador de backup"):
        exigir_atiende(a=usuario, hoy=HOY)


def test_the_same_form_twice_is_one_request(usuario, jefa, carpeta):
    una = pedir(usuario, carpeta.item, ficha="f-1")
    assert pedir(usuario, carpeta.item, ficha="f-1") == una
    assert pedir(usuario, carpeta.item, ficha="f-2") != una
