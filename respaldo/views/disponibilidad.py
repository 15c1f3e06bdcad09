"""Holds that wait to be done in the software, and the facts that decide whether a copy can be
given back (dominio.md 4.8, 4.9)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gobierno import reloj
from gobierno.permisos_web import permiso
from gobierno.vistas import acto, hecho, intentar, puede, quien
from respaldo.acciones import disponibilidad as acciones
from respaldo.forms.disponibilidad import FormularioDeHecho, llaves
from respaldo.models import HechoDeDisponibilidad, Reserva

POR_PAGINA = 25


@permiso("ejecuciones.ver")
@require_safe
def disponibilidad(request: HttpRequest) -> HttpResponse:
    """Copies to set aside, the ones that expire first on top, and what was recorded."""
    reservas = Reserva.objects.visibles_para(quien(request), hoy=reloj.hoy()).vigentes()
    hechos = HechoDeDisponibilidad.objects.visibles_para(quien(request), hoy=reloj.hoy())
    hechos = hechos.select_related("item", "copia__item", "por")
    pagina = Paginator(hechos.order_by("-registrado_en", "-pk"), POR_PAGINA).get_page(
        request.GET.get("pagina")
    )
    nombres = dict(llaves())
    contexto = {
        "reservas": reservas.select_related("copia__item", "apartada_por"),
        "pagina": pagina,
        "filas": [(h, nombres.get(h.objeto, h.objeto) or h.item or h.copia) for h in pagina],
        "puede_registrar": puede(request, acciones.REGISTRAR),
        "tipos": [
            (tipo.value, tipo.label)
            for tipo in HechoDeDisponibilidad.Tipo
            if tipo not in {"eliminada", "transferida"}
        ],
        "hoy": reloj.hoy(),
    }
    return render(request, "respaldo/disponibilidad.html", contexto)


@permiso(acciones.REGISTRAR)
@require_http_methods(["GET", "HEAD", "POST"])
def hecho_nuevo(request: HttpRequest, tipo: str) -> HttpResponse:
    """Record a fact; `?copia=` says which copy, for those about one. Fuente: MIN-7.2.2-c."""
    if tipo not in HechoDeDisponibilidad.Tipo.values:
        raise Http404
    inicial = {"desde": reloj.ahora(), "copia": request.GET.get("copia")}
    formulario = FormularioDeHecho(request.POST or None, tipo=tipo, initial=inicial)
    volver = reverse("respaldo:disponibilidad")
    intento = intentar(
        formulario,
        lambda datos: acciones.registrar_hecho(hecho=formulario.hecho(datos), **acto(request)),
    )
    if intento:
        return hecho(request, "Quedó registrado; rige desde el momento que indicó.", volver)
    contexto = {
        "titulo": HechoDeDisponibilidad.Tipo(tipo).label,
        "bajada": "Lo registrado no se edita: un hecho posterior reemplaza al anterior desde su "
        "fecha.",
        "formulario": formulario,
        "enviar": "Registrar",
        "volver": volver,
    }
    return render(request, "gobierno/formulario.html", contexto, status=intento.estado)
