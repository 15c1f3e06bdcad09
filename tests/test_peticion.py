"""Every request has an identifier, the true address of its caller and the local zone."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from backupgov.celery import app
from backupgov.middleware import direccion_del_cliente, peticion
from gobierno.contexto import Origen, origen_actual
from gobierno.perfil import perfil_activo
from tests import fabricas


def atender(**meta: str) -> tuple[HttpResponse, dict[str, Any]]:
    visto: dict[str, Any] = {}

    def vista(request: HttpRequest) -> HttpResponse:
        visto.update(origen=origen_actual(), zona=timezone.get_current_timezone())
        return HttpResponse()

    return peticion(vista)(RequestFactory().get("/", **meta)), visto


@pytest.mark.requisito("R1", "X-11")
def test_it_carries_identifier_address_and_zone_only_during_the_request() -> None:
    response, visto = atender(REMOTE_ADDR="10.0.0.7", HTTP_X_REQUEST_ID="abcdef-12345")
    assert visto["origen"] == Origen(solicitud_id="abcdef-12345", ip="10.0.0.7")
    assert visto["zona"] == perfil_activo().zona
    assert response["X-Request-ID"] == "abcdef-12345"
    assert origen_actual() == Origen()


@pytest.mark.parametrize("propuesto", ["", "x", "a" * 65, "con espacios y más", "a\nb" * 9])
def test_it_replaces_an_identifier_that_could_forge_a_log_line(propuesto: str) -> None:
    response, _ = atender(HTTP_X_REQUEST_ID=propuesto)
    assert len(response["X-Request-ID"]) == 32


@pytest.mark.parametrize(
    ("detras", "cabecera", "esperada"),
    [
        (False, "1.2.3.4", "10.0.0.7"),
        (True, "1.2.3.4", "1.2.3.4"),
        (True, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (True, "2001:db8::1", "2001:db8::1"),
        (True, "no-es-una-ip", "10.0.0.7"),
        (True, "", "10.0.0.7"),
    ],
)
def test_it_believes_only_the_proxy(
    settings: Any, detras: bool, cabecera: str, esperada: str
) -> None:
    settings.DETRAS_DE_PROXY = detras
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.7", HTTP_X_FORWARDED_FOR=cabecera)
    assert direccion_del_cliente(request) == esperada


def test_a_task_writes_with_its_own_identifier() -> None:
    tarea = app.task(origen_actual, name="tests.origen")
    try:
        tarea.push_request(id="una-tarea")
        assert tarea() == Origen(solicitud_id="una-tarea")
    finally:
        tarea.pop_request()
        app.tasks.pop("tests.origen")


@pytest.mark.django_db
def test_it_writes_the_session_of_who_works_once_a_minute(client: Client) -> None:
    quien = fabricas.persona("auditor", "auditor")
    with time_machine.travel("2026-03-10T15:00:00Z", tick=False) as reloj:
        client.force_login(quien)
        client.get("/cuenta/")
        primera = Session.objects.get()
        reloj.shift(59)
        client.get("/cuenta/")
        assert Session.objects.get().expire_date == primera.expire_date
        reloj.shift(1)
        client.get("/cuenta/")
        assert Session.objects.get().expire_date == primera.expire_date + timedelta(seconds=60)
        reloj.shift(settings.SESSION_COOKIE_AGE)
        assert client.get("/cuenta/").status_code == 302


@pytest.mark.django_db
def test_it_makes_no_session_for_a_stranger(client: Client) -> None:
    client.get("/entrar/")
    assert not Session.objects.exists()
    client.force_login(fabricas.persona("auditor", "auditor"))
    client.post("/salir/")
    assert not Session.objects.exists()
