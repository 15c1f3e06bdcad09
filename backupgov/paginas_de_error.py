"""Pages for what goes wrong: each says what happened, why, and what to do now."""

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist, loader

from gobierno.perfil import perfil_activo
from gobierno.permisos_web import publica


@publica
def peticion_invalida(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: data without the expected shape. 413 when it is only too big."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


@publica
def sin_permiso(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: which permission is missing and who can give it."""
    codigo = getattr(exception, "permiso", "")
    roles = [rol.nombre for rol in perfil_activo().roles_con(codigo)] if codigo else []
    contexto: dict[str, Any] = {"exception": str(exception or ""), "permiso": codigo}
    if roles:
        contexto["quien_otorga"] = (
            f"Lo tienen: {', '.join(roles)}. El administrador lo da con una designación "
            "(persona, rol, fechas y documento)."
        )
    return render(request, "403.html", contexto, status=403)


@publica
def formulario_caducado(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the CSRF guard: nearly always a page left open for long."""
    return render(request, "csrf.html", {"reason": reason}, status=403)


@publica
def no_encontrado(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@publica
def error_del_servidor(request: HttpRequest) -> HttpResponse:
    """500, from a template without context: whatever failed must not fail here again."""
    try:
        contenido = loader.get_template("500.html").render()
    except TemplateDoesNotExist:  # pragma: no cover - a broken installation
        contenido = "Error del servidor. No se guardó nada."
    return HttpResponse(contenido, status=500)
