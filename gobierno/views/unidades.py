"""The tree of units, each with its jefe."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from gobierno import acciones, reloj
from gobierno.forms.personas import FormularioDeUnidad
from gobierno.historia import historia_de
from gobierno.models import Designacion, UnidadOrganica
from gobierno.permisos_web import permiso
from gobierno.vistas import acto, hecho, intentar, puede, quien


def _ramas(unidades: list[UnidadOrganica], jefes: dict[int, str]) -> list[dict[str, Any]]:
    """The tree in reading order, each unit with its depth; broken branches hang from the root."""
    hijas: dict[int | None, list[UnidadOrganica]] = {}
    for unidad in unidades:
        hijas.setdefault(unidad.depende_de_id, []).append(unidad)
    filas: list[dict[str, Any]] = []

    def bajar(superior: int | None, nivel: int) -> None:
        for unidad in hijas.get(superior, []):
            filas.append({"unidad": unidad, "nivel": nivel, "jefe": jefes.get(unidad.pk, "")})
            bajar(unidad.pk, nivel + 1)

    bajar(None, 0)
    return filas


@permiso("personas.ver")
@require_safe
def unidades(request: HttpRequest) -> HttpResponse:
    hoy = reloj.hoy()
    jefaturas = Designacion.objects.jefaturas().vigentes_al(hoy).select_related("persona")
    jefes = {
        d.unidad_id: f"{d.persona}{' (encargatura)' if d.es_encargatura else ''}"
        for d in jefaturas.order_by("es_encargatura")
    }
    todas = list(UnidadOrganica.objects.visibles_para(quien(request)).order_by("siglas"))
    contexto = {
        "filas": _ramas(todas, jefes),
        "puede_administrar": puede(request, "personas.administrar"),
    }
    return render(request, "gobierno/unidades.html", contexto)


@permiso("personas.administrar")
@require_http_methods(["GET", "HEAD", "POST"])
def unidad_nueva(request: HttpRequest) -> HttpResponse:
    formulario = FormularioDeUnidad(request.POST or None)
    intento = intentar(
        formulario,
        lambda datos: acciones.crear_unidad(datos=_datos(datos), **acto(request)),
    )
    if intento:
        return hecho(request, f"Se creó {intento.resultado}.", "gobierno:unidades")
    return _formulario(request, "Nueva unidad orgánica", formulario, intento.estado, [])


@permiso("personas.administrar")
@require_http_methods(["GET", "HEAD", "POST"])
def unidad(request: HttpRequest, pk: int) -> HttpResponse:
    propia = get_object_or_404(UnidadOrganica.objects.visibles_para(quien(request)), pk=pk)
    inicial = {n: getattr(propia, n) for n in acciones.DatosDeUnidad.__dataclass_fields__}
    formulario = FormularioDeUnidad(request.POST or None, initial=inicial)
    intento = intentar(
        formulario,
        lambda datos: acciones.editar_unidad(
            unidad=propia,
            datos=_datos(datos),
            **acto(request),
        ),
    )
    if intento:
        return hecho(request, "Se guardó la unidad.", "gobierno:unidades")
    return _formulario(request, str(propia), formulario, intento.estado, historia_de(propia))


def _datos(datos: Any) -> acciones.DatosDeUnidad:
    return acciones.DatosDeUnidad(
        **{n: datos[n] for n in acciones.DatosDeUnidad.__dataclass_fields__}
    )


def _formulario(
    request: HttpRequest, titulo: str, formulario: Any, estado: int, historia: list[Any]
) -> HttpResponse:
    contexto = {
        "titulo": titulo,
        "formulario": formulario,
        "volver": "/unidades/",
        "migas": [("Unidades orgánicas", "/unidades/"), (titulo, "")],
        "historia": historia,
    }
    return render(request, "gobierno/formulario.html", contexto, status=estado)
