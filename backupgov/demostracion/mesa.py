"""Tickets of the demonstration: one story for each state, lived in its own business days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from backupgov.demostracion.elenco import Elenco
from gobierno.calendario import Calendario
from gobierno.perfil import perfil_activo
from mesa_ayuda import acciones
from mesa_ayuda.acciones import DatosDeTicket
from mesa_ayuda.models import Ticket


@dataclass
class Mostrador:
    """The tickets opened so far, by the name of their story."""

    elenco: Elenco
    calendario: Calendario
    ahora: datetime
    tickets: dict[str, Ticket] = field(default_factory=dict)

    def vivir(self, fecha: date, hoy: date) -> None:
        """Everything that happens at the help desk on `fecha`."""
        atras = self._habiles_atras(fecha, hoy)
        for dia, hora, paso, historia, datos in RELATOS:
            if dia == atras:
                self._hacer(paso, historia, dict(datos), self._instante(fecha, hora))

    def _habiles_atras(self, fecha: date, hoy: date) -> int:
        """Business days from `fecha` to `hoy`; -1 when nobody works on it."""
        if fecha != hoy and not self.calendario.es_habil(fecha):
            return -1
        dias = (fecha + timedelta(days=n) for n in range((hoy - fecha).days))
        return sum(map(self.calendario.es_habil, dias))

    def _instante(self, fecha: date, hora: float) -> datetime:
        zona = perfil_activo().zona
        medianoche = datetime.combine(fecha, datetime.min.time(), tzinfo=zona)
        return min(medianoche + timedelta(hours=hora), self.ahora)

    def _hacer(self, paso: str, historia: str, datos: dict[str, Any], ahora: datetime) -> None:
        acto: dict[str, Any] = {"por": self.elenco[datos.pop("por")], "ahora": ahora}
        acto["hoy"] = ahora.astimezone(perfil_activo().zona).date()
        for campo in ("a", "solicitante"):
            if campo in datos:
                datos[campo] = self.elenco[datos[campo]]
        if paso == "crear":
            propio = datos.get("canal", "formulario") == "formulario"
            base: dict[str, Any] = {
                "canal": "formulario",
                "solicitante": acto["por"] if propio else None,
            }
            nuevo = DatosDeTicket(**(base | datos))
            self.tickets[historia] = acciones.crear(datos=nuevo, **acto)
        elif historia in self.tickets:
            hacer = getattr(acciones, paso)
            self.tickets[historia] = hacer(ticket=self.tickets[historia], **datos, **acto)


def _r(dia: int, hora: float, paso: str, historia: str, por: str, **datos: Any) -> Any:
    return dia, hora, paso, historia, {"por": por} | datos


# Business days ago, local hour, step, story, facts.
RELATOS: tuple[tuple[int, float, str, str, Mapping[str, Any]], ...] = (
    _r(9, 9.2, "crear", "acceso", "usuario", categoria="carpeta",
       asunto="Acceso de lectura a la carpeta «Presupuesto 2026»",
       descripcion="\\\\SRV-ARCHIVOS\\OGA\\Presupuesto 2026. Reemplazo a una compañera."),
    _r(9, 9.6, "asignar", "acceso", "mesa", a="operador"),
    _r(8, 9.0, "iniciar", "acceso", "operador"),
    _r(8, 11.5, "resolver", "acceso", "operador",
       solucion="Se agregó su cuenta al grupo de lectura de la carpeta."),
    _r(7, 9.1, "cerrar", "acceso", "operador"),
    _r(6, 10.0, "crear", "vencido", "oficial", categoria="consulta",
       asunto="¿Qué bases de datos no tienen copia externa?",
       descripcion="Para el informe trimestral del SGSI."),
    _r(6, 10.4, "asignar", "vencido", "mesa", a="operador2"),
    _r(5, 9.0, "iniciar", "vencido", "operador2"),
    _r(5, 15.2, "crear", "laptop", "usuario", categoria="otro",
       asunto="Recuperar fotos que borré de mi laptop"),
    _r(5, 15.7, "devolver", "laptop", "mesa",
       motivo="La información de los equipos asignados a los usuarios no se respalda."),
    _r(4, 8.8, "crear", "reabierto", "jefe", categoria="carpeta",
       asunto="Carpeta nueva para el comité de contrataciones"),
    _r(4, 9.0, "asignar", "reabierto", "mesa", a="operador"),
    _r(4, 9.5, "iniciar", "reabierto", "operador"),
    _r(4, 12.0, "resolver", "reabierto", "operador", solucion="Se creó la carpeta «Comité 2026»."),
    _r(4, 16.0, "crear", "anulado", "usuario", categoria="consulta",
       asunto="¿Cómo pido una restauración?"),
    _r(4, 16.1, "anular", "anulado", "usuario", motivo="Ya encontré el formulario."),
    _r(3, 9.3, "crear", "resuelto", "usuario", categoria="consulta",
       asunto="¿Desde cuándo se guarda la base de planillas?"),
    _r(3, 9.5, "asignar", "resuelto", "mesa", a="operador"),
    _r(3, 10.2, "iniciar", "resuelto", "operador"),
    _r(3, 11.0, "crear", "espera", "jefe", categoria="carpeta",
       asunto="Mover la carpeta «Actas» a la nueva unidad"),
    _r(3, 11.2, "asignar", "espera", "mesa", a="operador"),
    _r(2, 9.0, "iniciar", "espera", "operador"),
    _r(2, 9.4, "esperar", "espera", "operador", causa="usuario",
       motivo="¿Se mueven también los años anteriores a 2024?"),
    _r(2, 10.0, "reabrir", "reabierto", "jefe", motivo="Dos miembros no pueden entrar."),
    _r(1, 9.0, "crear", "asignado", "mesa", categoria="otro", canal="correo",
       solicitante="director_general", numero_externo="MDA-2026-003987",
       asunto="Constancia de las copias del sistema de trámite para la auditoría"),
    _r(1, 9.2, "asignar", "asignado", "mesa", a="mesa"),
    _r(1, 9.6, "anotar_externo", "asignado", "mesa", numero="MDA-2026-003987",
       estado="En atención, nivel 2"),
    _r(1, 15.0, "crear", "validado", "mesa", categoria="carpeta", canal="anexo",
       contacto="Rubén Ticona, anexo 3310", asunto="No ve la unidad Z: desde su equipo nuevo"),
    _r(1, 15.1, "validar", "validado", "mesa"),
    _r(0, 8.6, "resolver", "resuelto", "operador",
       solucion="Copia diaria desde enero de 2024, con retención de un año."),
    _r(0, 8.8, "crear", "nuevo", "usuario", categoria="carpeta",
       asunto="Ampliar la carpeta «Logística»: ya no entra más"),
)  # fmt: skip
