"""What the schema promises, the API does: generated calls, good and bad, never a 500."""

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from backupgov.api_docs import generar
from backupgov.wsgi import application
from respaldo.acciones.fuentes import huella
from tests.respaldo.apoyo import fuente

pytestmark = pytest.mark.django_db
TOKEN = "bgv_" + "s" * 43
COMPROBACIONES = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
esquema = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)


@pytest.fixture(autouse=True)
def una_sola_conexion():
    """The server would close the connection that holds the transaction of the test."""
    for senal in (request_started, request_finished):
        senal.disconnect(close_old_connections)
    yield
    for senal in (request_started, request_finished):
        senal.connect(close_old_connections)


@pytest.fixture
def galletas(operador, client, diaria):
    fuente(token_sha256=huella(TOKEN))
    client.force_login(operador)
    return {"sessionid": client.cookies["sessionid"].value}


@esquema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
def test_it_keeps_the_promises_of_its_schema(case, galletas):
    cache.clear()
    envia = case.method == "POST"
    case.cookies = {} if envia else galletas
    case.headers = {"Authorization": f"Bearer {TOKEN}"} if envia else {}
    case.call_and_validate(checks=COMPROBACIONES)


def test_the_schema_is_served_without_signing_in(client):
    respuesta = client.get("/api/v1/schema/")
    assert respuesta.status_code == 200
    assert b"openapi: 3" in respuesta.content
    assert client.get("/api/v1/schema/?format=json").json()["openapi"].startswith("3")


def test_the_page_of_the_api_shows_every_operation_and_needs_nobody_else(client):
    pagina = client.get("/api/v1/").content.decode()
    for ruta in generar()["paths"]:
        assert ruta in pagina
    assert "cdn" not in pagina.lower()
    assert "https://" not in pagina
