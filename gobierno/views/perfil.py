"""What the institution decided, and what binds each person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gobierno import reloj
from gobierno.deberes import deberes_de, deberes_de_todos, parametros
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.vistas import quien


@permiso("perfil.ver")
@require_safe
def perfil(request: HttpRequest) -> HttpResponse:
    """The profile in force, read-only: it changes with a reviewed file, not with a form."""
    vigente = perfil_activo()
    contexto = {
        "institucional": vigente,
        "roles": vigente.roles,
        "documentos": [
            {
                "documento": documento,
                "numeral": vigente.numeral(documento.regla),
                "pasos": [
                    {"rol": vigente.nombre_de_rol(p.rol), "paso": p} for p in documento.pasos
                ],
            }
            for documento in vigente.documentos.values()
        ],
        "parametros": list(parametros(vigente)),
        "interruptores": sorted(vigente.interruptores.items()),
    }
    return render(request, "gobierno/perfil.html", contexto)


@permiso("deberes.ver")
@require_safe
def deberes(request: HttpRequest) -> HttpResponse:
    contexto = {
        "propios": deberes_de(quien(request), reloj.hoy()),
        "de_todos": deberes_de_todos(),
    }
    return render(request, "gobierno/deberes.html", contexto)
