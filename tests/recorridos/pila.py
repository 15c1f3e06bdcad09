"""A whole installation of production processes on servers of its own, to be mistreated."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from celery import Celery

from tests import motores

SEGUNDOS_ENTRE_BARRIDOS = 5
RAIZ = Path(__file__).resolve().parent.parent.parent
CLAVE = "Directorio-que-corre-2026"
GENTE = ("coordinador", "operador", "director", "director_general")
REGISTRAR = """
from gobierno import reloj
from gobierno.acciones.designaciones import Nombramiento, designar
from gobierno.acciones.personas import Ficha, crear_persona
from gobierno.models import Persona, UnidadOrganica
from respaldo.acciones.fuentes import DatosDeFuente, crear_fuente
acto = dict(por=Persona.objects.get(username="raiz"), hoy=reloj.hoy(), ahora=reloj.ahora())
for siglas in {siglas}:
    UnidadOrganica.objects.get_or_create(siglas=siglas, defaults=dict(nombre=siglas))
otec = UnidadOrganica.objects.get(siglas="OTEC")
for rol in {gente}:
    ficha = Ficha(rol.capitalize(), "Prueba", rol + "@ejemplo.gob.pe", otec)
    quien = crear_persona(username=rol, ficha=ficha, contrasena="{clave}", **acto)
    documento = Nombramiento(rol=rol, unidad=otec, desde=acto["hoy"], hasta=None,
        documento="Memorando 001-2026", es_encargatura=False)
    designar(persona=quien, nombramiento=documento, **acto)
datos = DatosDeFuente("Servidor de respaldos", "Veeam", "America/Lima")
print("TOKEN", crear_fuente(datos=datos, **acto)[1])
"""


@dataclass
class Pila:
    """The installation under test and the servers it stands on."""

    puerto: int
    entorno: dict[str, str]
    carpeta: Path
    servidores: dict[str, int]  # place of each one in motores._procesos
    proceso: Any = None
    token: str = ""
    galletas: dict[str, dict[str, str]] = field(default_factory=dict)

    def orden(self, *argumentos: str) -> str:
        hecho = subprocess.run(
            [sys.executable, "manage.py", *argumentos],
            cwd=RAIZ, env=self.entorno, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert hecho.returncode == 0, hecho.stderr[-2000:]
        return hecho.stdout

    def contar(self, sql: str) -> Any:
        with psycopg.connect(self.entorno["DATABASE_URL"]) as conexion:
            return conexion.execute(sql).fetchone()[0]  # type: ignore[call-overload,index]

    def pedir(self, quien: str, ruta: str, datos: Any = None, tipo: str = "") -> tuple[int, str]:
        """A request as the proxy would pass it on; the cookies of each person are kept apart."""
        galletas = self.galletas.setdefault(quien, {})
        cabeceras = {
            "X-Forwarded-Proto": "https",
            "Referer": f"https://127.0.0.1:{self.puerto}/",
            "Cookie": "; ".join(f"{n}={v}" for n, v in galletas.items()),
        }
        cuerpo = None
        if isinstance(datos, dict):
            cuerpo = urlencode({"csrfmiddlewaretoken": galletas.get("csrftoken", ""), **datos})
            tipo = "application/x-www-form-urlencoded"
        elif datos is not None:
            cuerpo = datos
        if tipo:
            cabeceras["Content-Type"] = tipo
        if tipo == "application/json":
            cabeceras["Authorization"] = f"Bearer {self.token}"
        conexion = http.client.HTTPConnection("127.0.0.1", self.puerto, timeout=180)
        conexion.request("POST" if cuerpo is not None else "GET", ruta, cuerpo, cabeceras)
        respuesta = conexion.getresponse()
        texto = respuesta.read().decode(errors="replace")
        for nombre, valor in respuesta.getheaders():
            if nombre.lower() == "set-cookie":
                clave, _, resto = valor.partition("=")
                galletas[clave.removeprefix("__Host-")] = resto.split(";")[0]
                galletas[clave] = resto.split(";")[0]
        conexion.close()
        return respuesta.status, respuesta.getheader("Location") or texto

    def hacer(self, quien: str, ruta: str, **datos: str) -> str:
        estado, donde = self.pedir(quien, ruta, datos)
        assert estado == 302, (ruta, estado, donde[:3000])
        return donde

    def entrar(self, quien: str) -> None:
        self.pedir(quien, "/entrar/")
        self.hacer(quien, "/entrar/", username=quien, password=CLAVE)

    def matar(self, servidor: str) -> None:
        proceso = motores._procesos[self.servidores[servidor]]
        proceso.send_signal(signal.SIGINT)
        proceso.wait(60)

    def revivir(self, servidor: str) -> None:
        lugar = self.servidores[servidor]
        muerto = motores._procesos[lugar]
        motores._procesos[lugar] = subprocess.Popen(
            muerto.args, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, cwd="/", **motores._como_nadie(),
        )  # fmt: skip

    def barrer(self, veces: int = 1) -> None:
        """What beat sends each minute, now; twice is what two beats would send."""
        cola = Celery(broker=self.entorno["REDIS_URL"])
        for _ in range(veces):
            for tarea in ("directorio.tasks.entrar_en_vigencia",
                          "respaldo.tasks.vigilar_verificaciones"):  # fmt: skip
                cola.send_task(tarea)

    def barrer_hasta(self, condicion: Any, que: str) -> None:
        """Sweep as beat does, again and again, until what is due today or tomorrow shows."""
        ultimo = [time.monotonic()]

        def mirar() -> bool:
            if time.monotonic() - ultimo[0] > SEGUNDOS_ENTRE_BARRIDOS:
                self.barrer()
                ultimo[0] = time.monotonic()
            return bool(condicion())

        esperar(mirar, que)

    def trabajador(self) -> set[int]:
        hijos = Path(f"/proc/{self.proceso.pid}/task/{self.proceso.pid}/children").read_text()
        return {
            int(pid)
            for pid in hijos.split()
            if b"\0worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
        }


def esperar(condicion: Any, que: str) -> None:
    limite = time.monotonic() + 180
    while True:
        try:
            if condicion():
                return
        except (psycopg.OperationalError, OSError):
            pass
        assert time.monotonic() < limite, que
        time.sleep(0.2)


@contextmanager
def levantada(tmp_path: Path) -> Iterator[Pila]:
    with motores.aparte():
        yield from _con_servidores(tmp_path)


def _con_servidores(tmp_path: Path) -> Iterator[Pila]:
    base = motores.iniciar_postgresql()
    lugar_pg = len(motores._procesos) - 1
    cola = motores.iniciar_redis()
    puerto = motores.puerto_libre()
    entorno = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "una-clave-larga-y-variada-0123456789-abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": base,
        "REDIS_URL": cola,
        "DETRAS_DE_PROXY": "1",
        "CARPETA_DATOS": str(tmp_path),
        "STATIC_ROOT": str(tmp_path / "static"),
        "WEB_CONCURRENCY": "1",
        "PORT": str(puerto),
        "CONTRASENA_INICIAL": CLAVE,
    }
    esta = Pila(puerto, entorno, tmp_path, {"pg": lugar_pg, "redis": lugar_pg + 1})
    registro = tmp_path / "pila.log"
    with registro.open("w+") as salida:
        orden = [sys.executable, "manage.py", "levantar"]
        esta.proceso = subprocess.Popen(orden, cwd=RAIZ, env=entorno, stdout=salida, stderr=salida)
        try:
            esperar(lambda: "Listo en" in registro.read_text(), "it did not start")
            yield esta
        finally:
            esta.proceso.send_signal(signal.SIGTERM)
            esta.proceso.wait(120)
