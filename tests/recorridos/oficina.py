"""An institution in a test: its people sign in and work through the real pages, on a stopped clock.

Every act is a request to the product; nothing here writes to the database but people and units,
which an administrator would have registered before.
"""

import io
import json
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse

from directorio.acciones import vigencia
from directorio.models import VersionDirectorio
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from respaldo.acciones.fuentes import DatosDeFuente, crear_fuente
from respaldo.acciones.vigilancia import vigilar
from respaldo.models import Corrida
from tests import fabricas
from tests.recorridos import hoja

LUNES = date(2026, 1, 5)
MARTES, MIERCOLES = LUNES + timedelta(days=1), LUNES + timedelta(days=2)
GENTE = ("coordinador", "operador", "director", "director_general", "admin")
TICKET = "MDA-2026-000321"
MENSAJE = re.compile(r'class="[^"]*(?:mensaje|alerta|error)[^"]*"[^>]*>(.{0,400})', re.DOTALL)


def local(dia: date, hora: int = 10, minuto: int = 0) -> datetime:
    """That hour of that day in the institution's zone, UTC."""
    return datetime.combine(dia, time(hora, minuto), tzinfo=perfil_activo().zona).astimezone(UTC)


class Oficina:
    """Who works in it, what time it is, and the Directorio under way."""

    def __init__(self, viajero: Any) -> None:
        self.viajero = viajero
        self.gente: dict[str, Persona] = {rol: fabricas.persona(rol, rol) for rol in GENTE}
        self.clientes: dict[str, Client] = {}
        for siglas in hoja.siglas():
            fabricas.unidad(siglas)
        self.version: Any = None
        self.token = ""

    # --- the clock -----------------------------------------------------------------------------
    def son(self, dia: date, hora: int = 10, minuto: int = 0) -> datetime:
        """Move the clock; sessions start again, as they would the next morning."""
        ahora = local(dia, hora, minuto)
        self.viajero.move_to(ahora, tick=False)
        self.clientes.clear()
        return ahora

    def pasa_beat(self, dia: date, hora: int = 10, minuto: int = 0) -> datetime:
        """What beat runs at that moment."""
        ahora = self.son(dia, hora, minuto)
        vigencia.entrar_en_vigencia(hoy=dia, ahora=ahora)
        vigilar(ahora=ahora)
        return ahora

    # --- the browser ---------------------------------------------------------------------------
    def como(self, quien: str) -> Client:
        """The browser of `quien`, signed in with the password through the sign-in page."""
        if quien not in self.clientes:
            cliente = Client()
            datos = {"username": quien, "password": fabricas.CLAVE}
            assert cliente.post(reverse("entrar"), datos).status_code == 302
            self.clientes[quien] = cliente
        return self.clientes[quien]

    def ver(self, quien: str, vista: str, *args: Any, **consulta: Any) -> str:
        respuesta = self.como(quien).get(reverse(vista, args=args), consulta)
        assert respuesta.status_code == 200, respuesta.status_code
        return str(respuesta.content.decode())

    def hacer(self, quien: str, vista: str, *args: Any, estado: int = 302, **datos: Any) -> Any:
        """Send a form; by default it must be accepted, and the page it leads to is returned."""
        respuesta = self.como(quien).post(reverse(vista, args=args), datos)
        texto = respuesta.content.decode()
        assert respuesta.status_code == estado, (respuesta.status_code, MENSAJE.findall(texto))
        return respuesta

    # --- the Directorio ------------------------------------------------------------------------
    def preparar(self, **datos: str) -> VersionDirectorio:
        comun = {"anio": "2026", "partir": "vacia", "motivo": "", "transicion": "vigente"}
        self.hacer("coordinador", "directorio:crear", **(comun | datos))
        self.version = VersionDirectorio.objects.latest("pk")
        return self.version

    def subir(self, libro: bytes) -> int:
        archivo = io.BytesIO(libro)
        archivo.name = "Directorio 2026.xlsx"
        respuesta = self.hacer(
            "coordinador",
            "directorio:importar",
            self.version.pk,
            archivo=archivo,
            modo="reemplazar",
        )
        return int(re.findall(r"importaciones/(\d+)/", respuesta.url)[0])

    def enviar(self) -> None:
        self.hacer("coordinador", "directorio:enviar", self.version.pk)

    def decidir(self, quien: str, sentido: str = "otorgado", **datos: Any) -> Any:
        return self.hacer(
            quien, "directorio:decidir", self.version.pk,
            sentido=sentido, **({"contrasena": fabricas.CLAVE} | datos),
        )  # fmt: skip

    def vistos(self) -> None:
        self.decidir("coordinador")
        self.decidir("operador")

    def aprobar(self, desde: date) -> None:
        """From the draft to the signature, without incident."""
        self.enviar()
        self.vistos()
        self.decidir("director", vigente_desde=desde.isoformat())
        self.version.refresh_from_db()

    # --- the evidence --------------------------------------------------------------------------
    def informar(self, *ejecuciones: dict[str, Any]) -> dict[str, Any]:
        """What the backup server sends with its own token, and what it is answered."""
        if not self.token:
            self.token = crear_fuente(
                datos=DatosDeFuente("Servidor de respaldos", "Veeam", "America/Lima"),
                por=self.gente["admin"], hoy=LUNES, ahora=local(LUNES, 9),
            )[1]  # fmt: skip
        respuesta = Client().post(
            "/api/v1/ejecuciones/",
            json.dumps(list(ejecuciones)),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}"},
        )
        assert respuesta.status_code in {200, 201}, respuesta.content.decode()
        resultado: dict[str, Any] = respuesta.json()
        return resultado


def ejecucion_de(corrida: Corrida, **extra: Any) -> dict[str, Any]:
    """The run that its tool would tell of `corrida`, ten minutes after it was due to start."""
    inicio = corrida.inicio_previsto + timedelta(minutes=10)
    return {
        "clave": f"{corrida.linea.trabajo}-{corrida.inicio_previsto:%Y%m%d%H%M}",
        "trabajo": corrida.linea.trabajo,
        "modalidad": corrida.modalidad,
        "estado": "conforme",
        "inicio": inicio.isoformat(),
        "fin": (inicio + timedelta(minutes=20)).isoformat(),
        "bytes": 5 * 10**9,
    } | extra


def abrir_oficina() -> Any:
    """A traveller to give to `Oficina`, as a context manager."""
    return time_machine.travel(local(LUNES), tick=False)
