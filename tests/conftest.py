"""What holds for every test: no network beyond this machine, no silent template error."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

LOCALES = {"127.0.0.1", "::1", "localhost", "0.0.0.0"}  # noqa: S104


@pytest.fixture(autouse=True)
def sin_red(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anywhere but loopback fails the test that tries it."""
    conectar = socket.socket.connect

    def solo_local(self: socket.socket, direccion: Any) -> None:
        if self.family != socket.AF_UNIX and direccion[0] not in LOCALES:
            self.close()
            pytest.fail(f"The test tried to reach {direccion!r}; only loopback is allowed")
        conectar(self, direccion)

    monkeypatch.setattr(socket.socket, "connect", solo_local)


class _VariableDesconocida(str):
    """Stands for ``string_if_invalid`` and fails the test that renders it."""

    __slots__ = ()

    def __contains__(self, parte: object) -> bool:
        return True

    def __mod__(self, variable: object) -> str:
        pytest.fail(f"Template uses an unknown variable: {variable}")


@pytest.fixture(autouse=True)
def plantillas_estrictas(request: pytest.FixtureRequest) -> Iterator[None]:
    """A template that names an unknown variable fails the test."""
    from django.conf import settings

    if not settings.configured:
        yield
        return
    from django.template import engines

    motor = engines["django"].engine
    anterior, motor.string_if_invalid = motor.string_if_invalid, _VariableDesconocida("%s")
    yield
    motor.string_if_invalid = anterior
