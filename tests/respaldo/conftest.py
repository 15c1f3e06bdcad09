"""A Directorio in force since 1 March 2026 and a daily line fed by JOB-1."""

from datetime import date

import pytest

from respaldo.acciones.fuentes import huella
from respaldo.acciones.jornadas import abrir_jornadas
from tests.fabricas import AHORA, HOY, borrador, linea, poner_en_vigencia
from tests.respaldo.apoyo import TOKEN, fuente, regla


@pytest.fixture
def vigente(coordinador, director):
    return poner_en_vigencia(borrador(coordinador), director, date(2026, 3, 1))


@pytest.fixture
def diaria(vigente):
    """A total daily line, 22:00–06:00, fed by JOB-1, with its days opened to Tuesday 10 March."""
    nueva = linea(vigente)
    regla(nueva)
    abrir_jornadas(hasta=HOY, ahora=AHORA)
    return nueva


@pytest.fixture
def reloj_detenido(time_machine):
    time_machine.move_to(AHORA, tick=False)


@pytest.fixture
def sesion(client, operador):
    client.force_login(operador)
    return client


@pytest.fixture
def admin(client, administrador):
    client.force_login(administrador)
    return client


@pytest.fixture
def restic(db):
    """A source whose machine has `TOKEN`."""
    return fuente(
        "Restic", herramienta="restic", token_sha256=huella(TOKEN), token_prefijo=TOKEN[:10]
    )
