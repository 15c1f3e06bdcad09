"""The audit trail: list by key, one entry in full, and whether the chain holds."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from gobierno import bitacora as cadena
from gobierno import historia, reloj
from gobierno.acciones.salud import CADENA
from gobierno.forms.bitacora import FiltroDeBitacora
from gobierno.models import EventoBitacora, Latido
from gobierno.permisos_web import permiso
from gobierno.texto import entero
from gobierno.vistas import quien

POR_PAGINA = 50


@permiso("bitacora.ver")
@require_safe
def bitacora(request: HttpRequest) -> HttpResponse:
    filtro = FiltroDeBitacora(request.GET)
    eventos = filtro.aplicar(EventoBitacora.objects.visibles_para(quien(request), hoy=reloj.hoy()))
    pagina = eventos.pagina(
        antes=entero(request.GET.get("antes")),
        despues=entero(request.GET.get("despues")),
        cuantas=POR_PAGINA,
        por_fecha=filtro.tiene_fechas,
    )
    filas = pagina.filas
    contexto = {
        "filtro": filtro,
        "filas": [{"evento": e, "titulo": historia.titulo(e.accion)} for e in filas],
        "nuevas": _enlace(request, despues=filas[0].numero) if pagina.hay_nuevas and filas else "",
        "antiguas": _enlace(request, antes=filas[-1].numero)
        if pagina.hay_antiguas and filas
        else "",
        "cadena": Latido.objects.filter(componente=CADENA).first(),
    }
    return render(request, "gobierno/bitacora.html", contexto)


def _enlace(request: HttpRequest, **clave: int) -> str:
    consulta: dict[str, Any] = {
        k: v for k, v in request.GET.items() if v and k not in {"antes", "despues"}
    }
    return f"?{urlencode(consulta | clave)}"


@permiso("bitacora.ver")
@require_safe
def evento(request: HttpRequest, numero: int) -> HttpResponse:
    visibles = EventoBitacora.objects.visibles_para(quien(request), hoy=reloj.hoy())
    entrada = get_object_or_404(visibles, numero=numero)
    contexto = {
        "evento": entrada,
        "titulo": historia.titulo(entrada.accion),
        "cambios": historia.cambios(entrada),
        "coincide": cadena.huella(entrada) == entrada.hash,
        "migas": [("Bitácora", "/bitacora/"), (f"Entrada {entrada.numero}", "")],
    }
    return render(request, "gobierno/evento.html", contexto)
