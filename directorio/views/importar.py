"""Import of a sheet: upload, preview, correction and confirmation.

Fuente: MIN-7.1-2, MIN-6.1-g, MIN-IX.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directorio.acciones import confirmacion
from directorio.acciones import importacion as acciones
from directorio.columnas import COLUMNAS
from directorio.forms.importar import (
    ElegirColumnas,
    SubirHoja,
    celdas_de,
    rechazadas_de,
    vistas_de,
)
from directorio.importadores.filas import OBLIGATORIAS
from directorio.models import Importacion, VersionDirectorio
from directorio.reglas import enlace
from directorio.revision import Revision, revisar
from gobierno.errores import ReglaIncumplida
from gobierno.permisos_web import hoy_local, permiso
from gobierno.vistas import anotar, estado_http, explicar, hecho, intentar, quien

POR_PAGINA = 50
PESTANAS = (
    ("con_error", "Por corregir"),
    ("por_resolver", "Se guardan con observación"),
    ("rechazada", "Rechazadas"),
    ("lista", "Listas"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@permiso("directorio.editar")
def importar(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the file and the mode; a file that cannot be read says why in the same form."""
    version = _version(request, pk)
    formulario = SubirHoja(request.POST or None, request.FILES or None)
    if request.method == "POST":
        formulario = SubirHoja(request.POST, request.FILES)

    def hacer(datos: Any) -> Importacion:
        archivo = datos["archivo"]
        return acciones.importar(
            version=version,
            archivo=acciones.Archivo(archivo.name or "", archivo.read()),
            modo=datos["modo"],
            **_quien(request),
        )

    intento = intentar(formulario, hacer)
    if intento:
        return redirect("directorio:importacion", intento.resultado.pk)
    contexto = {"formulario": formulario, "version": version, "migas": _migas(version)}
    return render(request, "directorio/importar.html", contexto, status=intento.estado)


@require_safe
@permiso("directorio.editar")
def importacion(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview: what confirming would do and every cell to look at, with its address."""
    return _vista_previa(request, _importacion(request, pk))


@require_POST
@permiso("directorio.editar")
def columnas(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose which column is which; it is remembered for the next sheet."""
    fila = _importacion(request, pk)
    formulario = ElegirColumnas(fila, request.POST)
    intento = intentar(
        formulario,
        lambda datos: acciones.elegir_columnas(
            importacion=fila,
            mapa=formulario.mapa,
            modo=datos["modo"],
            hoja=datos.get("hoja", ""),
            **_quien(request),
        ),
    )
    if intento:
        return hecho(request, "Se leyó la hoja con esas columnas.", "directorio:importacion", pk)
    return _vista_previa(request, fila, formulario=formulario, estado=intento.estado)


@require_POST
@permiso("directorio.editar")
def corregir(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the corrections of the page; what is still wrong comes back with its message."""
    fila = _importacion(request, pk)
    error = _hacer(
        lambda: acciones.corregir(
            importacion=fila,
            celdas=celdas_de(request.POST.dict()),
            vistas=vistas_de(request.POST.dict()),
            rechazadas=rechazadas_de(request.POST.dict()),
            **_quien(request),
        )
    )
    if error:
        return _vista_previa(request, fila, error=error)
    messages.success(request, "Se guardaron las correcciones de la vista previa.")
    return redirect("directorio:importacion", pk)


@require_POST
@permiso("directorio.editar")
def rechazar(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave out every row with errors."""
    fila = _importacion(request, pk)
    error = _hacer(lambda: acciones.rechazar_con_error(importacion=fila, **_quien(request)))
    if error:
        return _vista_previa(request, fila, error=error)
    return hecho(request, "Se rechazaron las filas con error.", "directorio:importacion", pk)


@require_POST
@permiso("directorio.editar")
def confirmar(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the accepted rows into the draft, all or nothing."""
    fila = _importacion(request, pk)
    resumen: dict[str, int] = {}
    error = _hacer(
        lambda: resumen.update(confirmacion.confirmar(importacion=fila, **_quien(request)))
    )
    if error:
        return _vista_previa(request, fila, error=error)
    messages.success(
        request,
        f"Se importó la hoja: {resumen['nuevas']} líneas nuevas, {resumen['actualizadas']} "
        f"actualizadas y {resumen['retiradas']} fuera del borrador.",
    )
    return redirect(enlace(fila.version))


@require_POST
@permiso("directorio.editar")
def descartar(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the preview; the draft stays as it was."""
    fila = _importacion(request, pk)
    error = _hacer(lambda: acciones.descartar(importacion=fila, **_quien(request)))
    if error:
        return _vista_previa(request, fila, error=error)
    messages.success(request, "Se descartó la importación: el borrador quedó como estaba.")
    return redirect(enlace(fila.version))


def _quien(request: HttpRequest) -> dict[str, Any]:
    return {"por": quien(request), "hoy": hoy_local(), "ahora": timezone.now()}


def _version(request: HttpRequest, pk: int) -> VersionDirectorio:
    visibles = VersionDirectorio.objects.visibles_para(quien(request), hoy=hoy_local())
    version: VersionDirectorio = get_object_or_404(visibles, pk=pk)
    return version


def _importacion(request: HttpRequest, pk: int) -> Importacion:
    fila: Importacion = get_object_or_404(
        Importacion.objects.select_related("version", "adjunto"), pk=pk
    )
    _version(request, fila.version_id)
    return fila


def _hacer(acto: Callable[[], Any]) -> ReglaIncumplida | None:
    try:
        acto()
    except ReglaIncumplida as error:
        return error
    return None


def _migas(version: VersionDirectorio, *mas: tuple[str, str]) -> list[tuple[str, str]]:
    inicio = [("Directorio", reverse("directorio:versiones")), (version.codigo, enlace(version))]
    return [*inicio, ("Importar la hoja", ""), *mas]


def _vista_previa(
    request: HttpRequest,
    fila: Importacion,
    *,
    formulario: ElegirColumnas | None = None,
    error: ReglaIncumplida | None = None,
    estado: int = 200,
) -> HttpResponse:
    fila.refresh_from_db()
    revision = revisar(fila)
    elegida = _pestana(request.GET.get("ver", ""), revision)
    pagina = Paginator(revision.en(elegida), POR_PAGINA).get_page(request.GET.get("pagina"))
    if error is not None and formulario is not None:
        anotar(formulario, error)
    contexto = {
        "importacion": fila,
        "version": fila.version,
        "revision": revision,
        "abierta": fila.estado == Importacion.Estado.REVISION,
        "elegida": elegida,
        "pagina": pagina,
        "vistas": ",".join(str(revisada.numero) for revisada in pagina),
        "pestanas": _pestanas(revision, elegida),
        "formulario": formulario or ElegirColumnas(fila),
        "sin_columna": _sin_columna(revision),
        "error": error,
        "explicacion": explicar(error) if error else "",
        "migas": _migas(fila.version),
        "leida_en": fila.creada_en,
    }
    codigo = estado_http(error) if error else estado
    return render(request, "directorio/importacion.html", contexto, status=codigo)


def _pestana(pedida: str, revision: Revision) -> str:
    """The tab asked for, or the first one with rows."""
    codigos = [codigo for codigo, _ in PESTANAS]
    if pedida in codigos:
        return pedida
    return next((codigo for codigo in codigos if revision.en(codigo)), "lista")


def _pestanas(revision: Revision, elegida: str) -> list[dict[str, Any]]:
    return [
        {
            "texto": texto,
            "url": f"?ver={codigo}",
            "activo": codigo == elegida,
            "contador": len(revision.en(codigo)),
        }
        for codigo, texto in PESTANAS
    ]


def _sin_columna(revision: Revision) -> list[str]:
    """Mandatory columns that no column of the sheet is yet."""
    elegidas = set(revision.mapa.values())
    return [c.titulo for c in COLUMNAS if c.campo in OBLIGATORIAS and c.campo not in elegidas]
