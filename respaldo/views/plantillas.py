"""Templates of a source: list, write, try on a pasted notice, save (evidencia.md §7.3)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gobierno import reloj
from gobierno.permisos_web import permiso
from gobierno.vistas import acto, hecho, intentar, puede, quien, rechazo
from respaldo.acciones import plantillas as acciones
from respaldo.forms.plantillas import FormularioDePlantilla, inicial_de
from respaldo.importadores.plantillas import de_datos
from respaldo.importadores.plantillas_de_partida import DE_PARTIDA
from respaldo.importadores.prueba_de_plantilla import explicar_nada
from respaldo.models import Fuente, PlantillaDeLectura
from respaldo.previas_de_plantilla import previsualizar_plantilla

ADMINISTRAR = "fuentes.administrar"
FUENTES = "/respaldo/fuentes/"


def _fuente(request: HttpRequest, pk: int) -> Fuente:
    visibles = Fuente.objects.visibles_para(quien(request), hoy=reloj.hoy())
    fila: Fuente = get_object_or_404(visibles, pk=pk)
    return fila


def _plantilla(request: HttpRequest, pk: int) -> PlantillaDeLectura:
    visibles = Fuente.objects.visibles_para(quien(request), hoy=reloj.hoy())
    fila: PlantillaDeLectura = get_object_or_404(
        PlantillaDeLectura.objects.select_related("fuente"), pk=pk, fuente__in=visibles
    )
    return fila


def _lista(fuente: Fuente) -> str:
    return f"{FUENTES}{fuente.pk}/plantillas/"


def _migas(fuente: Fuente, *ultima: str) -> list[tuple[str, str]]:
    migas = [("Fuentes de evidencia", FUENTES), (fuente.nombre, f"{FUENTES}{fuente.pk}/")]
    return [*migas, ("Plantillas", _lista(fuente)), (ultima[0], "")] if ultima else [
        *migas, ("Plantillas", "")]  # fmt: skip


@permiso("fuentes.ver")
@require_safe
def plantillas(request: HttpRequest, pk: int) -> HttpResponse:
    """The templates of a source, in the order in which they are tried, and where to start."""
    fuente = _fuente(request, pk)
    contexto = {
        "fuente": fuente,
        "plantillas": fuente.plantillas.all(),
        "de_partida": DE_PARTIDA.items(),
        "puede_administrar": puede(request, ADMINISTRAR),
        "migas": _migas(fuente),
    }
    return render(request, "respaldo/plantillas.html", contexto)


@permiso(ADMINISTRAR)
@require_http_methods(["GET", "HEAD", "POST"])
def plantilla_nueva(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a template, from scratch or from `?base=`; it is saved only if it reads its sample."""
    fuente = _fuente(request, pk)
    base = DE_PARTIDA.get(request.GET.get("base", ""))
    formulario = FormularioDePlantilla(
        request.POST or None, initial=inicial_de(base) if base else None,
        solo_probar=_solo_probar(request),
    )  # fmt: skip
    if _solo_probar(request):
        return _pagina(request, fuente, formulario, "Nueva plantilla")
    intento = intentar(
        formulario,
        lambda _: acciones.crear_plantilla(
            fuente=fuente, probada=formulario.probada, **acto(request)
        ),
    )
    if intento:
        return hecho(request, "Se guardó la plantilla.", "respaldo:plantillas", pk)
    return _pagina(request, fuente, formulario, "Nueva plantilla", intento.estado)


@permiso(ADMINISTRAR)
@require_http_methods(["GET", "HEAD", "POST"])
def plantilla_editar(request: HttpRequest, pk: int) -> HttpResponse:
    fila = _plantilla(request, pk)
    guardada = de_datos(fila.nombre, fila.formato, fila.definicion)
    formulario = FormularioDePlantilla(
        request.POST or None, initial=inicial_de(guardada, fila.muestra),
        solo_probar=_solo_probar(request),
    )  # fmt: skip
    titulo = f"Editar «{fila}»"
    if _solo_probar(request):
        return _pagina(request, fila.fuente, formulario, titulo)
    intento = intentar(
        formulario,
        lambda _: acciones.editar_plantilla(fila=fila, probada=formulario.probada, **acto(request)),
    )
    if intento:
        return hecho(request, "Se guardaron los cambios.", "respaldo:plantillas", fila.fuente_id)
    return _pagina(request, fila.fuente, formulario, titulo, intento.estado)


@permiso(ADMINISTRAR)
@require_POST
def plantilla_actividad(request: HttpRequest, pk: int) -> HttpResponse:
    fila = _plantilla(request, pk)
    activa = request.POST.get("activa") == "si"
    intento = intentar(
        None, lambda _: acciones.cambiar_plantilla(fila=fila, activa=activa, **acto(request))
    )
    if intento.error:
        return rechazo(request, intento.error, volver=_lista(fila.fuente))
    mensaje = "La plantilla se usa otra vez." if activa else "La plantilla ya no se usa."
    return hecho(request, mensaje, "respaldo:plantillas", fila.fuente_id)


def _solo_probar(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("hacer") == "probar"


def _pagina(
    request: HttpRequest,
    fuente: Fuente,
    formulario: FormularioDePlantilla,
    titulo: str,
    estado: int = 200,
) -> HttpResponse:
    """The form and what the template understood of the notice and, of what its source sent in the
    last 30 days, what it would have."""
    prueba: Any = None
    previa: Any = None
    nada = ""
    if formulario.is_bound and formulario.is_valid():
        probada = formulario.probada
        prueba = acciones.ensayar(probada, fuente)
        nada = "" if prueba.ejecuciones else explicar_nada(probada.plantilla, probada.muestra)
        if not formulario.faltan:
            previa = previsualizar_plantilla(fuente, probada.plantilla, ahora=reloj.ahora())
    elif formulario.is_bound:
        estado = 422
    contexto = {
        "titulo": titulo,
        "fuente": fuente,
        "formulario": formulario,
        "prueba": prueba,
        "previa": previa,
        "nada": nada,
        "comienzo": "No se probó" if _solo_probar(request) else "",
        "volver": _lista(fuente),
        "migas": _migas(fuente, titulo),
    }
    return render(request, "respaldo/plantilla.html", contexto, status=estado)
