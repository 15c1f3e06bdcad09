"""Errors of the API as RFC 9457 problem details, in Spanish, each with its remedy."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from gobierno.errores import ReglaIncumplida
from gobierno.vistas import estado_http, explicar

TIPO = "application/problem+json"
TITULOS = {
    400: ("peticion-ilegible", "La petición no se entiende."),
    401: ("sin-identificar", "Falta identificarse."),
    403: ("sin-permiso", "No tiene permiso."),
    404: ("no-existe", "No existe, o no puede verlo."),
    405: ("metodo-no-permitido", "Este recurso no admite ese método."),
    406: ("formato-no-disponible", "No hay respuesta en el formato pedido."),
    409: ("estado-cambiado", "El estado cambió antes de esta petición."),
    413: ("demasiado-grande", "La petición es demasiado grande."),
    415: ("formato-no-admitido", "No se admite ese tipo de contenido."),
    422: ("datos-no-validos", "Los datos no son válidos."),
    429: ("demasiadas-peticiones", "Demasiadas peticiones."),
}
REMEDIOS = {
    400: "Revise la dirección, la consulta y el cuerpo.",
    401: "Envíe «Authorization: Bearer …» con el token de su fuente, o inicie sesión en el sitio.",
    403: "Si le corresponde, pida al administrador que registre su designación.",
    404: "Revise la dirección y el número.",
    405: "Vea los métodos admitidos en la cabecera Allow y en /api/v1/.",
    406: "Pida application/json.",
    415: "Envíe application/json.",
    429: "Espere los segundos que dice la cabecera Retry-After y vuelva a enviar.",
}


class Problema(exceptions.APIException):
    """A refusal with its own explanation; `errores` lists field by field what is wrong."""

    def __init__(
        self, estado: int, detalle: str, remedio: str, *, errores: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        super().__init__(detalle)
        self.status_code = estado
        self.remedio = remedio
        self.errores = list(errores)


def manejar(error: Exception, contexto: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler: what it knows becomes a problem; the rest is a real failure."""
    if isinstance(error, ReglaIncumplida):
        error = Problema(estado_http(error), explicar(error), error.remedio)
    elif isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(str(error) or None)
    if not isinstance(error, exceptions.APIException):
        return None
    cabeceras = {}
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        cabeceras["WWW-Authenticate"] = 'Bearer realm="backupgov"'
    if espera := getattr(error, "wait", None):  # Throttled
        cabeceras["Retry-After"] = str(int(espera) + 1)
    cuerpo = _cuerpo(error)
    return Response(cuerpo, status=error.status_code, headers=cabeceras, content_type=TIPO)


def _cuerpo(error: exceptions.APIException) -> dict[str, Any]:
    estado = error.status_code
    tipo, titulo = TITULOS.get(estado, ("error", "No se pudo atender la petición."))
    propio = isinstance(error, Problema | exceptions.PermissionDenied)
    if isinstance(error, exceptions.AuthenticationFailed):
        propio = True
    cuerpo: dict[str, Any] = {
        "type": f"urn:backupgov:problema:{tipo}",
        "title": titulo,
        "status": estado,
        "detail": str(error.detail) if propio else titulo,
        "remedio": getattr(error, "remedio", "") or REMEDIOS.get(estado, ""),
    }
    if errores := getattr(error, "errores", None):
        cuerpo["errores"] = errores
    return cuerpo


def respuesta(estado: int, detalle: str = "", remedio: str = "") -> HttpResponse:
    """A problem answered before any view of the API runs: unknown address, impossible query."""
    titulo = TITULOS[estado][1]
    cuerpo = _cuerpo(Problema(estado, detalle or titulo, remedio or REMEDIOS.get(estado, "")))
    return HttpResponse(JSONRenderer().render(cuerpo), status=estado, content_type=TIPO)
