"""Every view says who may use it: `@permiso("…")` or `@publica`; a test walks every URL.

A view without one of the two is refused by the test of permissions and by this module's registry.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone

from gobierno.perfil import perfil_activo
from gobierno.permisos import PERMISOS

Vista = Callable[..., HttpResponseBase]


class PermisoDenegado(PermissionDenied):
    """Carries the permission refused, so that the 403 page says who can."""

    def __init__(self, permiso: str) -> None:
        nombres = [rol.nombre for rol in perfil_activo().roles_con(permiso)]
        super().__init__(
            "Esta página le corresponde a: " + (", ".join(nombres) or "nadie en este perfil") + "."
        )
        self.permiso = permiso


def permiso(nombre: str) -> Callable[[Vista], Vista]:
    """Require `nombre` (a key of gobierno.permisos) in a capacity in force today.

    Anonymous people go to the sign-in page and come back; others get 403 with the reason.
    """
    if nombre not in PERMISOS:
        raise ValueError(f"permiso desconocido: {nombre}")

    def decorar(vista: Vista) -> Vista:
        @wraps(vista)
        def protegida(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _a_entrar(request)
            if nombre not in request.user.permisos_al(hoy_local()):
                raise PermisoDenegado(nombre)
            return vista(request, *args, **kwargs)

        protegida.permiso = nombre  # type: ignore[attr-defined]
        return protegida

    return decorar


def publica(vista: Vista) -> Vista:
    """Declare that anonymous people may use `vista` (sign-in, probes, signed links)."""

    @wraps(vista)
    def abierta(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return vista(request, *args, **kwargs)

    abierta.permiso = None  # type: ignore[attr-defined]
    return abierta


def hoy_local() -> date:
    """Today in the institution's zone: the only clock that views read for dates."""
    return timezone.localdate(timezone=perfil_activo().zona)


def _a_entrar(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        respuesta = HttpResponse(status=401)
        respuesta["HX-Redirect"] = resolve_url(settings.LOGIN_URL)
        return respuesta
    destino = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': destino})}")
