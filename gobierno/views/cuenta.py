"""Sign in, sign out and, in the demonstration, «entrar como…»."""

import math
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST

from gobierno import acciones, reloj
from gobierno.forms.cuenta import FormularioDeIngreso
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import publica

BACKEND = "django.contrib.auth.backends.ModelBackend"


class Entrar(LoginView):
    """The sign-in page; failures and locks are counted by axes and written in the trail."""

    template_name = "registration/entrar.html"
    authentication_form = FormularioDeIngreso
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contexto = {"next": self.get_redirect_url(), **personas_de_demostracion()}
        return super().get_context_data(**kwargs) | contexto

    def form_valid(self, form: FormularioDeIngreso) -> HttpResponse:  # type: ignore[override]
        respuesta = super().form_valid(form)
        acciones.registrar_ingreso(por=form.get_user(), medio="contraseña", ahora=reloj.ahora())
        return respuesta

    def form_invalid(self, form: FormularioDeIngreso) -> HttpResponse:  # type: ignore[override]
        acciones.registrar_intento_fallido(
            usuario=form.cleaned_data.get("username", ""),
            bloqueado=bool(getattr(self.request, "axes_locked_out", False)),
            ahora=reloj.ahora(),
        )
        respuesta = self.render_to_response(self.get_context_data(form=form), status=422)
        add_never_cache_headers(respuesta)
        return respuesta


entrar = publica(Entrar.as_view())


def personas_de_demostracion() -> dict[str, Any]:
    """The list of «entrar como…», empty outside the demonstration."""
    if not (settings.DEMO and settings.DEBUG):
        return {}
    perfil, hoy = perfil_activo(), reloj.hoy()
    personas = Persona.objects.activas().filter(es_de_demostracion=True).order_by("pk")
    return {
        "entrar_demo_url": resolve_url("entrar_como"),
        "personas_demo": [
            {
                "usuario": persona.username,
                "nombre": str(persona),
                "rol": ", ".join(perfil.nombre_de_rol(d.rol) for d in persona.designaciones_al(hoy))
                or "Usuario",
            }
            for persona in personas
        ],
    }


@publica
@require_POST
def entrar_como(request: HttpRequest) -> HttpResponse:
    """Become a demonstration person without a password. It does not exist elsewhere."""
    if not (settings.DEMO and settings.DEBUG):
        raise Http404
    persona = get_object_or_404(
        Persona.objects.activas().filter(es_de_demostracion=True),
        username=request.POST.get("usuario", "").replace("\0", ""),
    )
    login(request, persona, backend=BACKEND)
    acciones.registrar_ingreso(por=persona, medio="demostración", ahora=reloj.ahora())
    return redirect("inicio")


@publica
@require_POST
def salir(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Persona):
        acciones.registrar_salida(por=request.user, ahora=reloj.ahora())
    logout(request)
    return redirect("entrar")


@publica
def bloqueado(
    request: HttpRequest, respuesta: HttpResponse | None = None, credenciales: Any = None
) -> HttpResponse:
    """The page of axes: until when, and what to do meanwhile (setting AXES_LOCKOUT_CALLABLE)."""
    espera: timedelta = settings.AXES_COOLOFF_TIME
    usuario = (credenciales or {}).get("username", "")
    ultimo = (
        AccessAttempt.objects.filter(username=usuario)
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    hasta = (ultimo or reloj.ahora()) + espera
    minutos = max(1, math.ceil((hasta - reloj.ahora()) / timedelta(minutes=1)))
    contexto = {"hasta": hasta, "minutos": minutos, "intentos": settings.AXES_FAILURE_LIMIT}
    pagina = render(request, "registration/bloqueado.html", contexto, status=429)
    pagina["Retry-After"] = str(minutos * 60)
    return pagina
