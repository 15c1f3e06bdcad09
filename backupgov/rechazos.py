"""A rule that a view did not expect, or data that cannot be stored: a refusal, never a failure."""

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponseBase

from backupgov import paginas_de_error
from gobierno import problemas
from gobierno.errores import ReglaIncumplida
from gobierno.vistas import rechazo

CONSULTA_MAXIMA = 8_000  # characters; above it SQLite refuses the pattern and proxies the line
API = "/api/"


class Rechazos:
    """Last middleware: closest to the view, so its pages still get the whole frame."""

    def __init__(self, siguiente: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.siguiente = siguiente

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        consulta = request.META.get("QUERY_STRING", "")
        if "\0" in request.path or "%00" in consulta or len(consulta) > CONSULTA_MAXIMA:
            de_api = request.path.startswith(API)
            return (
                problemas.respuesta(400) if de_api else paginas_de_error.peticion_invalida(request)
            )
        return self.siguiente(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if request.path.startswith(API):  # the API answers with problem details of its own
            return None
        if isinstance(error, ReglaIncumplida):
            return rechazo(request, error)
        if isinstance(error, DataError):
            return paginas_de_error.peticion_invalida(request)
        return None
