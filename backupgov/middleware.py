"""What every request gets: an identifier that ties its log lines and audit entries."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bound_contextvars

_ACEPTABLE = re.compile(r"[A-Za-z0-9-]{8,64}")


def peticion(siguiente: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the request ``id_peticion`` (the proxy's ``X-Request-ID`` when it is well formed)."""

    def con_identificador(request: HttpRequest) -> HttpResponse:
        propuesto = request.headers.get("X-Request-ID", "")
        identificador = propuesto if _ACEPTABLE.fullmatch(propuesto) else uuid.uuid4().hex
        request.id_peticion = identificador  # type: ignore[attr-defined]
        with bound_contextvars(id_peticion=identificador):
            response = siguiente(request)
        response["X-Request-ID"] = identificador
        return response

    return con_identificador
