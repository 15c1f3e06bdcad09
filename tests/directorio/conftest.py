"""A draft with two lines, who approves it, and a browser of the page tests."""

import pytest

from tests.fabricas import AHORA, HOY, borrador, linea


@pytest.fixture
def reloj(monkeypatch):
    monkeypatch.setattr("gobierno.reloj.hoy", lambda: HOY)
    monkeypatch.setattr("gobierno.reloj.ahora", lambda: AHORA)
    monkeypatch.setattr("gobierno.permisos_web.hoy_local", lambda: HOY)


@pytest.fixture
def entrar(client):
    def como(persona):
        client.force_login(persona)
        return client

    return como


@pytest.fixture
def version(coordinador):
    nueva = borrador(coordinador)
    linea(nueva)
    linea(nueva, "Base SIGA", clase="bd", servidor="srv-bd")
    return nueva


@pytest.fixture
def quienes(coordinador, operador, director):
    return coordinador, operador, director
