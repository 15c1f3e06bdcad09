"""What a log line may not tell."""

import logging
from logging.config import dictConfig

import pytest
from django.conf import settings

from backupgov.registros import configurar

SECRETO = "/p/6f1c2d3e-0000-4000-8000-000000000001/fail?rid=7"


@pytest.fixture(autouse=True)
def registros_de_antes():
    """The next test writes where it did before."""
    yield
    dictConfig(settings.LOGGING)


@pytest.mark.requisito("X-10")
@pytest.mark.parametrize("legible", [True, False])
def test_the_address_of_a_ping_never_reaches_the_log(legible, capsys):
    configuracion = configurar(legible=legible, nivel="INFO")
    configuracion["loggers"]["prueba"] = {"handlers": ["consola"], "propagate": False}
    dictConfig(configuracion)
    logging.getLogger("prueba").warning("Not Found: %s", SECRETO)
    escrito = capsys.readouterr().err
    assert "Not Found" in escrito
    assert "6f1c2d3e" not in escrito


@pytest.mark.requisito("X-10")
def test_nor_does_it_in_the_trace_of_an_error_in_production(capsys):
    configuracion = configurar(legible=False, nivel="INFO")
    configuracion["loggers"]["prueba"] = {"handlers": ["consola"], "propagate": False}
    dictConfig(configuracion)
    error = ValueError(SECRETO)
    logging.getLogger("prueba").error("POST", exc_info=error)
    escrito = capsys.readouterr().err
    assert "ValueError" in escrito
    assert "6f1c2d3e" not in escrito
