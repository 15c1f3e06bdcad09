"""A small institution with a few days of life: the demonstration's own, made short."""

from typing import Any

import pytest
from django.utils import timezone

from backupgov.demostracion import siembra

GENTE = (
    "operador", "coordinador", "director", "director_general", "oficial", "mesa",
    "usuario", "jefe", "proveedor", "auditor", "admin",
)  # fmt: skip


def plantar(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Five days up to now; every person of `GENTE` has the password `demo`."""
    settings.AUTH_PASSWORD_VALIDATORS = []
    monkeypatch.setattr(siembra, "DIAS", 5)
    monkeypatch.setattr(siembra, "ADENDA", 2)
    siembra.sembrar(semilla=1, ahora=timezone.now())
