"""Incidents opened from a no conforme: the list and the page of each (their life comes later).

Fuente: MIN-7.1.1-e-2, MIN-7.1.2-e.
"""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gobierno import reloj
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.vistas import puede, quien
from mesa_ayuda.models import Incidente, Ticket

POR_PAGINA = 50


@require_safe
@permiso("incidentes.ver")
def incidentes(request: HttpRequest) -> HttpResponse:
    """Incidents, newest first; `?q=` number, title or ticket, `?tipo=` interno or externo."""
    usuario = quien(request)
    filas = Incidente.objects.visibles_para(usuario, hoy=reloj.hoy()).select_related("abierto_por")
    texto = request.GET.get("q", "").replace("\0", "")[:200].strip()
    tipo = request.GET.get("tipo", "")
    if texto:
        filas = filas.filter(
            Q(numero__icontains=texto) | Q(titulo__icontains=texto) | Q(ticket__icontains=texto)
        )
    if tipo in Incidente.Tipo.values:
        filas = filas.filter(tipo=tipo)
    if request.GET.get("ticket") == "pendiente":
        filas = filas.filter(ticket="")
    pagina = Paginator(filas, POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = {"pagina": pagina, "q": texto, "tipo": tipo, "tipos": Incidente.Tipo.choices}
    return render(request, "mesa_ayuda/incidentes.html", contexto)


@require_safe
@permiso("incidentes.ver")
def incidente(request: HttpRequest, pk: int) -> HttpResponse:
    """One incident and the corrida that opened it."""
    usuario = quien(request)
    visibles = Incidente.objects.visibles_para(usuario, hoy=reloj.hoy())
    fila: Incidente = get_object_or_404(visibles.select_related("abierto_por"), pk=pk)
    con_corrida = puede(request, "hoy.ver")
    tickets = Ticket.objects.visibles_para(usuario, hoy=reloj.hoy())
    contexto = {
        "incidente": fila,
        "ticket": tickets.con_numero(fila.ticket).first(),
        "origenes": [_origen(acto, con_enlace=con_corrida) for acto in _actos(fila)],
        "numeral_incidente": perfil_activo().numeral("incidente"),
    }
    return render(request, "mesa_ayuda/incidente.html", contexto)


def _actos(fila: Incidente) -> list[Any]:
    """The declarations that opened it, reached back through the upper app's accessors."""
    verificaciones = list(fila.verificaciones.select_related("corrida__linea", "por"))
    rectificaciones = fila.rectificaciones.select_related("verificacion__corrida__linea", "por")
    return verificaciones + list(rectificaciones)


def _origen(acto: Any, *, con_enlace: bool) -> dict[str, object]:
    corrida = getattr(acto, "corrida", None) or acto.verificacion.corrida
    url = reverse("respaldo:corrida", args=[corrida.pk]) if con_enlace else ""
    return {"corrida": corrida, "url": url, "acto": acto}
