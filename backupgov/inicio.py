"""Home: the tray of each person. It reads from every app, so it lives in the composition root."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from backupgov import pendientes
from backupgov.menu import direccion
from gobierno import formato, reloj
from gobierno.calendario_institucional import calendario_institucional
from gobierno.models import Paso, Persona
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.vistas import quien
from respaldo.models import Corrida

FILAS = 6
UN_SEGUNDO = timedelta(seconds=1)  # deadlines are exclusive: people read «23:59», not «00:00»


@dataclass(frozen=True)
class Fila:
    texto: str
    url: str
    detalle: str = ""
    estado: str = ""
    cuando: datetime | None = None


@dataclass(frozen=True)
class Bandeja:
    """What waits: the first rows and how many there are in all."""

    titulo: str
    total: int
    filas: list[Fila] = field(default_factory=list)
    url: str = ""
    url_texto: str = "Ver todo"
    vacia: str = "No hay nada pendiente."


def _bandeja(
    titulo: str, consulta: Any, fila: Callable[[Any], Fila], vista: str, filtro: str = ""
) -> Bandeja:
    total = consulta.count()
    filas = [fila(objeto) for objeto in consulta[:FILAS]] if total else []
    return Bandeja(titulo, total, filas, direccion(vista) + filtro)


def _decisiones(persona: Persona, ahora: datetime) -> Iterable[Bandeja]:
    pasos = pendientes.pasos_de(persona)
    conocimiento = Paso.Acto.CONOCIMIENTO

    def fila(paso: Paso) -> Fila:
        return Fila(
            texto=paso.ronda.tramite.titulo,
            url=direccion("directorio:por_firmar"),
            detalle=f"{paso.get_acto_display()}, ronda {paso.ronda.numero}",
            cuando=paso.turno_desde,
        )

    vista = "directorio:por_firmar"
    yield _bandeja("Por dar visto o firmar", pasos.exclude(acto=conocimiento), fila, vista)
    yield _bandeja("Por tomar conocimiento", pasos.filter(acto=conocimiento), fila, vista)


def _verificaciones(persona: Persona, ahora: datetime) -> Iterable[Bandeja]:
    corridas = pendientes.corridas_por_verificar(persona, ahora).select_related("linea")

    def fila(corrida: Corrida) -> Fila:
        return Fila(
            texto=corrida.linea.nombre,
            url=reverse("respaldo:corrida", args=[corrida.pk]) if direccion("respaldo:hoy") else "",
            detalle=f"{corrida.get_tipo_de_backup_display()}, "
            f"fecha operativa {formato.fecha(corrida.fecha_operativa)}",
            estado=corrida.estado_al(ahora),
            cuando=corrida.vence_en - UN_SEGUNDO,
        )

    vencidas, en_plazo = corridas.filter(vence_en__lte=ahora), corridas.filter(vence_en__gt=ahora)
    lista = "respaldo:corridas"  # interno and externo together, the very rows of the number
    yield _bandeja("Vencidas", vencidas, fila, lista, "?estado=vencida")
    yield _bandeja("Por verificar", en_plazo, fila, lista, "?estado=por_verificar")


def _configuraciones(persona: Persona, ahora: datetime) -> Iterable[Bandeja]:
    def fila(linea: Any) -> Fila:
        return Fila(
            texto=linea.nombre,
            url=direccion("directorio:configuracion"),
            detalle=linea.get_tipo_de_backup_display(),
            estado="pendiente_de_configurar",
        )

    lineas = pendientes.lineas_por_configurar(persona)
    yield _bandeja("Líneas por configurar", lineas, fila, "directorio:configuracion")


def _incidentes(persona: Persona, ahora: datetime) -> Iterable[Bandeja]:
    def fila(incidente: Any) -> Fila:
        return Fila(
            texto=str(incidente),
            url=reverse("mesa_ayuda:incidente", args=[incidente.pk]),
            estado="abierto",
            cuando=incidente.detectado_en,
        )

    abiertos = pendientes.incidentes_abiertos(persona)
    yield _bandeja("Incidentes abiertos", abiertos, fila, "mesa_ayuda:incidentes")


def _tickets(persona: Persona, ahora: datetime) -> Iterable[Bandeja]:
    def fila(ticket: Any) -> Fila:
        return Fila(
            texto=str(ticket),
            url=reverse("mesa_ayuda:ticket", args=[ticket.pk]),
            estado="vencido" if ticket.esta_vencido(ahora) else ticket.estado,
            cuando=ticket.vence_solucion_en,
        )

    yield _bandeja(
        "Tickets por atender", pendientes.tickets_de(persona), fila, "mesa_ayuda:bandeja"
    )


def _solicitudes(persona: Persona, ahora: datetime) -> Iterable[Bandeja]:
    def fila(solicitud: Any) -> Fila:
        return Fila(
            texto=f"{solicitud.numero} {solicitud.que}",
            url=reverse("restauracion:solicitud", args=[solicitud.pk]),
            estado=solicitud.estado,
            cuando=solicitud.ticket.vence_solucion_en,
        )

    filas = pendientes.solicitudes_de(persona)
    yield _bandeja("Solicitudes por atender", filas, fila, "restauracion:solicitudes", "?ver=mi")


def _vacantes(persona: Persona, ahora: datetime) -> Iterable[Bandeja]:
    vacantes = pendientes.roles_vacantes()
    url = direccion("gobierno:personas")
    filas = [
        Fila(rol.nombre, url, f"Nadie lo ejerce hoy; {perfil_activo().norma.codigo}", "vencida")
        for rol in vacantes
    ]
    yield Bandeja("Roles sin persona", len(filas), filas, url)


def _avisos(persona: Persona, ahora: datetime) -> Iterable[Bandeja]:
    url = direccion("gobierno:avisos")

    def fila(aviso: Any) -> Fila:
        return Fila(texto=aviso.asunto, url=aviso.enlace or url, cuando=aviso.creado_en)

    yield _bandeja("Avisos sin leer", pendientes.avisos_de(persona), fila, "gobierno:avisos")


Proveedor = Callable[[Persona, datetime], Iterable[Bandeja]]
# In order of consequence.
BANDEJAS: tuple[tuple[str, Proveedor], ...] = (
    ("aprobaciones.decidir", _decisiones),
    ("hoy.ver", _verificaciones),
    ("personas.administrar", _vacantes),
    ("verificacion.no_aplica", _vacantes),
    ("solicitudes.gestionar", _solicitudes),
    ("solicitudes.atender", _solicitudes),
    ("tickets.bandeja", _tickets),
    ("incidentes.ver", _incidentes),
    ("configuracion.registrar", _configuraciones),
    ("avisos.ver", _avisos),
)


def bandejas_de(persona: Persona, *, hoy: date, ahora: datetime) -> list[Bandeja]:
    """The trays of `persona` on `hoy`; each kind once, however many permissions give it."""
    permisos = persona.permisos_al(hoy)
    proveedores = dict.fromkeys(p for codigo, p in BANDEJAS if codigo in permisos)
    return [bandeja for p in proveedores for bandeja in p(persona, ahora)]


def proximo_deber(persona: Persona, *, hoy: date, ahora: datetime) -> str:
    """One sentence: when the next duty of `persona` falls due."""
    permisos = persona.permisos_al(hoy)
    zona = perfil_activo().zona
    if "verificacion.registrar" in permisos:
        vence = (
            Corrida.objects.sin_verificar()
            .filter(vence_en__gt=ahora)
            .order_by("vence_en")
            .values_list("vence_en", flat=True)
            .first()
        )
        if vence:
            cuando = formato.fecha_hora(vence - UN_SEGUNDO, zona)
            return f"Su próximo deber vence el {cuando}: verificar copias."
    if permisos & {"directorio.editar", "aprobaciones.decidir"}:
        limite = _plazo_del_directorio(hoy)
        fecha = formato.fecha_larga(limite)
        return f"Su próximo deber: el Directorio {limite.year}, a más tardar el {fecha}."
    return "Usted no tiene deberes con fecha en este sistema."


def _plazo_del_directorio(hoy: date) -> date:
    """Last business day of the profile's month, this year or the next (dominio.md 0.3)."""
    mes, calendario = perfil_activo().plazos.directorio_mes, calendario_institucional()
    limite = calendario.ultimo_habil_del_mes(hoy.year, mes)
    return limite if limite >= hoy else calendario.ultimo_habil_del_mes(hoy.year + 1, mes)


@permiso("inicio.ver")
@require_safe
def inicio(request: HttpRequest) -> HttpResponse:
    persona = quien(request)
    hoy, ahora = reloj.hoy(), reloj.ahora()
    bandejas = [b for b in bandejas_de(persona, hoy=hoy, ahora=ahora) if b.total]
    contexto = {
        "saludo": f"Hola, {persona.first_name or persona}",
        "bandejas": bandejas,
        "proximo": proximo_deber(persona, hoy=hoy, ahora=ahora),
        "todo_al_dia": "" if bandejas else "Está al día: nada espera por usted.",
    }
    return render(request, "inicio.html", contexto)
