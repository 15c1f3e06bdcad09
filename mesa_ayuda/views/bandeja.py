"""The tray of the help desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gobierno import reloj
from gobierno.permisos_web import permiso
from gobierno.vistas import quien
from mesa_ayuda.models import Ticket

POR_PAGINA = 50


@permiso("tickets.bandeja")
@require_safe
def bandeja(request: HttpRequest) -> HttpResponse:
    """Open tickets, what is due first on top."""
    visibles = Ticket.objects.visibles_para(quien(request), hoy=reloj.hoy()).abiertos()
    pagina = visibles.pagina(None, cuantas=POR_PAGINA, por_plazo=True)
    return render(request, "mesa_ayuda/bandeja.html", {"pagina": pagina})
