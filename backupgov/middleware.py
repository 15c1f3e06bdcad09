"""What every request carries: an identifier, the caller's address and the institution's zone."""

import ipaddress
import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from structlog.contextvars import bound_contextvars

from gobierno import reloj
from gobierno.contexto import Origen, desde
from gobierno.perfil import perfil_activo

RENOVADA = "renovada_en"
_ACEPTABLE = re.compile(r"[A-Za-z0-9-]{8,64}")


def peticion(siguiente: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Tie log lines and audit entries of a request together; show its times in the local zone."""

    def con_origen(request: HttpRequest) -> HttpResponse:
        propuesto = request.headers.get("X-Request-ID", "")
        identificador = propuesto if _ACEPTABLE.fullmatch(propuesto) else uuid.uuid4().hex
        request.META["REMOTE_ADDR"] = direccion = direccion_del_cliente(request)
        with (
            bound_contextvars(solicitud_id=identificador),
            desde(Origen(solicitud_id=identificador, ip=direccion)),
            timezone.override(perfil_activo().zona),
        ):
            response = siguiente(request)
        response["X-Request-ID"] = identificador
        return response

    return con_origen


def direccion_del_cliente(request: HttpRequest) -> str:
    """Address of the caller: what our own proxy saw, never what the caller claims.

    The last entry of ``X-Forwarded-For`` is the one that the proxy in front of us appended.
    """
    directa: str = request.META.get("REMOTE_ADDR", "")
    if not settings.DETRAS_DE_PROXY:
        return directa
    vista = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    try:
        return str(ipaddress.ip_address(vista))
    except ValueError:
        return directa


def sesion_viva(siguiente: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Put off the end of the session of who is working: its row is written once a minute, and not
    once a page. A short session is renewed sooner."""

    def renovada(request: HttpRequest) -> HttpResponse:
        response = siguiente(request)
        sesion = request.session
        if sesion.accessed and not sesion.is_empty():
            cada = min(60, settings.SESSION_COOKIE_AGE // 10)
            ahora = int(reloj.ahora().timestamp())
            if not 0 <= ahora - sesion.get(RENOVADA, 0) < cada:
                sesion[RENOVADA] = ahora
        return response

    return renovada
