"""Ask for a report and take it; each one that leaves is recorded in the trail."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backupgov.informes import modelo
from backupgov.informes.auditoria import AUDITORIA
from backupgov.informes.control import CONTROL
from backupgov.informes.ejecuciones import EJECUCIONES
from backupgov.informes.forms import PedirInforme
from backupgov.informes.modelo import Informe, Pedido
from directorio.models import VersionDirectorio
from gobierno.acciones.exportaciones import registrar_exportacion
from gobierno.descargas import HTML, XLSX, descargar
from gobierno.hojas import Tabla
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import PermisoDenegado, hoy_local, permiso
from gobierno.vistas import quien

INFORMES = {informe.codigo: informe for informe in (CONTROL, EJECUCIONES, AUDITORIA)}


@require_safe
@permiso("informes.exportar")
def indice(request: HttpRequest) -> HttpResponse:
    """Every report that the person may take, each with its form."""
    return _indice(request)


@require_safe
@permiso("informes.exportar")
def exportar(request: HttpRequest, codigo: str) -> HttpResponseBase:
    """The report `codigo` of the period asked for; a wrong period comes back in its form."""
    informe = INFORMES.get(codigo)
    if informe is None:
        raise Http404
    persona, hoy = quien(request), hoy_local()
    if informe.permiso not in persona.permisos_al(hoy):
        raise PermisoDenegado(informe.permiso)
    formulario = PedirInforme(informe, request.GET, hoy=hoy)
    if not formulario.is_valid():
        return _indice(request, formulario=formulario, codigo=codigo)
    datos = formulario.cleaned_data
    pedido = Pedido(
        desde=datos["desde"],
        hasta=datos["hasta"],
        usuario=persona,
        perfil=perfil_activo(),
        hoy=hoy,
        ahora=timezone.now(),
        tipo=datos.get("tipo", ""),
    )
    registrar_exportacion(
        informe=informe.codigo,
        formato=datos["formato"],
        filtros={"desde": pedido.desde, "hasta": pedido.hasta, "tipo": pedido.tipo},
        por=persona,
        hoy=hoy,
        ahora=pedido.ahora,
    )
    if datos["formato"] == HTML:
        return _impreso(request, informe, pedido)
    nombre = f"{informe.codigo} {pedido.desde:%Y-%m-%d} {pedido.hasta:%Y-%m-%d} {pedido.tipo}"
    return descargar(tabla(informe, pedido, datos["formato"]), datos["formato"], nombre=nombre)


def tabla(informe: Informe, pedido: Pedido, formato: str) -> Tabla:
    """The report as a table to write; the workbook also carries its frame."""
    return Tabla(
        nombre=informe.titulo[:31],
        columnas=informe.columnas,
        filas=informe.filas(pedido),
        titulo=modelo.encabezado(informe, pedido) if formato == XLSX else (),
        pie=modelo.pie(informe, pedido),
        anchos=informe.anchos,
    )


def _impreso(request: HttpRequest, informe: Informe, pedido: Pedido) -> HttpResponse:
    contexto = {
        "informe": informe,
        "encabezado": modelo.encabezado(informe, pedido),
        "impresa": modelo.impresa(informe, pedido),
        "no_normadas_debajo": [c for c in informe.no_normadas if c not in informe.impresas],
        "interrupciones": modelo.interrupciones(pedido),
        "consulta": request.GET.copy(),
    }
    return render(request, "informes/impreso.html", contexto)


def _indice(
    request: HttpRequest, *, formulario: PedirInforme | None = None, codigo: str = ""
) -> HttpResponse:
    persona, hoy = quien(request), hoy_local()
    permisos = persona.permisos_al(hoy)
    lista: list[dict[str, Any]] = [
        {
            "informe": informe,
            "numeral": perfil_activo().numeral(informe.regla),
            "formulario": formulario
            if formulario is not None and informe.codigo == codigo
            else PedirInforme(informe, hoy=hoy),
        }
        for informe in INFORMES.values()
        if informe.permiso in permisos
    ]
    visibles = VersionDirectorio.objects.visibles_para(persona, hoy=hoy)
    contexto = {"informes": lista, "version": visibles.vigente_al(hoy)}
    estado = 422 if formulario is not None else 200
    return render(request, "informes/indice.html", contexto, status=estado)
