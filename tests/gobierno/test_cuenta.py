"""Signing in and out: counted, recorded, bounded; «entrar como…» only in the demonstration."""

import pytest
from django.test import Client, override_settings

from gobierno.models import EventoBitacora
from tests.fabricas import CLAVE, persona

pytestmark = pytest.mark.django_db
EN_DEMO = override_settings(DEMO=True, DEBUG=True)


def entrar(client: Client, usuario: str = "operador", clave: str = CLAVE, **extra):
    return client.post("/entrar/", {"username": usuario, "password": clave}, **extra)


def acciones() -> list[str]:
    return list(EventoBitacora.objects.values_list("accion", flat=True))


def test_it_signs_in_and_records_it(client, operador):
    respuesta = entrar(client, HTTP_X_REQUEST_ID="pedido-00001")
    assert respuesta.status_code == 302
    assert respuesta.url == "/"
    evento = EventoBitacora.objects.get()
    assert (evento.accion, evento.actor_id) == ("cuenta.ingreso", operador.pk)
    assert (evento.solicitud_id, evento.ip) == ("pedido-00001", "127.0.0.1")


def test_it_comes_back_to_the_page_that_was_asked(client, operador):
    assert client.get("/").url == "/entrar/?next=%2F"
    respuesta = client.post(
        "/entrar/?next=/avisos/", {"username": "operador", "password": CLAVE, "next": "/avisos/"}
    )
    assert respuesta.url == "/avisos/"


@pytest.mark.parametrize("ajeno", ["https://malo.example/", "//malo.example", "javascript:x"])
def test_it_never_leaves_for_another_site(client, operador, ajeno):
    datos = {"username": "operador", "password": CLAVE, "next": ajeno}
    assert client.post("/entrar/", datos).url == "/"


def test_a_wrong_password_teaches_and_is_recorded(client, operador):
    respuesta = entrar(client, clave="otra")
    assert respuesta.status_code == 422
    assert "no son correctos" in respuesta.content.decode()
    assert 'value="operador"' in respuesta.content.decode()
    assert acciones() == ["cuenta.ingreso_fallido"]


@pytest.mark.requisito("X-10")
def test_a_password_typed_as_a_name_is_not_kept_for_ever(client, operador):
    entrar(client, usuario="MiClaveSecreta")
    assert acciones() == []


def test_five_failures_lock_and_say_for_how_long(client, operador):
    for _ in range(4):
        entrar(client, clave="otra")
    respuesta = entrar(client, clave="otra")
    assert respuesta.status_code == 429
    assert "en 15 minutos" in respuesta.content.decode()
    assert respuesta["Retry-After"] == "900"
    assert entrar(client).status_code == 429
    assert acciones().count("cuenta.bloqueo") == 2


def test_an_inactive_account_stays_out(client, operador):
    operador.is_active = False
    operador.save()
    assert entrar(client).status_code == 422


def test_a_demonstration_account_is_refused_outside_the_demonstration(client):
    persona("ana", "operador", es_de_demostracion=True)
    respuesta = entrar(client, usuario="ana")
    assert respuesta.status_code == 422
    assert "demostración" in respuesta.content.decode()
    with EN_DEMO:
        assert entrar(client, usuario="ana").status_code == 302


def test_become_somebody_only_exists_in_the_demonstration(client):
    persona("ana", "operador", es_de_demostracion=True)
    assert client.post("/entrar/como/", {"usuario": "ana"}).status_code == 404
    with override_settings(DEMO=True, DEBUG=False):
        assert client.post("/entrar/como/", {"usuario": "ana"}).status_code == 404
    assert "_auth_user_id" not in client.session


@EN_DEMO
def test_become_somebody_signs_in_by_post_and_records_it(client, operador):
    ana = persona("ana", "operador", es_de_demostracion=True)
    assert "entrar como" in client.get("/entrar/").content.decode()
    assert client.get("/entrar/como/").status_code == 405
    assert client.post("/entrar/como/", {"usuario": "ana"}).url == "/"
    assert client.session["_auth_user_id"] == str(ana.pk)
    assert EventoBitacora.objects.get().despues == {"medio": "demostración"}
    # A real account, even in the demonstration, needs its password.
    assert client.post("/entrar/como/", {"usuario": "operador"}).status_code == 404


def test_it_signs_out_by_post_only(client, operador):
    client.force_login(operador)
    assert client.get("/salir/").status_code == 405
    assert client.post("/salir/").url == "/entrar/"
    assert "_auth_user_id" not in client.session
    assert acciones() == ["cuenta.salida"]


@pytest.mark.parametrize("usuario", ["a\0b", "x" * 5000, "", "<script>"])
def test_strange_names_are_refused_without_failing(client, usuario):
    assert entrar(client, usuario=usuario).status_code == 422


def test_a_form_left_open_explains_itself(operador):
    estricto = Client(enforce_csrf_checks=True)
    respuesta = entrar(estricto)
    assert respuesta.status_code == 403
    assert "La página caducó" in respuesta.content.decode()
