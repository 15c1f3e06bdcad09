"""The page of one ticket."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from gobierno import reloj
from gobierno.historia import historia_de
from gobierno.permisos_web import permiso
from gobierno.vistas import quien
from mesa_ayuda.models import Ticket


@permiso("tickets.propios")
@require_safe
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """A ticket that the person may see, with its timeline; any other is a 404."""
    visibles = Ticket.objects.visibles_para(quien(request), hoy=reloj.hoy())
    fila: Ticket = get_object_or_404(visibles.select_related("solicitante", "asignado_a"), pk=pk)
    contexto = {"ticket": fila, "historia": historia_de(fila)}
    return render(request, "mesa_ayuda/ticket.html", contexto)
