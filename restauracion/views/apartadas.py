"""The files of a request, and the copies that are set aside for it."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gobierno.errores import ReglaIncumplida
from gobierno.models import Adjunto
from gobierno.permisos_web import permiso
from gobierno.views.adjuntos import entregar
from gobierno.vistas import REPETIDO, acto, hecho, quien, rechazo
from respaldo.acciones.disponibilidad import apartar as apartar_copia
from respaldo.models import Reserva
from restauracion import estados
from restauracion.views.pasos import visible


@permiso(estados.PROPIAS)
@require_safe
def adjunto(request: HttpRequest, pk: int, adjunto: int) -> HttpResponseBase:
    """A file of a request that the person may see."""
    fila = visible(request, pk)
    propios = Adjunto.objects.filter(solicitudes=fila) | Adjunto.objects.filter(
        restauraciones__solicitud=fila
    )
    de_comprobacion = fila.confirmaciones.filter(adjunto=adjunto).exists()
    filas = Adjunto.objects.all() if de_comprobacion else propios.distinct()
    return entregar(request, get_object_or_404(filas, pk=adjunto))


@permiso("disponibilidad.registrar")
@require_POST
def apartar(request: HttpRequest, pk: int, reserva: int) -> HttpResponse:
    """The operator says that the copy was set aside in the software (R23)."""
    fila = visible(request, pk)
    propia = get_object_or_404(Reserva.objects.de(fila.numero), pk=reserva)
    try:
        apartar_copia(reserva=propia, nota="", **acto(request))
    except ReglaIncumplida as error:
        propia.refresh_from_db()
        if propia.apartada_por_id == quien(request).pk:
            return hecho(request, REPETIDO, "restauracion:solicitud", pk)
        return rechazo(request, error, volver=reverse("restauracion:solicitud", args=[pk]))
    return hecho(request, "Quedó registrado que se apartó.", "restauracion:solicitud", pk)
