"""«Mis datos protegidos»: what of the unit is backed up, until when it comes back, how to ask."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directorio.models import Linea, VersionDirectorio
from gobierno import reloj
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.vistas import quien
from respaldo.coberturas import coberturas_de, por_que_falta
from respaldo.retencion.cobertura import Cobertura
from restauracion.catalogo import items_para

POR_PAGINA = 25


@permiso("solicitudes.propias")
@require_safe
def mis_datos(request: HttpRequest) -> HttpResponse:
    """The lines of the person's unit, or of those it heads, with what can be given back today.

    Fuente: MIN-6.1-g, MIN-6.5, MIN-7.2.2-c.
    """
    hoy, ahora, zona = reloj.hoy(), reloj.ahora(), perfil_activo().zona
    version = VersionDirectorio.objects.vigente_al(hoy)
    lineas = (
        Linea.objects.filter(version=version, item__in=items_para(quien(request), hoy=hoy))
        .select_related("item", "unidad")
        .order_by("nombre", "tipo_de_backup", "modalidad")
    )
    pagina = Paginator(lineas, POR_PAGINA).get_page(request.GET.get("pagina"))
    medidas = {x.pk: hay for x, hay in coberturas_de(list(pagina), al=ahora, zona=zona)}
    contexto = {
        "pagina": pagina,
        "filas": [_fila(linea, medidas.get(linea.pk)) for linea in pagina],
        "version": version,
    }
    return render(request, "restauracion/mis_datos.html", contexto)


def _fila(linea: Linea, hay: Cobertura | None) -> dict[str, Any]:
    """A line, what the Directorio promises of it, what comes back, and why the rest does not."""
    return {"linea": linea, "hay": hay, "falta": por_que_falta(hay) if hay else []}
