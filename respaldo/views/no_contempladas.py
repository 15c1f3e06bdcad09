"""Jobs that no line of the Directorio foresees: suggested, approved once or discarded (MIN-6.2)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gobierno import reloj
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.texto import entero
from gobierno.vistas import acto, hecho, intentar, puede, quien, rechazo
from respaldo.acciones import coincidencias as acciones
from respaldo.coincidencias import sugeridor
from respaldo.forms.evidencia import FormularioDeDescarte, FormularioDeRegla, lineas_vigentes
from respaldo.models import Ejecucion, ReglaDeCoincidencia
from respaldo.previas import previsualizar
from respaldo.views.ejecuciones import visible

POR_PAGINA = 25
EDITAR = "coincidencias.editar"


@permiso("ejecuciones.ver")
@require_safe
def no_contempladas(request: HttpRequest) -> HttpResponse:
    """One row per unknown job, the busiest first, with the lines it resembles."""
    visibles = Ejecucion.objects.visibles_para(quien(request), hoy=reloj.hoy())
    pagina = Paginator(visibles.trabajos_no_contemplados(), POR_PAGINA).get_page(
        request.GET.get("pagina")
    )
    contexto = {
        "pagina": pagina,
        "filas": _con_sugerencias(list(pagina)),
        "puede_editar": puede(request, EDITAR),
        "numeral": perfil_activo().numeral("ejecucion_segun_directorio"),
    }
    return render(request, "respaldo/no_contempladas.html", contexto)


def _con_sugerencias(grupos: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not grupos:
        return []
    lineas = {linea.pk: linea for linea in lineas_vigentes(reloj.hoy())}
    sugerir = sugeridor(
        (pk, f"{linea.trabajo} {linea.nombre} {linea.servidor}") for pk, linea in lineas.items()
    )
    return [
        grupo
        | {
            "sugeridas": [
                (lineas[s.linea], round(100 * s.parecido))
                for s in sugerir(f"{grupo['trabajo']} {grupo['equipo']}")
            ]
        }
        for grupo in grupos
    ]


@permiso(EDITAR)
@require_http_methods(["GET", "HEAD", "POST"])
def resolver(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what an unknown job is. `ver` shows what the rule would reach before it is saved."""
    fila = visible(request, pk)
    formulario = FormularioDeRegla(
        request.POST or None,
        hoy=reloj.hoy(),
        initial={"trabajo": fila.trabajo, "forma": "exacta", "linea": request.GET.get("linea")},
    )
    previa = None
    if "ver" in request.POST and formulario.is_valid():
        datos = _datos(fila, formulario.cleaned_data)
        previa = previsualizar(datos, hoy=reloj.hoy(), ahora=reloj.ahora())
        return _pagina(request, fila, formulario, previa, 200)
    intento = intentar(
        formulario,
        lambda datos: acciones.guardar_regla(datos=_datos(fila, datos), **acto(request)),
    )
    if intento:
        mensaje = f"La regla quedó guardada: {_reconocidas(intento.resultado[1])}."
        return hecho(request, mensaje, "respaldo:no_contempladas")
    return _pagina(request, fila, formulario, previa, intento.estado)


def _reconocidas(cuantas: int) -> str:
    return f"se reconoci{'ó' if cuantas == 1 else 'eron'} {_ejecuciones(cuantas)}"


def _ejecuciones(cuantas: int) -> str:
    return f"{cuantas} {'ejecución' if cuantas == 1 else 'ejecuciones'}"


def _datos(fila: Ejecucion, datos: Any) -> acciones.DatosDeRegla:
    return acciones.DatosDeRegla(
        forma=datos["forma"],
        trabajo=datos["trabajo"],
        linea=datos["linea"],
        fuente=None if datos["toda_fuente"] else fila.fuente,
        equipo=datos["equipo"],
    )


def _pagina(
    request: HttpRequest, fila: Ejecucion, formulario: Any, previa: Any, estado: int
) -> HttpResponse:
    contexto = {
        "ejecucion": fila,
        "formulario": formulario,
        "previa": previa,
        "migas": [("No contempladas", "/respaldo/no-contempladas/"), (fila.trabajo, "")],
    }
    return render(request, "respaldo/resolver.html", contexto, status=estado)


@permiso(EDITAR)
@require_POST
def aprobar(request: HttpRequest, pk: int) -> HttpResponse:
    """One click from the tray: this job, of this source, is that line."""
    fila = visible(request, pk)
    linea = get_object_or_404(lineas_vigentes(reloj.hoy()), pk=entero(request.POST.get("linea")))
    intento = intentar(
        None,
        lambda _: acciones.resolver_no_reconocida(ejecucion=fila, linea=linea, **acto(request)),
    )
    if intento.error:
        return rechazo(request, intento.error, volver="/respaldo/no-contempladas/")
    mensaje = f"«{fila.trabajo}» alimenta {linea}: {_reconocidas(intento.resultado[1])}."
    return hecho(request, mensaje, "respaldo:no_contempladas")


@permiso(EDITAR)
@require_http_methods(["GET", "HEAD", "POST"])
def descartar(request: HttpRequest, pk: int) -> HttpResponse:
    fila = visible(request, pk)
    formulario = FormularioDeDescarte(request.POST or None)
    intento = intentar(
        formulario,
        lambda datos: acciones.descartar_no_contempladas(
            ejecucion=fila, motivo=datos["motivo"], **acto(request)
        ),
    )
    if intento:
        verbo = "Se descartó" if intento.resultado == 1 else "Se descartaron"
        mensaje = f"{verbo} {_ejecuciones(intento.resultado)} de «{fila.trabajo}»."
        return hecho(request, mensaje, "respaldo:no_contempladas")
    contexto = {
        "titulo": f"Descartar «{fila.trabajo}»",
        "bajada": "Sus ejecuciones quedan guardadas y marcadas; si vuelve a llegar, reaparece.",
        "formulario": formulario,
        "enviar": "Descartar",
        "peligro": True,
        "volver": "/respaldo/no-contempladas/",
        "migas": [("No contempladas", "/respaldo/no-contempladas/"), ("Descartar", "")],
    }
    return render(request, "gobierno/formulario.html", contexto, status=intento.estado)


@permiso("ejecuciones.ver")
@require_safe
def reglas(request: HttpRequest) -> HttpResponse:
    """Active rules in the order in which they are tried."""
    filas = ReglaDeCoincidencia.objects.filter(activa=True).select_related("item", "fuente")
    pagina = Paginator(filas, 50).get_page(request.GET.get("pagina"))
    contexto = {"pagina": pagina, "puede_editar": puede(request, EDITAR)}
    return render(request, "respaldo/reglas.html", contexto)


@permiso(EDITAR)
@require_POST
def regla_desactivar(request: HttpRequest, pk: int) -> HttpResponse:
    regla = get_object_or_404(ReglaDeCoincidencia, pk=pk)
    intento = intentar(None, lambda _: acciones.desactivar_regla(regla=regla, **acto(request)))
    if intento.error:
        return rechazo(request, intento.error, volver="/respaldo/reglas/")
    return hecho(request, "La regla quedó desactivada.", "respaldo:reglas")
