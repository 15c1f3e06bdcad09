"""The probe, the health page and the figures for Prometheus."""

from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from backupgov import metricas as cifras
from backupgov import salud
from gobierno import reloj
from gobierno.models import Interrupcion
from gobierno.permisos_web import permiso, publica


@publica
@never_cache
@require_safe
def sonda(request: HttpRequest) -> JsonResponse:
    """200 when this process can serve, 503 when not; says which part, and nothing else."""
    mal = [revision.nombre for revision in salud.esenciales() if not revision.bien]
    if mal:
        return JsonResponse({"estado": "mal", "falla": mal}, status=503)
    return JsonResponse({"estado": "bien"})


@permiso("salud.ver")
@never_cache
@require_safe
def sistema(request: HttpRequest) -> HttpResponse:
    revisiones = salud.revisar(reloj.ahora())
    contexto = {
        "revisiones": revisiones,
        "todo_bien": all(revision.bien for revision in revisiones),
        "interrupciones": [
            {"silencio": silencio, "dura": silencio.hasta - silencio.desde}
            for silencio in Interrupcion.objects.order_by("-desde")[:20]
        ],
    }
    return render(request, "salud.html", contexto)


@publica
@never_cache
@require_safe
def metricas(request: HttpRequest) -> HttpResponse:
    autorizacion = request.headers.get("Authorization", "")
    if not cifras.se_permite(autorizacion, request.META.get("REMOTE_ADDR", "")):
        return HttpResponseForbidden("Falta el token de METRICAS_TOKEN.", content_type="text/plain")
    texto = generate_latest(cifras.registro(reloj.ahora()))
    return HttpResponse(texto, content_type=CONTENT_TYPE_LATEST)
