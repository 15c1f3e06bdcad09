"""A polled source (beta): how it is asked, how it goes, and a try that keeps nothing."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from gobierno import reloj
from gobierno.permisos_web import permiso
from gobierno.vistas import acto, hecho, intentar, quien, rechazo
from respaldo.acciones import sondeos
from respaldo.forms.sondeos import FormularioDeSondeo
from respaldo.models import Fuente, Sondeo
from respaldo.sondeo.credenciales import leer_credenciales
from respaldo.sondeo.fallos import Fallo

ADMINISTRAR = "fuentes.administrar"
_CAMPOS = (
    "clase", "url", "cuenta", "credencial", "nodo", "por_maquina", "intervalo_minutos", "activo",
)  # fmt: skip


def _fuente(request: HttpRequest, pk: int) -> Fuente:
    fila: Fuente = get_object_or_404(
        Fuente.objects.visibles_para(quien(request), hoy=reloj.hoy()), pk=pk
    )
    return fila


@permiso(ADMINISTRAR)
@require_http_methods(["GET", "HEAD", "POST"])
def sondeo(request: HttpRequest, pk: int) -> HttpResponse:
    """Configure how a source is polled, and see how it went."""
    fila = _fuente(request, pk)
    propio = Sondeo.objects.filter(fuente=fila).first()
    credenciales, falla = _credenciales()
    inicial = {campo: getattr(propio, campo) for campo in _CAMPOS} if propio else {}
    formulario = FormularioDeSondeo(
        request.POST or None, initial=inicial, credenciales=credenciales
    )
    intento = intentar(
        formulario,
        lambda datos: sondeos.configurar_sondeo(
            fuente=fila,
            datos=sondeos.DatosDeSondeo(**{campo: datos[campo] for campo in _CAMPOS}),
            ajustes=settings.SONDEO,
            **acto(request),
        ),
    )
    if intento:
        return hecho(request, "Se guardó: se consultará en un minuto.", "respaldo:sondeo", pk)
    contexto = {"fuente": fila, "sondeo": propio, "formulario": formulario, "falla": falla,
                "sin_credenciales": not credenciales, "migas": _migas(fila)}  # fmt: skip
    return render(request, "respaldo/sondeo.html", contexto, status=intento.estado)


def _credenciales() -> tuple[list[str], Fallo | None]:
    try:
        return sorted(leer_credenciales(settings.SONDEO["credenciales"])), None
    except Fallo as fallo:
        return [], fallo


@permiso(ADMINISTRAR)
@require_POST
def sondeo_prueba(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the server now and show what would be understood; nothing is stored."""
    fila = _fuente(request, pk)
    propio = get_object_or_404(Sondeo.objects.select_related("fuente"), fuente=fila)
    intento = intentar(
        None,
        lambda _: sondeos.probar_sondeo(sondeo=propio, ajustes=settings.SONDEO, **acto(request)),
    )
    contexto: dict[str, Any] = {"fuente": fila, "sondeo": propio, "ensayos": intento.resultado,
                                "error": intento.error, "migas": _migas(fila)}  # fmt: skip
    return render(request, "respaldo/sondeo_prueba.html", contexto, status=intento.estado)


@permiso(ADMINISTRAR)
@require_POST
def sondeo_ya(request: HttpRequest, pk: int) -> HttpResponse:
    fila = _fuente(request, pk)
    propio = get_object_or_404(Sondeo.objects.select_related("fuente"), fuente=fila)
    intento = intentar(None, lambda _: sondeos.adelantar_sondeo(sondeo=propio, **acto(request)))
    if intento.error:
        return rechazo(request, intento.error)
    return hecho(request, "Se consultará en un minuto.", "respaldo:sondeo", pk)


def _migas(fila: Fuente) -> list[tuple[str, str]]:
    return [("Fuentes de evidencia", reverse("respaldo:fuentes")),
            (fila.nombre, reverse("respaldo:fuente", args=[fila.pk])), ("Sondeo", "")]  # fmt: skip
