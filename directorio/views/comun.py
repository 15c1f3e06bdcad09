"""What the pages share: the row that the person may see, and its table."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from directorio.forms.linea import FiltroDeLineas
from directorio.models import Linea, VersionDirectorio
from gobierno import reloj
from gobierno.vistas import quien

POR_PAGINA = 50
ORDENES = {
    "numero": "numero",
    "nombre": "nombre",
    "tipo": "tipo_de_backup",
    "ventana": "hora_inicio",
    "retencion": "retencion",
}
COLUMNAS_DE_BUSQUEDA = ("nombre", "servidor", "ruta", "trabajo")


@dataclass(frozen=True)
class Tabla:
    """A page of lines with the filter that chose it."""

    pagina: Page[Linea]
    filtro: FiltroDeLineas
    filtrada: bool


def version_o_404(request: HttpRequest, pk: int) -> VersionDirectorio:
    visibles = VersionDirectorio.objects.visibles_para(quien(request), hoy=reloj.hoy())
    consulta = visibles.select_related("tramite", "creada_por", "aprobada_por", "clonada_de")
    version: VersionDirectorio = get_object_or_404(consulta, pk=pk)
    return version


def linea_o_404(request: HttpRequest, pk: int) -> Linea:
    visibles = Linea.objects.visibles_para(quien(request), hoy=reloj.hoy())
    consulta = visibles.select_related("version", "item", "unidad", "configuracion")
    linea: Linea = get_object_or_404(consulta, pk=pk)
    return linea


def tabla_de(request: HttpRequest, lineas: QuerySet[Linea], por_pagina: int = POR_PAGINA) -> Tabla:
    """Filter, order and cut `lineas` as the address says; a wrong filter shows nothing."""
    filtro = FiltroDeLineas(request.GET)
    filas, usados = _filtrar(lineas, filtro)
    orden = request.GET.get("orden", "")
    campo = ORDENES.get(orden.removeprefix("-"), "numero")
    descendente = "-" if orden.startswith("-") else ""
    filas = filas.select_related("item", "unidad").order_by(f"{descendente}{campo}", "numero")
    pagina = Paginator(filas, por_pagina).get_page(request.GET.get("pagina"))
    return Tabla(pagina, filtro, usados)


def _filtrar(lineas: QuerySet[Linea], filtro: FiltroDeLineas) -> tuple[QuerySet[Linea], bool]:
    if not filtro.is_valid():
        return lineas.none(), True
    datos = filtro.cleaned_data
    for palabra in datos["q"].split()[:5]:
        busca = Q()
        for columna in COLUMNAS_DE_BUSQUEDA:
            busca |= Q(**{f"{columna}__icontains": palabra})
        lineas = lineas.filter(busca)
    exactos = {
        "tipo_de_backup": datos["tipo"],
        "modalidad": datos["modalidad"],
        "clase": datos["clase"],
        "situacion": datos["situacion"],
    }
    usados = {campo: valor for campo, valor in exactos.items() if valor}
    return lineas.filter(**usados), bool(usados or datos["q"])


def migas_de(version: VersionDirectorio, *mas: tuple[str, str]) -> list[tuple[str, str]]:
    """Directorio › version › …; the last one is the present page."""
    return [
        ("Directorio", reverse("directorio:versiones")),
        (version.codigo, reverse("directorio:version", args=[version.pk])),
        *mas,
    ]


def boton(texto: str, url: str, **mas: Any) -> dict[str, Any]:
    """An entry for `componentes/acciones.html`."""
    return {"texto": texto, "url": url, **mas}
