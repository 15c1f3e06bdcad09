"""The working calendar: national holidays, days added by document, and how a year looks."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from gobierno import acciones, reloj
from gobierno.calendario_institucional import calendario_institucional
from gobierno.feriados import feriados_del_anio
from gobierno.forms.base import CampoFecha, FormularioCuidadoso
from gobierno.forms.personas import FormularioDeMotivo
from gobierno.models import DiaNoLaborable
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.texto import entero
from gobierno.vistas import acto, hecho, intentar, puede

PRIMERO, ULTIMO = 2000, 2099


class FormularioDeDia(FormularioCuidadoso):
    fecha = CampoFecha(label="Fecha")
    motivo = forms.CharField(label="Motivo", max_length=200)
    documento = forms.CharField(
        label="Documento que lo dispone", max_length=200, help_text="Tipo, número y año."
    )
    es_laborable = forms.BooleanField(
        label="Se declara laborable (aunque sea feriado o fin de semana)", required=False
    )


def _anio(request: HttpRequest) -> int:
    anio = entero(request.GET.get("anio")) or 0
    return anio if PRIMERO <= anio <= ULTIMO else reloj.hoy().year


@permiso("calendario.ver")
@require_safe
def calendario(request: HttpRequest) -> HttpResponse:
    anio, perfil = _anio(request), perfil_activo()
    declarados = list(
        DiaNoLaborable.objects.filter(fecha__year=anio)
        .select_related("creado_por")
        .order_by("fecha", "pk")
    )
    vigente = calendario_institucional()
    contexto = {
        "anio": anio,
        "anterior": anio - 1 if anio > PRIMERO else None,
        "siguiente": anio + 1 if anio < ULTIMO else None,
        "feriados": [
            {"fecha": fecha, "nombre": nombre, "trabaja": vigente.es_habil(fecha)}
            for fecha, nombre in feriados_del_anio(perfil.calendario.feriados, anio).items()
        ],
        "declarados": declarados,
        "puede_administrar": puede(request, "calendario.administrar"),
    }
    return render(request, "gobierno/calendario.html", contexto)


@permiso("calendario.administrar")
@require_http_methods(["GET", "HEAD", "POST"])
def dia_nuevo(request: HttpRequest) -> HttpResponse:
    formulario = FormularioDeDia(request.POST or None)
    intento = intentar(
        formulario,
        lambda datos: acciones.agregar_dia(
            datos=acciones.DatosDeDia(
                **{n: datos[n] for n in acciones.DatosDeDia.__dataclass_fields__}
            ),
            **acto(request),
        ),
    )
    if intento:
        return hecho(request, "Se declaró el día. Los plazos ya fijados no se mueven.", _volver())
    return _formulario(request, "Declarar un día", formulario, intento.estado)


@permiso("calendario.administrar")
@require_http_methods(["GET", "HEAD", "POST"])
def dia_anular(request: HttpRequest, pk: int) -> HttpResponse:
    dia = get_object_or_404(DiaNoLaborable, pk=pk)
    if request.method != "POST" and dia.anulado_en:
        raise Http404
    formulario = FormularioDeMotivo(request.POST or None)
    intento = intentar(
        formulario,
        lambda datos: acciones.anular_dia(dia=dia, motivo=datos["motivo"], **acto(request)),
    )
    if intento:
        return hecho(request, "Se anuló el día. Los plazos ya fijados no se mueven.", _volver())
    return _formulario(request, f"Anular {dia}", formulario, intento.estado)


def _volver() -> str:
    return "gobierno:calendario"


def _formulario(request: HttpRequest, titulo: str, formulario: Any, estado: int) -> HttpResponse:
    contexto = {
        "titulo": titulo,
        "formulario": formulario,
        "volver": "/calendario/",
        "migas": [("Calendario", "/calendario/"), (titulo, "")],
    }
    return render(request, "gobierno/formulario.html", contexto, status=estado)
