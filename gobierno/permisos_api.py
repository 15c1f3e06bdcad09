"""Who may use each endpoint of the API: closed by default, like `gobierno.permisos_web`.

A view declares `permiso_de = {"GET": "hoy.ver"}` with permissions of people, or `MAQUINA` for the
methods that only a source of evidence may use with its token. A method without declaration is
refused, whoever asks.
"""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import hoy_local

MAQUINA = "maquina"


class SesionWeb(SessionAuthentication):
    """The session of the site. It says how to authenticate: a stranger gets 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class EsquemaDeSesion(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = SesionWeb
    name = "sesionWeb"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "La sesión del sitio, al entrar con su cuenta.",
        }


class PermisoDeclarado(BasePermission):
    """Allows only what the view declares for the method."""

    message = "No tiene permiso para esto."

    def has_permission(self, request: Request, view: Any) -> bool:
        permiso = getattr(view, "permiso_de", {}).get(_metodo(request))
        if permiso is None:
            return False
        if isinstance(request.user, Persona):
            permitido = permiso in request.user.permisos_al(hoy_local())
            if not permitido:
                self.message = _quien_puede(permiso)
            return permitido
        return permiso == MAQUINA and bool(request.auth)


def _metodo(request: Request) -> str:
    return "GET" if request.method in {"HEAD", "OPTIONS"} else str(request.method)


def _quien_puede(permiso: str) -> str:
    if permiso == MAQUINA:
        return "Esto lo hace una fuente de evidencia con su token, no una persona con su sesión."
    roles = ", ".join(rol.nombre for rol in perfil_activo().roles_con(permiso))
    return f"Le corresponde a: {roles or 'nadie en este perfil'}."
