"""Evidence files come out as downloads, never as a page of ours."""

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from gobierno import acciones, archivos, reloj
from gobierno.errores import ReglaIncumplida
from gobierno.models import Adjunto
from gobierno.permisos_web import permiso
from gobierno.vistas import quien, rechazo

SEGUROS = {"application/pdf", "image/png", "image/jpeg", "image/gif", archivos.TEXTO}


@permiso("inicio.ver")
@require_safe
def adjunto(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Whoever uploaded it, or reads what it supports. A file that changed is not handed out."""
    visibles = Adjunto.objects.visibles_para(quien(request), hoy=reloj.hoy())
    propio = get_object_or_404(visibles, pk=pk)
    return entregar(request, propio)


def entregar(request: HttpRequest, propio: Adjunto) -> HttpResponseBase:
    """Hand out a file that the caller has decided the person may have; it leaves a trace."""
    error = _defecto(propio)
    if error:
        return rechazo(request, error)
    acciones.registrar_descarga(adjunto=propio, por=quien(request), ahora=reloj.ahora())
    tipo = propio.tipo if propio.tipo in SEGUROS else archivos.GENERICO
    respuesta = FileResponse(
        propio.archivo.open("rb"), as_attachment=True, filename=propio.nombre, content_type=tipo
    )
    respuesta["X-Content-Type-Options"] = "nosniff"
    respuesta["Content-Security-Policy"] = "sandbox; default-src 'none'"
    respuesta["Cache-Control"] = "private, no-store"
    return respuesta


def _defecto(propio: Adjunto) -> ReglaIncumplida | None:
    remedio = "Avise al administrador: debe recuperarlo de la copia de respaldo de este sistema."
    try:
        if acciones.esta_intacto(adjunto=propio):
            return None
    except OSError:
        return ReglaIncumplida(f"El archivo «{propio.nombre}» ya no está.", remedio=remedio)
    return ReglaIncumplida(
        f"El archivo «{propio.nombre}» fue alterado: no coincide con el que se adjuntó.",
        remedio=remedio,
    )
