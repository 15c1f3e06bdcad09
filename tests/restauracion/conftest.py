"""A unit with its jefe, a daily folder with ten nights of copies, and a request about it."""

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest

from gobierno import perfil
from respaldo.models import Copia
from tests.fabricas import borrador, designar, linea, persona, poner_en_vigencia, unidad
from tests.respaldo.apoyo import leida, llega, regla, utc
from tests.restauracion.apoyo import AHORA, pedir


@pytest.fixture
def jefa(db: None) -> Any:
    nueva = persona("jefa")
    designar(nueva, "jefe", unidad=nueva.unidad)
    return nueva


@pytest.fixture
def carpeta(coordinador: Any, director: Any) -> Any:
    """Total, daily, 30 días, of the unit of `usuario`; copies of 1 to 9 March."""
    vigente = poner_en_vigencia(borrador(coordinador), director, date(2026, 3, 1))
    nueva = linea(vigente, unidad=unidad())
    regla(nueva)
    noches = [utc(2026, 3, 2, 3, 5) + timedelta(days=n) for n in range(9)]
    llega(*(leida(f"r{n}", noche) for n, noche in enumerate(noches)), ahora=AHORA)
    assert Copia.objects.count() == 9
    return nueva


@pytest.fixture
def solicitud(usuario: Any, jefa: Any, carpeta: Any) -> Any:
    """Of the state on 5 March, asked on Tuesday 10 March at 10:00."""
    return pedir(usuario, carpeta.item)


@pytest.fixture
def con_interruptores(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The active profile with other switches, or other parameters of its requests."""

    def cambiar(restauracion: dict[str, Any] | None = None, **interruptores: bool) -> None:
        actual = perfil.perfil_activo()
        nuevo = dataclasses.replace(
            actual,
            interruptores={**actual.interruptores, **interruptores},
            restauracion=dataclasses.replace(actual.restauracion, **(restauracion or {})),
        )
        monkeypatch.setattr(perfil, "cargar", lambda codigo: nuevo)

    return cambiar
