"""Two people at once, and double clicks: one transition, one record (real PostgreSQL)."""

from typing import Any

import pytest

from gobierno.bitacora import verificar
from gobierno.errores import ReglaIncumplida
from gobierno.models import EventoBitacora
from mesa_ayuda.models import Ticket
from restauracion import acciones
from restauracion.models import Evaluacion, SolicitudDeRestauracion
from tests.a_la_vez import a_la_vez
from tests.fabricas import AHORA, HOY, persona
from tests.restauracion.apoyo import datos, hasta, pedir, software

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
CUANDO = {"hoy": HOY, "ahora": AHORA}


@pytest.fixture
def gente(db: None) -> Any:
    return persona("otro-operador", "operador")


@pytest.mark.requisito("MIN-7.2.2-b")
def test_two_operators_take_the_same_request(solicitud, mesa, operador, gente):
    acciones.validar(solicitud=solicitud, por=mesa, **CUANDO)
    resultados = a_la_vez(
        *(
            lambda a=quien: acciones.asignar(solicitud=solicitud, a=a, por=mesa, **CUANDO)
            for quien in (operador, gente)
        )
    )
    assert sum(isinstance(r, ReglaIncumplida) for r in resultados) == 1
    resultados = a_la_vez(
        *(
            lambda por=quien: acciones.evaluar(solicitud=solicitud, por=por, **CUANDO)
            for quien in (operador, gente)
        )
    )
    assert sum(isinstance(r, ReglaIncumplida) for r in resultados) == 1
    assert Evaluacion.objects.count() == 2
    assert EventoBitacora.objects.filter(accion="solicitud.evaluar").count() == 1
    assert verificar().intacta


def test_a_double_click_restores_once(solicitud, mesa, operador):
    hasta("procede", solicitud, mesa=mesa, operador=operador)
    doble = [lambda: acciones.iniciar(solicitud=solicitud, destino="D", por=operador, **CUANDO)] * 3
    resultados = a_la_vez(*doble)
    assert sum(isinstance(r, ReglaIncumplida) for r in resultados) == 2
    assert solicitud.restauraciones.count() == 1


def test_the_same_form_sent_twice_is_one_request(usuario, jefa, carpeta):
    pedido = datos(usuario, carpeta.item, ficha="una")
    resultados = a_la_vez(*[lambda: acciones.recibir(datos=pedido, por=usuario, **CUANDO)] * 3)
    assert len({r.pk for r in resultados}) == 1
    assert (SolicitudDeRestauracion.objects.count(), Ticket.objects.count()) == (1, 1)


def test_different_requests_at_once_are_numbered_without_gaps(usuario, jefa, carpeta):
    resultados = a_la_vez(*[lambda: pedir(usuario, carpeta.item)] * 4)
    assert sorted(r.numero for r in resultados) == [f"SR-2026-{n:06d}" for n in range(1, 5)]


def test_gate_2_is_passed_once(solicitud, mesa, operador):
    hasta("en_evaluacion", solicitud, mesa=mesa, operador=operador)
    visto = software(solicitud)
    version = solicitud.version
    resultados = a_la_vez(
        lambda: acciones.confirmar(
            solicitud=solicitud, en_el_software=visto, por=operador, visto=version, **CUANDO
        ),
        lambda: acciones.negar(
            solicitud=solicitud,
            en_el_software=acciones.EnElSoftware(visto.copia, "No está", "inaccesible"),
            por=operador, visto=version, **CUANDO,
        ),
    )  # fmt: skip
    assert sum(isinstance(r, ReglaIncumplida) for r in resultados) == 1
