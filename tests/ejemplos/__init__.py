"""Every worked example of dominio.md 4.11 and 4.12, one function per ID, run by `test_rc`."""

from collections.abc import Iterable
from types import ModuleType
from typing import Any

import pytest


def casos(prefijo: str, modulos: Iterable[ModuleType]) -> list[Any]:
    """Return a parameter for each function `rc_01` of some modules, with its marks and its ID."""
    return [
        pytest.param(funcion, id=nombre.upper().replace("_", "-"), marks=funcion.pytestmark)
        for modulo in modulos
        for nombre, funcion in vars(modulo).items()
        if nombre.startswith(f"{prefijo}_")
    ]
