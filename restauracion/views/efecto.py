"""What signing a draft would do to the copies alive and to the requests of users."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from directorio.models import VersionDirectorio
from gobierno import reloj
from gobierno.permisos_web import permiso
from gobierno.vistas import quien
from restauracion.efectos import efectos_de


@require_safe
@permiso("directorio.ver")
def efecto(request: HttpRequest, version: int) -> HttpResponse:
    """The whole page, or only its table for who is deciding. Fuente: MIN-6.1-g, MIN-7.2.2-c."""
    versiones = VersionDirectorio.objects.visibles_para(quien(request), hoy=reloj.hoy())
    borrador = get_object_or_404(versiones, pk=version)
    efectos = list(efectos_de(borrador, ahora=reloj.ahora()))
    contexto = {"version": borrador, "efectos": efectos}
    parcial = "#tabla" if request.headers.get("HX-Request") else ""
    return render(request, f"restauracion/efecto.html{parcial}", contexto)
