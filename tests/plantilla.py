"""One migrated database for all the workers of a run.

Migrating takes ten seconds of processor. The worker that first needs a database migrates its own
and leaves a copy; the others, which wait for it, begin with the copy and have nothing to migrate.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

try:
    import fcntl
except ImportError:  # Windows: each worker migrates its own
    fcntl = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Copia:
    """The copy of a run: a file for SQLite, a database of that name for PostgreSQL."""

    archivo: Path
    nombre: str
    conexion: Any

    @contextmanager
    def turno(self) -> Iterator[None]:
        """One worker at a time, whatever becomes of the others."""
        with self.archivo.with_suffix(".turno").open("w") as turno:
            fcntl.flock(turno, fcntl.LOCK_EX)
            yield

    @contextmanager
    def al_empezar(self) -> Iterator[None]:
        """Django creates its test database inside: from the copy, if there is one."""
        if not self.archivo.exists():
            yield
        elif self.conexion.vendor == "postgresql":
            self.conexion.settings_dict["TEST"]["TEMPLATE"] = self.nombre
            yield
        else:  # a database in memory lives while somebody has it open
            en_memoria = sqlite3.connect(self.conexion.creation._get_test_db_name(), uri=True)
            with closing(en_memoria), closing(sqlite3.connect(self.archivo)) as copia:
                copia.backup(en_memoria)
                yield

    def dejar(self) -> None:
        if self.conexion.vendor == "postgresql":
            de = self.conexion.settings_dict["NAME"]
            self.conexion.close()  # PostgreSQL copies only what nobody uses
            self._en_el_servidor(f'CREATE DATABASE "{self.nombre}" TEMPLATE "{de}"')
            self.archivo.touch()
        else:
            with closing(sqlite3.connect(self.archivo)) as copia:
                self.conexion.connection.backup(copia)

    def quitar(self) -> None:
        self.archivo.unlink()
        if self.conexion.vendor == "postgresql":
            self._en_el_servidor(f'DROP DATABASE "{self.nombre}"')

    def _en_el_servidor(self, sentencia: str) -> None:
        with self.conexion._nodb_cursor() as cursor:
            cursor.execute(sentencia)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """pytest-django's own, with the copy before it or after it."""
    from django.db import connection

    corrida = getattr(request.config, "workerinput", {}).get("testrunuid")
    if not corrida or not fcntl:
        request.getfixturevalue("django_db_setup")
        yield
        return
    carpeta = tmp_path_factory.getbasetemp().parent  # each worker has its own inside
    copia = Copia(carpeta / "plantilla.sqlite3", f"plantilla_{corrida}", connection)
    with copia.turno(), django_db_blocker.unblock():
        hecha = copia.archivo.exists()
        with copia.al_empezar():
            request.getfixturevalue("django_db_setup")
        if not hecha:
            copia.dejar()
    yield
    if not hecha:
        with copia.turno(), django_db_blocker.unblock():
            copia.quitar()
