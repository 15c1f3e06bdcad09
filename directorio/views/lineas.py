"""One line: its page, its editor with live help, and its retirement."""

from collections.abc import Callable
from datetime import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directorio import acciones, contenido
from directorio.columnas import COLUMNAS
from directorio.diferencia import cambios, en_palabras
from directorio.forms.linea import FormularioDeBaja, FormularioDeLinea, FormularioDeMotivo
from directorio.models import Item, Linea, VersionDirectorio
from directorio.presentacion import Ayuda, ayuda, comentarios_por_fila, observacion_de
from directorio.validacion import validar_fila
from directorio.views.comun import linea_o_404, migas_de, version_o_404
from gobierno import reloj
from gobierno.calendario_institucional import calendario_institucional
from gobierno.errores import ReglaIncumplida
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.vistas import acto, hecho, intentar, puede, rechazo


@require_safe
@permiso("directorio.ver")
def linea(request: HttpRequest, pk: int) -> HttpResponse:
    """Every column in words, the next ten dates, its configuration and its past versions."""
    esta = linea_o_404(request, pk)
    fila = contenido.fila(esta)
    editable = esta.version.es_editable and puede(request, "directorio.editar")
    contexto = {
        "linea": esta,
        "datos": [(c.titulo, en_palabras(c.campo, fila[c.campo])) for c in COLUMNAS],
        "ayuda": _ayuda(esta),
        "hallazgos": validar_fila(esta, perfil=perfil_activo()),
        "comentarios": comentarios_por_fila(observacion_de(esta.version)).get(esta.clave, []),
        "versiones": _versiones_de(esta),
        "constancia": getattr(esta, "configuracion", None),
        "calendario_url": _calendario(esta) if puede(request, "hoy.ver") else "",
        "evento_url": _del_evento(esta) if puede(request, "eventos.registrar") else "",
        "editable": editable,
        "nombre_de_clase": perfil_activo().directorio.nombre_de_clase(esta.clase),
        "migas": migas_de(esta.version, (f"Fila {esta.numero}", "")),
    }
    return render(request, "directorio/linea.html", contexto)


def _ayuda(linea: Linea) -> Ayuda:
    return ayuda(linea, desde=reloj.hoy(), calendario=calendario_institucional())


def _calendario(linea: Linea) -> str:
    """The heat map of the line, which the app above draws."""
    return _de_arriba("respaldo:calendario", linea)


def _del_evento(linea: Linea) -> str:
    """Where what makes its copy due is told, while the line is in force."""
    vigente = linea.version.estado == VersionDirectorio.Estado.VIGENTE
    return _de_arriba("respaldo:evento", linea) if vigente and linea.espera_evento else ""


def _de_arriba(vista: str, linea: Linea) -> str:
    try:
        return reverse(vista, args=[linea.pk])
    except NoReverseMatch:
        return ""


def _versiones_de(linea: Linea) -> list[dict[str, Any]]:
    """The same series in every version, newest first, with what changed in each."""
    series = Linea.objects.de_la_serie(linea.serie).select_related("version", "item", "unidad")
    lineas = list(series.order_by("version__anio", "version__numero"))
    anterior: dict[str, Any] | None = None
    filas = []
    for una in lineas:
        fila = contenido.fila(una)
        filas.append(
            {
                "linea": una,
                "cambios": cambios(anterior, fila) if anterior is not None else None,
                "es_esta": una.pk == linea.pk,
            }
        )
        anterior = fila
    return filas[::-1]


@require_http_methods(["GET", "HEAD", "POST"])
@permiso("directorio.editar")
def linea_nueva(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a line to a draft."""
    version = version_o_404(request, pk)
    formulario = FormularioDeLinea(request.POST or None)
    return _editor(
        request,
        (version, None),
        formulario,
        lambda datos: acciones.agregar_linea(version=version, datos=datos, **acto(request)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permiso("directorio.editar")
def linea_editar(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a line of a draft."""
    esta = linea_o_404(request, pk)
    formulario = FormularioDeLinea(request.POST or None, linea=esta)
    return _editor(
        request,
        (esta.version, esta),
        formulario,
        lambda datos: acciones.editar_linea(
            linea=esta,
            datos=_con_numero(datos, esta),
            leida=datos["leida"],
            **acto(request),
        ),
    )


def _con_numero(datos: Any, linea: Linea) -> dict[str, Any]:
    return {**datos, "numero": datos["numero"] or linea.numero}


def _editor(
    request: HttpRequest,
    donde: tuple[VersionDirectorio, Linea | None],
    formulario: FormularioDeLinea,
    guardar: Callable[[Any], Linea],
) -> HttpResponse:
    version, linea = donde
    revisa = "revisar" in request.POST  # without JavaScript: the help, and nothing saved
    if revisa:
        formulario.is_valid()
    intento = None if revisa else intentar(formulario, guardar)
    if intento:
        otra = "otra" in request.POST
        destino = "directorio:linea_nueva" if otra else "directorio:version"
        return hecho(request, f"Se guardó «{intento.resultado}».", destino, version.pk)
    motivo = (
        ""
        if version.es_editable
        else (f"{version} está en «{version.get_estado_display()}»: prepare una versión nueva.")
    )
    contexto = {
        "formulario": formulario,
        "version": version,
        "linea": linea,
        "ayuda": _ayuda(_tecleada(formulario)),
        "motivo": motivo,
        "comentarios": comentarios_por_fila(observacion_de(version)).get(linea.clave, [])
        if linea
        else [],
        "migas": migas_de(version, (f"Fila {linea.numero}" if linea else "Línea nueva", "")),
    }
    estado = intento.estado if intento is not None else 200
    return render(request, "directorio/editor.html", contexto, status=estado)


@require_safe
@permiso("directorio.editar")
def linea_ayuda(request: HttpRequest) -> HttpResponse:
    """The live help of the editor: what the typed cells mean (htmx)."""
    tecleada = _tecleada(FormularioDeLinea(request.GET))
    return render(request, "directorio/_ayuda.html", {"ayuda": _ayuda(tecleada)})


def _tecleada(formulario: FormularioDeLinea) -> Linea:
    """An unsaved row with the cells that decide dates and retention, as typed or stored."""
    valores = {
        campo: str(formulario[campo].value() or "").replace("\0", "")[:200]
        for campo in ("periodicidad", "retencion", "hora_inicio", "hora_fin")
    }
    horas: dict[str, Any] = {c: _hora(valores[c]) for c in ("hora_inicio", "hora_fin")}
    return Linea(
        item=Item(),
        periodicidad=valores["periodicidad"],
        retencion=valores["retencion"],
        **horas,
    )


def _hora(texto: str) -> time | None:
    try:
        return time.fromisoformat(texto).replace(tzinfo=None)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@permiso("directorio.editar")
def linea_retirar(request: HttpRequest, pk: int) -> HttpResponse:
    """Retire a line of a draft, saying since when and until when its copies are kept."""
    esta = linea_o_404(request, pk)
    formulario = FormularioDeBaja(request.POST or None)
    return _situar(request, esta, formulario, (acciones.retirar_linea, "Retirar"))


@require_http_methods(["GET", "HEAD", "POST"])
@permiso("directorio.editar")
def linea_suspender(request: HttpRequest, pk: int) -> HttpResponse:
    """Suspend a line of a draft."""
    esta = linea_o_404(request, pk)
    formulario = FormularioDeMotivo(request.POST or None)
    return _situar(request, esta, formulario, (acciones.suspender_linea, "Suspender"))


def _situar(
    request: HttpRequest,
    linea: Linea,
    formulario: FormularioDeBaja | FormularioDeMotivo,
    que: tuple[Callable[..., Any], str],
) -> HttpResponse:
    accion, verbo = que
    intento = intentar(formulario, lambda datos: accion(linea=linea, **datos, **acto(request)))
    if intento:
        mensaje = f"Listo: {verbo.lower()} «{linea.nombre}»."
        return hecho(request, mensaje, "directorio:version", linea.version_id)
    contexto = {
        "formulario": formulario,
        "titulo": f"{verbo} «{linea.nombre}»",
        "enviar": verbo,
        "explicacion": "La línea sigue en el Directorio, con su motivo a la vista.",
        "volver": reverse("directorio:version", args=[linea.version_id]),
        "migas": migas_de(linea.version, (f"{verbo} fila {linea.numero}", "")),
    }
    return render(request, "directorio/formulario.html", contexto, status=intento.estado)


@require_POST
@permiso("directorio.editar")
def linea_reactivar(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a suspended or retired line owed again."""
    return _hacer(request, pk, acciones.reactivar_linea, "Se reactivó la línea.")


@require_POST
@permiso("directorio.editar")
def linea_eliminar(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out a line that never ruled."""
    return _hacer(request, pk, acciones.eliminar_linea, "Se eliminó la línea.")


def _hacer(request: HttpRequest, pk: int, accion: Callable[..., Any], mensaje: str) -> HttpResponse:
    esta = linea_o_404(request, pk)
    volver = reverse("directorio:version", args=[esta.version_id])
    try:
        accion(linea=esta, **acto(request))
    except ReglaIncumplida as error:
        return rechazo(request, error, volver=volver)
    return hecho(request, mensaje, "directorio:version", esta.version_id)
