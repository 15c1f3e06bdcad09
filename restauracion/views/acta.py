"""The acta of a restoration, to print and sign (dominio.md §5.1)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from restauracion.models import Restauracion
from restauracion.views.pasos import visible

_CON_ACTA = (Restauracion.Resultado.COMPLETA, Restauracion.Resultado.PARCIAL)


@permiso("solicitudes.propias")
@require_safe
def acta(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked, what was answered and what was restored; 404 while nothing has been.

    Fuente: MIN-7.2.2-d-1, X-6.
    """
    fila = visible(request, pk)
    hechas = list(
        fila.restauraciones.filter(resultado__in=_CON_ACTA).select_related("copia", "terminada_por")
    )
    if not hechas:
        raise Http404("La solicitud todavía no tiene una restauración terminada.")
    perfil = perfil_activo()
    contexto = {
        "solicitud": fila,
        "restauraciones": hechas,
        "evaluacion": fila.evaluaciones.order_by("-numero").first(),
        "confirmaciones": list(fila.confirmaciones.select_related("copia", "por")),
        "numeral": perfil.cita("restauracion"),
        "institucion": perfil.institucion,
    }
    return render(request, "restauracion/acta.html", contexto)
