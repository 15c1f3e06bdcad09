"""`manage.py levantar`: the three processes of the demonstration and of production."""

import socket
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

from backupgov.management.commands import levantar
from tests.motores import puerto_libre


@pytest.fixture
def puerto_ocupado() -> Any:
    with socket.socket() as enchufe:
        enchufe.bind(("127.0.0.1", 0))
        enchufe.listen()
        yield str(enchufe.getsockname()[1])


def test_it_says_that_the_port_is_taken_before_it_touches_the_data(puerto_ocupado: str) -> None:
    with pytest.raises(CommandError, match="PORT=8001"):
        levantar.comprobar_puerto("127.0.0.1", puerto_ocupado)


@pytest.mark.parametrize("puerto", ["", "ocho mil", "-1", "70000"])
def test_it_explains_a_port_that_cannot_be(puerto: str) -> None:
    with pytest.raises(CommandError, match="No se puede usar"):
        levantar.comprobar_puerto("127.0.0.1", puerto)


def test_it_accepts_a_free_port() -> None:
    levantar.comprobar_puerto("127.0.0.1", str(puerto_libre()))


def test_the_demonstration_keeps_its_logs_and_one_worker(settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.CARPETA_DATOS = True, tmp_path
    web, worker, beat = levantar.procesos("127.0.0.1", "8000")
    assert web.registro == tmp_path / "registros/web.log"
    assert "solo" in worker.orden
    assert str(tmp_path / "beat") in beat.orden


def test_production_logs_to_its_output(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "5")
    settings.DEMO = False
    web, worker, beat = levantar.procesos("127.0.0.1", "8000")
    assert web.registro is worker.registro is beat.registro is None
    assert "5" in web.orden
    assert "--concurrency" in worker.orden


def test_nobody_answers_on_a_free_port() -> None:
    assert not levantar.responde("127.0.0.1", puerto_libre())
