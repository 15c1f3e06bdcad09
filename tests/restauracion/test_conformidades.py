"""A conformidad that nobody gives, where the profile takes silence for a yes (PC-7.1.4)."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from gobierno import perfil
from gobierno.models import Aviso, EventoBitacora
from mesa_ayuda.models import Ticket
from restauracion import acciones
from restauracion.models import SolicitudDeRestauracion
from tests.restauracion.apoyo import AHORA, HOY, hasta

pytestmark = [pytest.mark.django_db, pytest.mark.requisito("PC-7.1.4")]
CUANDO = {"hoy": HOY, "ahora": AHORA}


@pytest.fixture
def pedida(solicitud, mesa, operador, con_interruptores):
    """Asked on Tuesday 10 March: five business days end on Tuesday 17."""
    con_interruptores({"conformidad_dias_habiles": 5}, exige_conformidad=True)
    hasta("en_restauracion", solicitud, mesa=mesa, operador=operador)
    logro = acciones.Logro("informe.docx", AHORA, cantidad=1)
    acciones.terminar(solicitud=solicitud, logro=logro, por=operador, **CUANDO)
    acciones.pedir_conformidad(solicitud=solicitud, por=operador, **CUANDO)
    return solicitud


def lima(dia: int, hora: int = 10) -> datetime:
    return datetime(2026, 3, dia, hora, tzinfo=UTC) + timedelta(hours=5)


def estado(solicitud) -> str:
    return SolicitudDeRestauracion.objects.get(pk=solicitud.pk).estado


def dichos(accion: str) -> int:
    return EventoBitacora.objects.filter(accion=f"solicitud.{accion}").count()


def test_it_is_warned_once_with_its_day_and_then_concluded_once(pedida, usuario, jefa, operador):
    for _ in range(2):
        acciones.vigilar_solicitudes(ahora=lima(12))
    assert dichos("avisar_silencio") == 0
    for _ in range(2):
        acciones.vigilar_solicitudes(ahora=lima(13))  # three of the five have passed
    cartas = pedida.comunicaciones.filter(paso="avisar_silencio")
    assert {c.destinatario for c in cartas} == {usuario, jefa}
    assert "Si nadie responde hasta el 17/03/2026" in cartas[0].texto
    assert dichos("avisar_silencio") == 1
    acciones.vigilar_solicitudes(ahora=lima(17, 23))
    assert estado(pedida) == "por_conformidad"
    for _ in range(2):
        acciones.vigilar_solicitudes(ahora=lima(18, 0))
    assert estado(pedida) == "atendida"
    assert dichos("dar_por_conforme") == 1
    evento = EventoBitacora.objects.get(accion="solicitud.dar_por_conforme")
    assert "Nadie respondió en 5 días hábiles" in evento.motivo
    assert Ticket.objects.get(pk=pedida.ticket_id).estado == "resuelto"
    assert Aviso.objects.filter(destinatario=operador, clave__contains="dar_por_conforme").exists()
    acciones.cerrar(solicitud=pedida, por=operador, hoy=HOY, ahora=lima(18))


def test_after_an_outage_it_still_gives_the_days_that_the_warning_promises(pedida):
    acciones.vigilar_solicitudes(ahora=lima(23))  # Monday; nobody swept since the 10th
    assert estado(pedida) == "por_conformidad"
    carta = pedida.comunicaciones.filter(paso="avisar_silencio").first()
    assert "hasta el 25/03/2026" in carta.texto
    acciones.vigilar_solicitudes(ahora=lima(25, 23))
    assert estado(pedida) == "por_conformidad"
    acciones.vigilar_solicitudes(ahora=lima(26, 0))
    assert estado(pedida) == "atendida"


def test_an_answer_after_the_warning_is_the_one_that_counts(pedida, usuario):
    acciones.vigilar_solicitudes(ahora=lima(13))
    acciones.observar_resultado(
        solicitud=pedida, motivo="Es otro.", por=usuario, hoy=HOY, ahora=lima(16)
    )
    acciones.vigilar_solicitudes(ahora=lima(30))
    assert estado(pedida) == "en_evaluacion"
    assert dichos("dar_por_conforme") == 0


def test_asked_again_it_is_warned_again(pedida, usuario):
    acciones.vigilar_solicitudes(ahora=lima(13))
    SolicitudDeRestauracion.objects.filter(pk=pedida.pk).update(estado_desde=lima(16))
    acciones.vigilar_solicitudes(ahora=lima(18))
    assert dichos("avisar_silencio") == 1
    acciones.vigilar_solicitudes(ahora=lima(19))
    assert dichos("avisar_silencio") == 2
    assert (
        "hasta el 23/03/2026" in pedida.comunicaciones.filter(paso="avisar_silencio").last().texto
    )


def test_where_the_profile_says_never_it_only_reminds(pedida, con_interruptores):
    con_interruptores({"conformidad_dias_habiles": 0}, exige_conformidad=True)
    acciones.vigilar_solicitudes(ahora=lima(30))
    assert estado(pedida) == "por_conformidad"
    assert dichos("avisar_silencio") == 0
    assert Aviso.objects.filter(clave__contains=":recordatorio:").exists()


def test_mincetur_has_no_conformidad_and_silence_says_nothing():
    propio = perfil.perfil_activo()
    assert propio.interruptores["exige_conformidad"] is False
    assert propio.restauracion.conformidad_dias_habiles == 0
    assert "restauracion.conformidad_dias_habiles" in propio.no_normado


def test_a_profile_that_leaves_no_day_to_be_warned_is_refused():
    propio = perfil.perfil_activo()
    corto = dataclasses.replace(propio.restauracion, conformidad_dias_habiles=2)
    defecto = corto.defecto([r.codigo for r in propio.roles], ["restauracion"])
    assert "conformidad_dias_habiles" in defecto
