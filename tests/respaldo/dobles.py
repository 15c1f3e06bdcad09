"""Small real servers that answer as the published schemas say: Veeam 1.3, Bareos REST, PBS, PVE.

Each one refuses what the real one refuses (headers, filters, pages), so that a poller that asks
badly fails here too. `intervenir` replaces one answer: an error, a cut, noise, silence.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Contestacion = tuple[int, Any]  # status, object (JSON) or bytes as they are
NO_AUTORIZADO: Contestacion = (401, {"detail": "Could not validate credentials"})
CUENTA, SECRETO = "lector", "Cl4ve-del-servidor"
FICHA = "lector@pbs!backupgov"


class Doble:
    """Common to all: what was asked, and what to answer instead the next time."""

    def __init__(self) -> None:
        self.pedidas: list[str] = []
        self.entradas = 0
        self.usos = 0
        self.vale_por = 10_000  # requests that one token opens
        self.intervenciones: dict[str, list[Any]] = {}
        self.url = ""

    def intervenir(self, ruta: str, *contestaciones: Any) -> None:
        """Answer `contestaciones`, one each, to the next requests of that path; None: as usual."""
        self.intervenciones.setdefault(ruta, []).extend(contestaciones)

    def atender(self, peticion: Peticion) -> Any:
        self.pedidas.append(peticion.ruta)
        pendientes = self.intervenciones.get(peticion.ruta, [])
        if pendientes and (hecha := pendientes.pop(0)) is not None:
            return hecha
        return self.contestar(peticion)

    def contestar(self, peticion: Peticion) -> Contestacion:
        raise NotImplementedError

    def entrar(self, peticion: Peticion) -> Contestacion:
        """OAuth2 password grant."""
        campos = parse_qs(peticion.cuerpo.decode())
        dicho = {campo: valores[0] for campo, valores in campos.items()}
        if dicho != {"grant_type": "password", "username": CUENTA, "password": SECRETO}:
            return 400, {"error": "invalid_grant"}
        self.entradas, self.usos = self.entradas + 1, 0
        token = {"access_token": f"t{self.entradas}", "token_type": "bearer", "expires_in": 900}
        return 200, token

    def con_token(self, peticion: Peticion) -> bool:
        self.usos += 1
        propio = peticion.cabeceras.get("Authorization") == f"Bearer t{self.entradas}"
        return propio and self.entradas > 0 and self.usos <= self.vale_por


class Peticion:
    """One request, opened."""

    def __init__(self, metodo: str, camino: str, cabeceras: Any, cuerpo: bytes) -> None:
        partes = urlsplit(camino)
        self.metodo, self.ruta, self.cabeceras, self.cuerpo = (
            metodo, partes.path, cabeceras, cuerpo,
        )  # fmt: skip
        self.consulta = {campo: valores[-1] for campo, valores in parse_qs(partes.query).items()}


class Veeam(Doble):
    """`/api/oauth2/token`, `/api/v1/sessions`, `/api/v1/taskSessions` of the schema 1.3."""

    def __init__(self) -> None:
        super().__init__()
        self.sesiones: list[dict[str, Any]] = []
        self.tareas: list[dict[str, Any]] = []

    def contestar(self, peticion: Peticion) -> Contestacion:
        version = peticion.cabeceras.get("x-api-version")
        conocida = version in {"1.1-rev0", "1.3-rev0"}
        if not conocida or (peticion.ruta == "/api/v1/taskSessions" and version != "1.3-rev0"):
            return 400, {"errorCode": "InvalidParameter", "message": "x-api-version"}
        if peticion.ruta == "/api/oauth2/token":
            return self.entrar(peticion)
        if not self.con_token(peticion):
            return NO_AUTORIZADO
        listas = {"/api/v1/sessions": self.sesiones, "/api/v1/taskSessions": self.tareas}
        if peticion.ruta not in listas:
            return 404, {"errorCode": "NotFound", "message": ""}
        filas = self._filtradas(listas[peticion.ruta], peticion.consulta)
        saltar, tope = int(peticion.consulta["skip"]), int(peticion.consulta["limit"])
        pagina = filas[saltar : saltar + tope]
        cuenta = {"total": len(filas), "count": len(pagina), "skip": saltar, "limit": tope}
        return 200, {"data": pagina, "pagination": cuenta}

    @staticmethod
    def _filtradas(filas: list[dict[str, Any]], consulta: dict[str, str]) -> list[dict[str, Any]]:
        if estado := consulta.get("stateFilter"):
            return [f for f in filas if f["state"] == estado]
        desde = datetime.fromisoformat(consulta["endedAfterFilter"])
        terminadas = [
            f for f in filas if f.get("endTime") and datetime.fromisoformat(f["endTime"]) >= desde
        ]
        assert consulta["orderColumn"] == "EndTime"
        return sorted(terminadas, key=lambda f: datetime.fromisoformat(f["endTime"]),
                      reverse=consulta["orderAsc"] != "true")  # fmt: skip


class Bareos(Doble):
    """`/token` and `/control/jobs`: filters in the body, limits as FastAPI checks them."""

    def __init__(self) -> None:
        super().__init__()
        self.trabajos: list[dict[str, str]] = []

    def contestar(self, peticion: Peticion) -> Contestacion:
        if peticion.ruta == "/token" and peticion.metodo == "POST":
            return self.entrar(peticion) if b"password" in peticion.cuerpo else NO_AUTORIZADO
        if not self.con_token(peticion):
            return NO_AUTORIZADO
        filtro = json.loads(peticion.cuerpo)
        tope = int(peticion.consulta["limit"])
        saltar = int(peticion.consulta.get("offset", 0))
        mal = "offset" in peticion.consulta and saltar < 1
        if peticion.ruta != "/control/jobs" or tope <= 1 or mal or filtro["hours"] <= 1:
            return 422, {"detail": [{"msg": "ensure this value is greater"}]}
        pagina = self.trabajos[saltar : saltar + tope]
        if not pagina:
            return 404, {"detail": {"message": "No jobs found."}}
        return 200, {"totalItems": str(len(self.trabajos)), "limit": tope, "jobs": pagina}


class Pbs(Doble):
    """`/api2/json/nodes/{node}/tasks`, newest first."""

    prefijo, union, filtro = "PBSAPIToken", ":", "backup"

    def __init__(self) -> None:
        super().__init__()
        self.tareas: list[dict[str, Any]] = []

    def contestar(self, peticion: Peticion) -> Contestacion:
        token = f"{self.prefijo}={FICHA}{self.union}{SECRETO}"
        if peticion.cabeceras.get("Authorization") != token:
            return 401, {"data": None, "message": "authentication failed"}
        if peticion.ruta != "/api2/json/nodes/localhost/tasks":
            return 404, {"data": None}
        assert peticion.consulta["typefilter"] == self.filtro
        desde = int(peticion.consulta["since"])
        filas = [t for t in self.tareas if t.get("endtime", desde) >= desde]
        filas = [t for t in filas if self.filtro in t.get("worker_type", t.get("type", ""))]
        filas.sort(key=lambda t: t["starttime"], reverse=True)
        inicio, tope = int(peticion.consulta["start"]), int(peticion.consulta["limit"])
        return 200, {"data": filas[inicio : inicio + tope], "total": len(filas)}


class Pve(Pbs):
    prefijo, union, filtro = "PVEAPIToken", "=", "vzdump"


class Calla:
    """An answer that never comes, until the test ends."""

    def __init__(self) -> None:
        self.fin = threading.Event()


@contextmanager
def goteando(principio: bytes, gota: bytes) -> Iterator[int]:
    """The port of a server that answers `principio` and then `gota` for ever, before its time."""
    fin = threading.Event()

    def gotear(conexion: socket.socket) -> None:
        with conexion, suppress(OSError):
            conexion.sendall(principio)
            while not fin.wait(0.01):
                conexion.sendall(gota)

    def atender() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=gotear, args=(oido.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as oido:
        threading.Thread(target=atender, daemon=True).start()
        try:
            yield oido.getsockname()[1]
        finally:
            fin.set()
            oido.shutdown(socket.SHUT_RDWR)


@contextmanager
def servido(doble: Doble, envolver: Callable[[Any], Any] | None = None) -> Iterator[Doble]:
    """Serve it on a free port of this machine; `envolver` puts its socket under TLS."""
    servidor = ThreadingHTTPServer(("127.0.0.1", 0), _manejador(doble))
    servidor.daemon_threads = True
    if envolver:
        servidor.socket = envolver(servidor.socket)
    hilo = threading.Thread(target=servidor.serve_forever, args=(0.02,), daemon=True)
    hilo.start()
    esquema = "https" if envolver else "http"
    doble.url = f"{esquema}://127.0.0.1:{servidor.server_address[1]}"
    try:
        yield doble
    finally:
        servidor.shutdown()
        servidor.server_close()
        hilo.join()


def _manejador(doble: Doble) -> type[BaseHTTPRequestHandler]:
    class Manejador(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._atender()

        def do_POST(self) -> None:
            self._atender()

        def _atender(self) -> None:
            cuerpo = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            hecho = doble.atender(Peticion(self.command, self.path, self.headers, cuerpo))
            if isinstance(hecho, Calla):
                hecho.fin.wait()
                return
            codigo, objeto, *cabeceras = hecho
            crudo = objeto if isinstance(objeto, bytes) else json.dumps(objeto).encode()
            self.send_response(codigo)
            for nombre, valor in dict(*cabeceras).items():
                self.send_header(nombre, valor)
            self.send_header("Content-Length", str(len(crudo)))
            self.end_headers()
            try:
                self.wfile.write(crudo)
            except ConnectionError:  # the client had enough
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    return Manejador
