"""The checklist of configuration: what was approved is in the software (MIN-7.1.1-a, 7.1.2-b)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directorio import acciones
from directorio.forms.version import (
    FiltroDeConfiguracion,
    FormularioDeConfiguracion,
    FormularioDeObservacion,
)
from directorio.models import Linea, VersionDirectorio
from directorio.reglas import Estado
from directorio.views.comun import POR_PAGINA
from gobierno import reloj
from gobierno.permisos_web import permiso
from gobierno.texto import entero
from gobierno.vistas import acto, hecho, intentar, puede, quien

APROBADAS = (Estado.APROBADO, Estado.VIGENTE, Estado.SUSTITUIDO)


@require_safe
@permiso("configuracion.ver")
def configuracion_de(request: HttpRequest, pk: int) -> HttpResponse:
    """The checklist of one version, as notices link it."""
    version = get_object_or_404(VersionDirectorio, pk=pk, estado__in=APROBADAS)
    return redirect(f"{reverse('directorio:configuracion')}?version={version.pk}")


@require_safe
@permiso("configuracion.ver")
def configuracion(request: HttpRequest) -> HttpResponse:
    """Lines of the version in force with who configured each; the provider sees the externo."""
    version = _version_pedida(request)
    visibles = _visibles(request, version)
    filtro = FiltroDeConfiguracion(request.GET)
    pagina = Paginator(_filtradas(visibles, filtro), POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = {
        "version": version,
        "versiones": VersionDirectorio.objects.filter(estado__in=APROBADAS),
        "filtro": filtro,
        "pagina": pagina,
        "filas": [(linea, getattr(linea, "configuracion", None)) for linea in pagina],
        "total": visibles.count(),
        "pendientes": visibles.por_configurar().count(),
        "puede": puede(request, "configuracion.registrar"),
        "ve_directorio": puede(request, "directorio.ver"),
        "cerrada": version is not None and version.estado == Estado.SUSTITUIDO,
    }
    return render(request, "directorio/configuracion.html", contexto)


def _version_pedida(request: HttpRequest) -> VersionDirectorio | None:
    aprobadas = VersionDirectorio.objects.filter(estado__in=APROBADAS)
    if pedida := entero(request.GET.get("version")):
        version: VersionDirectorio = get_object_or_404(aprobadas, pk=pedida)
        return version
    return aprobadas.vigente_al(reloj.hoy())


def _visibles(request: HttpRequest, version: VersionDirectorio | None) -> Any:
    visibles = Linea.objects.visibles_para(quien(request), hoy=reloj.hoy())
    if version is None:
        return visibles.none()
    return visibles.filter(version=version, situacion=Linea.Situacion.ACTIVA)


def _filtradas(lineas: Any, filtro: FiltroDeConfiguracion) -> QuerySet[Linea]:
    if not filtro.is_valid():
        vacia: QuerySet[Linea] = lineas.none()
        return vacia
    datos = filtro.cleaned_data
    for palabra in datos["q"].split()[:5]:
        lineas = lineas.filter(
            Q(nombre__icontains=palabra)
            | Q(trabajo__icontains=palabra)
            | Q(configuracion__trabajo__icontains=palabra)
        )
    if datos["estado"]:
        lineas = _en_estado(lineas, datos["estado"])
    lineas = lineas.select_related(
        "item", "configuracion__operador", "configuracion__responsable", "version"
    )
    ordenadas: QuerySet[Linea] = lineas.order_by("numero")
    return ordenadas


def _en_estado(lineas: Any, estado: str) -> Any:
    pendientes = lineas.por_configurar()
    alguno = Q(configuracion__operador__isnull=False) | Q(configuracion__responsable__isnull=False)
    if estado == "observada":
        return lineas.filter(configuracion__isnull=False).exclude(configuracion__observacion="")
    if estado == "configurado":
        return lineas.exclude(pk__in=pendientes.values("pk"))
    return pendientes.filter(alguno) if estado == "a_medias" else pendientes.exclude(alguno)


def _linea(request: HttpRequest, pk: int) -> Linea:
    visibles = Linea.objects.visibles_para(quien(request), hoy=reloj.hoy())
    aprobadas = visibles.filter(version__estado__in=APROBADAS)
    linea: Linea = get_object_or_404(aprobadas.select_related("version", "item"), pk=pk)
    return linea


@require_http_methods(["GET", "HEAD", "POST"])
@permiso("configuracion.registrar")
def configurar(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave constancia of one line. Fuente: MIN-7.1.1-a, MIN-7.1.2-b."""
    linea = _linea(request, pk)
    inicial = {"trabajo": linea.trabajo}
    formulario = FormularioDeConfiguracion(request.POST or None, initial=inicial)
    intento = intentar(
        formulario, lambda datos: acciones.marcar_configurada(linea=linea, **datos, **acto(request))
    )
    if intento:
        estado = {"a_medias": "falta la otra persona", "configurado": "quedó configurada"}
        cual = estado[intento.resultado.estado]
        return hecho(request, f"«{linea.nombre}»: {cual}.", "directorio:configuracion")
    return _pagina(request, linea, formulario, ("Dejar constancia", intento.estado))


@require_http_methods(["GET", "HEAD", "POST"])
@permiso("configuracion.registrar")
def no_configurable(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a line cannot be configured as approved."""
    linea = _linea(request, pk)
    formulario = FormularioDeObservacion(request.POST or None)
    intento = intentar(
        formulario,
        lambda datos: acciones.observar_configuracion(linea=linea, **datos, **acto(request)),
    )
    if intento:
        mensaje = f"Se avisó que «{linea.nombre}» no se puede configurar."
        return hecho(request, mensaje, "directorio:configuracion")
    return _pagina(request, linea, formulario, ("Avisar", intento.estado))


def _pagina(
    request: HttpRequest, linea: Linea, formulario: Any, que: tuple[str, int]
) -> HttpResponse:
    enviar, estado = que
    contexto = {
        "formulario": formulario,
        "titulo": f"Configuración de «{linea.nombre}»",
        "enviar": enviar,
        "explicacion": f"Fila {linea.numero} del {linea.version}: {linea.periodicidad}, de "
        f"{linea.hora_inicio:%H:%M} a {linea.hora_fin:%H:%M}, retención {linea.retencion}.",
        "volver": reverse("directorio:configuracion"),
        "migas": [
            ("Configuración", reverse("directorio:configuracion")),
            (f"Fila {linea.numero}", ""),
        ],
    }
    return render(request, "directorio/formulario.html", contexto, status=estado)


@require_POST
@permiso("configuracion.registrar")
def configurar_varias(request: HttpRequest) -> HttpResponse:
    """Leave constancia of the selected lines that already name their job."""
    claves = [pk for linea in request.POST.getlist("linea") if (pk := entero(linea))]
    visibles = Linea.objects.visibles_para(quien(request), hoy=reloj.hoy())
    lineas = list(visibles.filter(pk__in=claves, version__estado__in=APROBADAS))
    hechas, motivos = acciones.marcar_configuradas(lineas=lineas, **acto(request))
    if hechas:
        messages.success(request, f"Se dejó constancia de {hechas} líneas.")
    for motivo in motivos[:10]:
        messages.warning(request, motivo)
    if not lineas:
        messages.warning(request, "No eligió ninguna línea.")
    return redirect("directorio:configuracion")
