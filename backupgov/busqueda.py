"""One box for lines, tickets, incidents, requests and people: only what each person may open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from backupgov.inicio import Bandeja, Fila
from directorio.models import Linea, VersionDirectorio
from gobierno import formato, reloj
from gobierno.models import Persona
from gobierno.permisos_web import permiso
from gobierno.vistas import quien
from mesa_ayuda.models import Incidente, Ticket
from respaldo.models import Verificacion
from restauracion.models import SolicitudDeRestauracion

CUANTOS = 20
PALABRAS, LARGO, MINIMO = 5, 100, 2


@dataclass(frozen=True)
class Pedido:
    """What is looked for, by whom and on what day."""

    texto: str
    palabras: list[str]
    persona: Persona
    hoy: date

    def en(self, *campos: str) -> Q:
        """Every word is in some of the fields."""
        condicion = Q()
        for palabra in self.palabras:
            alguna = Q()
            for campo in campos:
                alguna |= Q(**{f"{campo}__icontains": palabra})
            condicion &= alguna
        return condicion


def _lineas(pedido: Pedido) -> Bandeja:
    """Lines of the version in force and, when none is, of the last ones."""
    vigente = VersionDirectorio.objects.vigente_al(pedido.hoy)
    lineas = Linea.objects.visibles_para(pedido.persona, hoy=pedido.hoy).filter(
        pedido.en("nombre", "servidor", "ruta")
    )
    lineas = lineas.filter(version=vigente) if vigente else lineas
    return _bandeja(
        "Líneas del Directorio",
        lineas.select_related("version").order_by("nombre", "pk"),
        lambda linea: Fila(
            linea.nombre,
            reverse("directorio:linea", args=[linea.pk]),
            f"{linea.version} · {linea.servidor}",
        ),
    )


def _incidentes(pedido: Pedido) -> Bandeja:
    visibles = Incidente.objects.visibles_para(pedido.persona, hoy=pedido.hoy)
    return _bandeja(
        "Incidentes",
        visibles.filter(pedido.en("numero", "titulo", "ticket")),
        lambda incidente: Fila(
            str(incidente),
            reverse("mesa_ayuda:incidente", args=[incidente.pk]),
            incidente.ticket or "Sin ticket",
            cuando=incidente.detectado_en,
        ),
    )


def _de_la_mesa(pedido: Pedido) -> Bandeja:
    """Tickets of the help desk by the beginning of their words, newest first."""
    visibles = Ticket.objects.visibles_para(pedido.persona, hoy=pedido.hoy)
    return _bandeja(
        "Tickets",
        visibles.con_palabras(pedido.texto).order_by("-pk"),
        lambda ticket: Fila(
            str(ticket),
            reverse("mesa_ayuda:ticket", args=[ticket.pk]),
            ticket.get_estado_display(),
            cuando=ticket.recibido_en,
        ),
    )


def _solicitudes(pedido: Pedido) -> Bandeja:
    visibles = SolicitudDeRestauracion.objects.visibles_para(pedido.persona, hoy=pedido.hoy)
    return _bandeja(
        "Solicitudes de restauración",
        visibles.con_texto(pedido.texto).select_related("item"),
        lambda solicitud: Fila(
            f"{solicitud.numero} · {solicitud.que}",
            reverse("restauracion:solicitud", args=[solicitud.pk]),
            solicitud.get_estado_display(),
            cuando=solicitud.recibida_en,
        ),
    )


def _tickets(pedido: Pedido) -> Bandeja:
    """Verifications that left this ticket, newest first; looked for from its beginning."""
    if "hoy.ver" not in pedido.persona.permisos_al(pedido.hoy):
        return Bandeja("Tickets de verificación", 0)
    return _bandeja(
        "Tickets de verificación",
        Verificacion.objects.filter(ticket__istartswith=pedido.texto)
        .select_related("corrida__linea")
        .order_by("-pk"),
        lambda hecha: Fila(
            f"{hecha.ticket} · {hecha.corrida.linea.nombre}",
            reverse("respaldo:corrida", args=[hecha.corrida_id]),
            f"Fecha operativa {formato.fecha(hecha.corrida.fecha_operativa)}",
        ),
    )


def _personas(pedido: Pedido) -> Bandeja:
    if "personas.ver" not in pedido.persona.permisos_al(pedido.hoy):
        return Bandeja("Personas", 0)
    return _bandeja(
        "Personas",
        Persona.objects.filter(pedido.en("first_name", "last_name", "username", "email")),
        lambda persona: Fila(
            str(persona), reverse("gobierno:persona", args=[persona.pk]), persona.cargo
        ),
    )


def _bandeja(titulo: str, filas: QuerySet[Any], fila: Callable[[Any], Fila]) -> Bandeja:
    halladas = [fila(objeto) for objeto in filas[: CUANTOS + 1]]
    return Bandeja(titulo, len(halladas), halladas[:CUANTOS])


BUSCADORES: tuple[Callable[[Pedido], Bandeja], ...] = (
    _lineas, _incidentes, _de_la_mesa, _solicitudes, _tickets, _personas,
)  # fmt: skip


def buscar_en_todo(texto: str, persona: Persona, hoy: date) -> list[Bandeja]:
    """The groups with something found, each with its first rows."""
    palabras = texto.split()[:PALABRAS]
    pedido = Pedido(texto, palabras, persona, hoy)
    return list(_con_filas(buscador(pedido) for buscador in BUSCADORES))


def _con_filas(bandejas: Iterable[Bandeja]) -> Iterable[Bandeja]:
    return (bandeja for bandeja in bandejas if bandeja.total)


@permiso("inicio.ver")
@require_safe
def buscar(request: HttpRequest) -> HttpResponse:
    texto = request.GET.get("q", "").strip()[:LARGO]
    corta = len(texto) < MINIMO
    halladas = [] if corta else buscar_en_todo(texto, quien(request), reloj.hoy())
    contexto = {"texto": texto, "corta": corta, "bandejas": halladas, "cuantos": CUANTOS}
    return render(request, "buscar.html", contexto)
