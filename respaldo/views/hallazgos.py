"""Findings about lines that nobody reported: each one explains its rule, its inputs and its remedy.

Fuente: X-4.
"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gobierno import reloj
from gobierno.permisos_web import permiso
from gobierno.vistas import quien
from respaldo.models import Hallazgo

POR_PAGINA = 50


@require_safe
@permiso("hoy.ver")
def hallazgos(request: HttpRequest) -> HttpResponse:
    """Open findings, or those already solved with `?estado=resueltos`."""
    resueltos = request.GET.get("estado") == "resueltos"
    filas = Hallazgo.objects.visibles_para(quien(request), hoy=reloj.hoy()).select_related("linea")
    pedidos = filas.resueltos() if resueltos else filas.abiertos()
    contexto = {
        "pagina": Paginator(pedidos, POR_PAGINA).get_page(request.GET.get("pagina")),
        "resueltos": resueltos,
        "abiertos": filas.abiertos().count(),
    }
    return render(request, "respaldo/hallazgos.html", contexto)
