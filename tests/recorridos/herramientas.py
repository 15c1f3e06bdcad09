"""The tools themselves, run as an ordinary user in a folder of their own: what each case does and
what the institution must see of it."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.motores import puerto_libre

NADIE = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
PG = "/usr/lib/postgresql/15/bin"
CONFORME, ADVERTENCIA, NO_CONFORME = "conforme", "advertencia", "no_conforme"
NADA = ""  # it is no backup: nothing may answer for the night


@dataclass(frozen=True)
class Caso:
    """A command through `bgv-run`; `espera` is the state of its run, or NADA."""

    herramienta: str
    nombre: str
    orden: str
    espera: str
    modalidad: str = "total"

    @property
    def trabajo(self) -> str:
        return f"{self.herramienta}-{self.nombre}"


@dataclass
class Taller:
    """A folder that anybody may write, with a source tree, and what was started in it."""

    raiz: Path
    procesos: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def nadie(self, orden: str, **extra: str) -> subprocess.CompletedProcess[bytes]:
        """Run a shell line as a user whom file permissions stop, root or not."""
        return subprocess.run(
            [*como_nadie(), "sh", "-c", orden], cwd=self.raiz, env=self.ambiente() | extra,
            capture_output=True, timeout=180, check=False,
        )  # fmt: skip

    def ambiente(self) -> dict[str, str]:
        camino = f"{PG}:/usr/sbin:{os.environ['PATH']}"
        return {
            "PATH": camino, "HOME": str(self.raiz), "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes",
            "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes", "RESTIC_PASSWORD": "hunter2secreto",
        }  # fmt: skip

    def lanzar(self, orden: list[str]) -> None:
        self.procesos.append(
            subprocess.Popen(
                [*como_nadie(), *orden], cwd=self.raiz, env=self.ambiente(),
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
        )  # fmt: skip

    def cerrar(self) -> None:
        for proceso in self.procesos:
            proceso.terminate()
        for proceso in self.procesos:
            try:
                proceso.wait(60)
            except subprocess.TimeoutExpired:
                proceso.kill()
                proceso.wait()
        shutil.rmtree(self.raiz, ignore_errors=True)


def como_nadie() -> list[str]:
    return NADIE if os.geteuid() == 0 else []


def abrir_taller() -> Taller:
    raiz = Path(tempfile.mkdtemp(prefix="backupgov-herr-"))
    raiz.chmod(0o777)
    taller = Taller(raiz)
    taller.nadie(
        "mkdir -p datos parcial vacio; for n in 1 2 3; do echo contenido $n > datos/$n.txt; done;"
        "cp -r datos/. parcial; echo x > parcial/cerrado; chmod 000 parcial/cerrado"
    )
    return taller


def casos(taller: Taller) -> Iterator[Caso]:
    """Every case of the tools that this machine has; what is missing, `faltan` says."""
    for nombre, (programas, preparar) in _HERRAMIENTAS.items():
        if not faltan_de(nombre, programas):
            yield from preparar(taller)


def faltan() -> list[str]:
    return [f for n, (programas, _) in _HERRAMIENTAS.items() for f in faltan_de(n, programas)]


def faltan_de(nombre: str, programas: tuple[str, ...]) -> list[str]:
    camino = f"{PG}:/usr/sbin:{os.environ['PATH']}"
    return [f"{nombre}: no hay {p}" for p in programas if not shutil.which(p, path=camino)]


def _restic(taller: Taller) -> Iterator[Caso]:
    taller.nadie("restic -q -r r init")
    bueno = "restic -r r backup --json --quiet"
    yield Caso("restic", "bueno", f"{bueno} datos", CONFORME)
    yield Caso("restic", "incremental", f"echo mas >> datos/1.txt; {bueno} datos", CONFORME,
               "incremental")  # fmt: skip
    yield Caso("restic", "parcial", f"{bueno} parcial", ADVERTENCIA)
    yield Caso("restic", "fallido", f"RESTIC_PASSWORD=otra {bueno} datos", NO_CONFORME)
    yield Caso("restic", "vacio", f"{bueno} vacio", NO_CONFORME)


def _borg(taller: Taller) -> Iterator[Caso]:
    taller.nadie("borg init -e none b")
    bueno = "borg create --json --log-json b::"
    yield Caso("borg", "bueno", f"{bueno}uno datos", CONFORME)
    yield Caso("borg", "incremental", f"{bueno}dos datos", CONFORME, "incremental")
    yield Caso("borg", "parcial", f"{bueno}tres parcial", ADVERTENCIA)
    yield Caso("borg", "fallido", "borg create --json --log-json nada::x datos", NO_CONFORME)
    yield Caso("borg", "vacio", f"{bueno}cuatro vacio", NO_CONFORME)


def _borgmatic(taller: Taller) -> Iterator[Caso]:
    taller.nadie("borg init -e none bm")
    origenes = {"bueno": "datos", "fallido": "datos", "parcial": "parcial", "vacio": "vacio"}
    for nombre, origen in origenes.items():
        repo = "no-hay" if nombre == "fallido" else "bm"
        (taller.raiz / f"{nombre}.yaml").write_text(
            f"location:\n  source_directories: [{taller.raiz / origen}]\n"
            f"  repositories: [{taller.raiz / repo}]\n"
            "storage:\n  relocated_repo_access_is_ok: true\n"
            "  unknown_unencrypted_repo_access_is_ok: true\n"
        )
    orden = "borgmatic create --json --config "
    yield Caso("borgmatic", "bueno", f"{orden}bueno.yaml", CONFORME)
    yield Caso("borgmatic", "incremental", f"{orden}bueno.yaml", CONFORME, "incremental")
    yield Caso("borgmatic", "parcial", f"{orden}parcial.yaml", ADVERTENCIA)
    yield Caso("borgmatic", "fallido", f"{orden}fallido.yaml", NO_CONFORME)
    yield Caso("borgmatic", "vacio", f"{orden}vacio.yaml", NO_CONFORME)


def _rsync(taller: Taller) -> Iterator[Caso]:
    bueno = "rsync -a --stats"
    yield Caso("rsync", "bueno", f"{bueno} datos/ espejo/", CONFORME)
    yield Caso("rsync", "incremental", f"{bueno} datos/ espejo/", CONFORME, "incremental")
    yield Caso("rsync", "parcial", f"{bueno} parcial/ espejo2/", ADVERTENCIA)
    yield Caso("rsync", "fallido", f"{bueno} datos/ no/hay/tal/", NO_CONFORME)
    yield Caso("rsync", "vacio", f"{bueno} vacio/ espejo3/", NO_CONFORME)


def _postgresql(taller: Taller) -> Iterator[Caso]:
    puerto = puerto_libre()
    raiz = taller.raiz
    taller.nadie("initdb -D pg -U postgres -A trust -E UTF8 --no-locale --no-sync -k")
    (raiz / "pgbackrest.conf").write_text(
        f"[global]\nrepo1-path={raiz}/repo\nlog-path={raiz}\nlock-path={raiz}/lock\n"
        f"spool-path={raiz}\nstart-fast=y\nrepo1-retention-full=2\nrepo1-bundle=y\n"
        f"[principal]\npg1-path={raiz}/pg\npg1-port={puerto}\npg1-socket-path={raiz}\n"
        "pg1-user=postgres\n[roto]\npg1-path=/no/hay\n"
    )
    orden = f"pgbackrest --config={raiz}/pgbackrest.conf"
    archivar = f"test ! -f {raiz}/sin-wal && {orden} --stanza=principal archive-push %p"
    # With so small a cache, a page of `danada` is read from its file each time.
    opciones = ["listen_addresses=127.0.0.1", f"port={puerto}", f"unix_socket_directories={raiz}",
                "fsync=off", "archive_mode=on", "wal_level=replica",
                "shared_buffers=512kB"]  # fmt: skip
    taller.lanzar(["postgres", "-D", f"{raiz}/pg", *(p for o in opciones for p in ("-c", o)),
                   "-c", f"archive_command={archivar}"])  # fmt: skip
    conexion = f"-h 127.0.0.1 -p {puerto} -U postgres"
    _esperar(taller, f"psql {conexion} -c 'create table t as select generate_series(1,500) n'")
    taller.nadie(
        f"psql {conexion} -c 'create database danada' -c 'create database hueca';"
        f"psql {conexion} danada -c '{_TABLA}' -c checkpoint"
    )
    yield from _pg_dump(f"pg_dump {conexion}")
    if shutil.which("pgbackrest"):
        yield from _pgbackrest(taller, orden)
    # The table breaks in the middle of the night: half of it is in the file, and gzip is content.
    taller.nadie(f'psql {conexion} -d danada -Atc "{_DONDE}" > donde; {_ROMPER}')
    roto = f"pg_dump {conexion} danada | gzip > d.gz"
    yield Caso("pg_dump", "parcial", f"{roto}{_eco('d.gz')}", NO_CONFORME)
    if shutil.which("pgbackrest"):
        yield Caso("pgbackrest", "parcial", _con_lista(orden, "--type=incr backup"), ADVERTENCIA,
                   "incremental")  # fmt: skip


_TABLA = "create table mala as select n, repeat(md5(n::text), 30) from generate_series(1,3000) n"
_DONDE = "select pg_relation_filepath('mala')"
_ROMPER = "dd if=/dev/zero of=pg/$(cat donde) bs=1 seek=$((8192*20+4000)) count=64 conv=notrunc"


def _pg_dump(volcar: str) -> Iterator[Caso]:
    yield Caso("pg_dump", "bueno", f"{volcar} postgres > v.sql{_eco('v.sql')}", CONFORME)
    yield Caso("pg_dump", "incremental", f"{volcar} -v -t t postgres > v.sql", CONFORME)
    yield Caso("pg_dump", "fallido", f"{volcar} no_existe > x.sql", NO_CONFORME)
    mudo = f"{volcar} no_existe | gzip > x.gz; echo archivo=x.gz bytes=$(stat -c %s x.gz) rc=$?"
    yield Caso("pg_dump", "mudo", mudo, NO_CONFORME)
    yield Caso("pg_dump", "vacio", f"{volcar} hueca > h.sql{_eco('h.sql')}", NO_CONFORME)
    varias = f"for b in postgres no_existe; do {volcar} $b > $b.sql; done"
    tamano = "echo archivo=postgres.sql bytes=$(stat -c %s postgres.sql)"
    yield Caso("pg_dump", "una-de-dos", f"{varias}; {tamano}", NO_CONFORME)


def _pgbackrest(taller: Taller, orden: str) -> Iterator[Caso]:
    taller.nadie(f"{orden} --stanza=principal stanza-create")
    yield Caso("pgbackrest", "bueno", _con_lista(orden, "--type=full backup"), CONFORME)
    yield Caso("pgbackrest", "incremental", _con_lista(orden, "--type=incr backup"), CONFORME,
               "incremental")  # fmt: skip
    yield Caso("pgbackrest", "fallido", f"{orden} --stanza=roto backup", NO_CONFORME)
    # At the usual level of its console, what failed is told without the name of the command.
    callado = f"{orden} --stanza=principal --type=incr --pg1-path=/no/hay backup 1>&2; r=$?"
    lista = f"{orden} --stanza=principal info --output=json"
    yield Caso("pgbackrest", "fallido-callado", f"{callado}; {lista}; exit $r", NO_CONFORME)
    vacia = f"{orden} --stanza=vacia backup 1>&2; r=$?; {orden} --stanza=vacia info --output=json"
    yield Caso("pgbackrest", "vacio", f"{vacia}; exit $r", NO_CONFORME)
    yield Caso("pgbackrest", "lista", lista, NADA)
    taller.nadie("touch sin-wal")  # the server cannot archive: the copy could not be restored
    corto = "--archive-timeout=1 --type=incr backup"
    yield Caso("pgbackrest", "sin-wal", _con_lista(orden, corto), NO_CONFORME)
    taller.nadie("rm sin-wal")
    # One of two repositories was never prepared: the night has one copy of the two that it owed.
    copiar = (
        f"{orden} --stanza=principal --repo2-path={taller.raiz}/repo2 --repo2-retention-full=2"
        " --type=incr"
    )
    uno_si = f"{copiar} --repo=1 backup 1>&2; {copiar} --repo=2 backup 1>&2; r=$?; {lista}; exit $r"
    yield Caso("pgbackrest", "un-repositorio", uno_si, NO_CONFORME)


def _con_lista(orden: str, pedido: str) -> str:
    """The backup of `principal` and, after it, the list that names the copy."""
    copiar = f"{orden} --stanza=principal --log-level-console=info {pedido}"
    return f"{copiar} 1>&2; r=$?; {orden} --stanza=principal info --output=json; exit $r"


def _eco(archivo: str) -> str:
    return f"; r=$?; echo archivo={archivo} bytes=$(stat -c %s {archivo}) rc=$r; exit $r"


_VISTA_ROTA = (
    "create table a as select 1 as n; create table z as select 2 as n;"
    "create view v as select n from z; drop table z"
)


def _mysql(taller: Taller) -> Iterator[Caso]:
    raiz = taller.raiz
    taller.nadie(f"mariadb-install-db --datadir={raiz}/my --auth-root-authentication-method=normal "
                 "--skip-test-db")  # fmt: skip
    enchufe = f"--socket={raiz}/my.sock"
    taller.lanzar(["mariadbd", "--no-defaults", f"--datadir={raiz}/my", "--skip-networking",
                   enchufe, f"--pid-file={raiz}/my.pid"])  # fmt: skip
    _esperar(taller, f"mariadb {enchufe} -u root -e 'create database tramite; "
                     "create table tramite.t as select 1 as n'")  # fmt: skip
    taller.nadie(
        f"mariadb {enchufe} -u root -e 'create database hueca; create database rota; use rota;"
        f"{_VISTA_ROTA}'"
    )
    volcar = f"mysqldump {enchufe} -u root"
    yield Caso("mysqldump", "bueno", f"{volcar} tramite > m.sql{_eco('m.sql')}", CONFORME)
    yield Caso("mysqldump", "incremental", f"{volcar} -v tramite t > m3.sql", CONFORME)
    yield Caso("mysqldump", "fallido", f"{volcar} no_existe > m2.sql", NO_CONFORME)
    forzado = f"{volcar} --force rota | gzip > r.gz{_eco('r.gz')}"
    yield Caso("mysqldump", "parcial", forzado, NO_CONFORME)
    mudo = f"{volcar} no_existe | gzip > m.gz; echo archivo=m.gz bytes=$(stat -c %s m.gz) rc=$?"
    yield Caso("mysqldump", "mudo", mudo, NO_CONFORME)
    yield Caso("mysqldump", "vacio", f"{volcar} hueca > h.sql{_eco('h.sql')}", NO_CONFORME)


def _esperar(taller: Taller, orden: str) -> None:
    limite = time.monotonic() + 180
    while taller.nadie(orden).returncode:
        assert time.monotonic() < limite, f"no responde: {orden}"
        time.sleep(0.3)


_HERRAMIENTAS = {
    "restic": (("restic",), _restic),
    "borg": (("borg",), _borg),
    "borgmatic": (("borgmatic", "borg"), _borgmatic),
    "rsync": (("rsync",), _rsync),
    "pg_dump y pgBackRest": (("initdb", "pg_dump", "pgbackrest"), _postgresql),
    "mysqldump": (("mariadbd", "mariadb-install-db", "mysqldump"), _mysql),
}
