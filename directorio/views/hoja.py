"""The Directorio taken out: XLSX, CSV and the printable annex. Fuente: MIN-IX."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directorio import anexo, hoja
from directorio.models import VersionDirectorio
from gobierno.acciones.exportaciones import registrar_exportacion
from gobierno.descargas import FORMATOS, HTML, XLSX, descargar
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import hoy_local, permiso
from gobierno.vistas import quien


@require_safe
@permiso("informes.exportar")
def exportar(request: HttpRequest, pk: int, formato: str) -> HttpResponseBase:
    """The sheet of one version: `xlsx` with the frame of the annex, `csv` bare, `html` to print."""
    if formato not in FORMATOS:
        raise Http404
    persona, hoy = quien(request), hoy_local()
    version: VersionDirectorio = get_object_or_404(
        VersionDirectorio.objects.visibles_para(persona, hoy=hoy).select_related("tramite"), pk=pk
    )
    registrar_exportacion(
        informe="directorio",
        formato=formato,
        filtros={"version": version.codigo, "sha256": version.sha256},
        objeto=version,
        por=persona,
        hoy=hoy,
        ahora=timezone.now(),
    )
    perfil = perfil_activo()
    if formato == HTML:
        contexto = {
            "version": version,
            "encabezado": hoja.encabezado(version, perfil),
            "impresa": anexo.impresa(version, perfil),
            "habituales": anexo.habituales(perfil),
            "firmas": hoja.firmas(version, perfil),
        }
        return render(request, "directorio/anexo.html", contexto)
    tabla = hoja.tabla(version, perfil, con_marco=formato == XLSX)
    return descargar(tabla, formato, nombre=f"directorio-{version.codigo}")


@require_safe
@permiso("directorio.ver")
def plantilla(request: HttpRequest) -> HttpResponseBase:
    """An empty sheet with the headers that the import understands."""
    return descargar(hoja.plantilla(perfil_activo()), XLSX, nombre="plantilla-directorio")
