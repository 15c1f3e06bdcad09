"""The difference between any two versions, row by row."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from directorio import acciones
from directorio.diferencia import comparar
from directorio.models import VersionDirectorio
from gobierno import reloj
from gobierno.forms.base import ofrecer_filas
from gobierno.permisos_web import permiso
from gobierno.vistas import quien

FILAS_A_LA_VISTA = 300


class FiltroDeVersiones(forms.Form):
    """Which two versions."""

    de = forms.ModelChoiceField(
        label="Antes", queryset=VersionDirectorio.objects.none(), required=False
    )
    a = forms.ModelChoiceField(
        label="Después", queryset=VersionDirectorio.objects.none(), required=False
    )

    def __init__(self, *args: Any, visibles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for campo in ("de", "a"):
            ofrecer_filas(self, campo, visibles)


@require_safe
@permiso("directorio.ver")
def diferencia(request: HttpRequest) -> HttpResponse:
    """Added, removed and changed rows, old → new. Fuente: MIN-7.1-2."""
    visibles = VersionDirectorio.objects.visibles_para(quien(request), hoy=reloj.hoy())
    filtro = FiltroDeVersiones(request.GET, visibles=visibles)
    valido = filtro.is_valid()
    pedidas = filtro.cleaned_data if valido else {}
    despues = pedidas.get("a") or (visibles.first() if valido else None)
    antes = pedidas.get("de") or _anterior(visibles, despues)
    contexto: dict[str, Any] = {
        "filtro": FiltroDeVersiones(
            {"de": getattr(antes, "pk", ""), "a": getattr(despues, "pk", "")}, visibles=visibles
        )
        if valido
        else filtro,
        "antes": antes,
        "despues": despues,
        "maximo": FILAS_A_LA_VISTA,
        "migas": [("Directorio", reverse("directorio:versiones")), ("Comparar", "")],
    }
    if despues is not None:
        resultado = comparar(_filas(antes), _filas(despues))
        contexto |= {"resultado": resultado, "grupos": _grupos(resultado)}
    return render(request, "directorio/diferencia.html", contexto, status=200 if valido else 422)


def _anterior(visibles: Any, version: VersionDirectorio | None) -> VersionDirectorio | None:
    """The origin of the version, or the last one approved before it."""
    if version is None:
        return None
    if version.clonada_de_id:
        return version.clonada_de
    anterior: VersionDirectorio | None = (
        visibles.con_efecto().exclude(pk=version.pk).order_by("-vigente_desde").first()
    )
    return anterior


def _filas(version: VersionDirectorio | None) -> list[Any]:
    return acciones.congelado(version=version)["lineas"] if version is not None else []


def _grupos(resultado: Any) -> list[dict[str, Any]]:
    return [
        {"id": "agregadas", "titulo": "Agregadas", "filas": resultado.agregadas},
        {"id": "quitadas", "titulo": "Quitadas", "filas": resultado.quitadas},
    ]
