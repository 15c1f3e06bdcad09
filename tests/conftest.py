"""What holds for every test: no network beyond this machine, no silent template error."""

import os
import shutil
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import motores, reparto
from tests.plantilla import django_db_setup  # noqa: F401 - a fixture
from tests.reparto import pytest_xdist_make_scheduler  # noqa: F401 - a hook

LARGO = 16  # bytes; the frame of a gzip alone has more
LOCALES = {"127.0.0.1", "::1", "localhost", "0.0.0.0"}  # noqa: S104
CHROMIUM = next(
    (c for c in ("chromium", "chromium-browser", "google-chrome") if shutil.which(c)), ""
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--lento", action="store_true", help="also run long fuzzing and soak tests")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how hard the properties try; a shared machine is slow, so no example has a limit.

    The usual run tries the same examples every time, so that it judges the commit and not the luck
    of the day; the long one looks for new ones.
    """
    sin_prisa: dict[str, Any] = {
        "deadline": None,
        "suppress_health_check": [HealthCheck.too_slow],
    }
    settings.register_profile("rapido", max_examples=100, derandomize=True, **sin_prisa)
    settings.register_profile("lento", max_examples=2_000, **sin_prisa)
    settings.load_profile("lento" if config.getoption("--lento") else "rapido")


def pytest_make_parametrize_id(val: Any, argname: str) -> str | None:
    """A name for bytes that does not hold them: a gzip has the second in which it was made, and
    two workers must collect the same names."""
    return f"{argname}-{len(val)}" if isinstance(val, bytes) and len(val) >= LARGO else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what this machine or this lane cannot run, and remember to say so."""
    if os.environ.get("REPETIDA") == "1":
        reparto.solo_del_motor(config, items)
    reparto.ordenar(items)
    lento = config.getoption("--lento")
    en_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")
    for item in items:
        if item.get_closest_marker("lento") and not lento:
            item.add_marker(pytest.mark.skip(reason="lento: ./run test --lento"))
        if item.get_closest_marker("navegador") and not CHROMIUM:
            motores.anotar("pruebas de navegador: no hay Chromium (apt-get install -y chromium)")
            item.add_marker(pytest.mark.skip(reason="no Chromium"))
        if item.get_closest_marker("postgresql") and not en_postgresql:
            item.add_marker(pytest.mark.skip(reason="only on PostgreSQL"))
        if item.get_closest_marker("redis") and not os.environ.get("REDIS_URL"):
            item.add_marker(pytest.mark.skip(reason="only with Redis"))


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
def plantillas_estrictas() -> Iterator[None]:
    """A template that names an unknown variable fails the test."""
    from django.template import engines

    motor = engines["django"].engine
    anterior, motor.string_if_invalid = motor.string_if_invalid, _VariableDesconocida("%s")
    yield
    motor.string_if_invalid = anterior


ROLES = (
    "operador",
    "coordinador",
    "director",
    "director_general",
    "oficial",
    "mesa",
    "jefe",
    "proveedor",
    "auditor",
    "admin",
)


def _fixture_de_rol(rol: str) -> Any:
    @pytest.fixture(name=rol if rol != "admin" else "administrador")
    def crear(db: None) -> Any:
        from tests.fabricas import persona

        return persona(rol, rol)

    return crear


for _rol in ROLES:
    globals()[f"_{_rol}"] = _fixture_de_rol(_rol)


@pytest.fixture
def operador2(db: None) -> Any:
    from tests.fabricas import persona

    return persona("operador2", "operador")


@pytest.fixture
def usuario(db: None) -> Any:
    """An account without any designation: a plain user of the institution (MIN-III)."""
    from tests.fabricas import persona

    return persona("usuario")


@pytest.fixture(autouse=True, scope="session")
def vaciado_de_tablas_protegidas() -> Iterator[None]:
    """Transactional tests empty tables at their end, which the append-only triggers refuse."""
    from django.db import connection
    from django.test import TransactionTestCase

    from directorio import congelado
    from gobierno import solo_anexar

    vaciar = TransactionTestCase._fixture_teardown
    guardas = [(solo_anexar, t) for t in solo_anexar.PROTEGIDAS]
    guardas += [(congelado, t) for t in congelado.TABLAS]

    def sin_guardas(self: TransactionTestCase) -> None:
        existentes = set(connection.introspection.table_names())
        tablas = [(modulo, tabla) for modulo, tabla in guardas if tabla in existentes]
        with connection.cursor() as cursor:
            for modulo, tabla in tablas:
                for sentencia in modulo.sentencias_de_retiro(tabla, connection.vendor):
                    cursor.execute(sentencia)
        vaciar(self)
        with connection.cursor() as cursor:
            for modulo, tabla in tablas:
                for sentencia in modulo.sentencias(tabla, connection.vendor):
                    cursor.execute(sentencia)
            cursor.execute(
                "INSERT INTO gobierno_cadenabitacora (id, ultimo_numero, ultimo_hash)"
                " VALUES (1, 0, %s)",
                ["0" * 64],
            )

    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(TransactionTestCase, "_fixture_teardown", sin_guardas)
        yield


@pytest.fixture(autouse=True)
def descargas_cerradas(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server closes what it streamed; the test client does so only for who reads it all."""
    from django.test import Client

    pedir, abiertas = Client.request, []

    def anotar(self: Client, **peticion: Any) -> Any:
        respuesta = pedir(self, **peticion)
        if respuesta.streaming:
            abiertas.append(respuesta)
        return respuesta

    monkeypatch.setattr(Client, "request", anotar)
    yield
    for respuesta in abiertas:
        respuesta.close()


@pytest.fixture(autouse=True)
def cache_vacia() -> Iterator[None]:
    """No test sees what another one left in the cache."""
    from django.core.cache import cache

    yield
    cache.clear()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, told not to call home."""
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which(CHROMIUM),
        "args": [
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--disable-quic",
        ],
    }


@pytest.fixture(autouse=True, scope="session")
def conexion_de_la_prueba() -> Iterator[None]:
    """The end of a request inside a test does not close the connection of its transaction.

    Django's own client sees to it for its calls; raw WSGI calls and streamed answers do not.
    """
    from django.db.backends.base.base import BaseDatabaseWrapper

    cerrar = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def fuera_de_una_transaccion(self: BaseDatabaseWrapper) -> None:
        if not self.in_atomic_block:
            cerrar(self)

    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(
            BaseDatabaseWrapper, "close_if_unusable_or_obsolete", fuera_de_una_transaccion
        )
        yield
