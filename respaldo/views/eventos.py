"""Lines that wait for an event or a request: register what happened (dominio.md 4.3)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_safe

from directorio.models import Linea, VersionDirectorio
from directorio.periodicidad import describir, leer
from gobierno import reloj
from gobierno.permisos_web import permiso
from gobierno.vistas import REPETIDO, acto, hecho, intentar, puede, quien, repetido
from respaldo.acciones import eventos as acciones
from respaldo.forms.eventos import FormularioDeEvento
from respaldo.models import Corrida, EventoDeLinea

POR_PAGINA = 25


@permiso("hoy.ver")
@require_safe
def eventos(request: HttpRequest) -> HttpResponse:
    """The lines in force that no calendar decides, and what was registered, newest first."""
    visibles = Corrida.objects.visibles_para(quien(request), hoy=reloj.hoy())
    registrados = EventoDeLinea.objects.filter(corrida__in=visibles).select_related(
        "corrida__linea", "por"
    )
    ahora = reloj.ahora()
    pagina = Paginator(registrados, POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = {
        "lineas": [(linea, _explicada(linea)) for linea in _por_evento()],
        "pagina": pagina,
        "filas": [(evento, evento.corrida.estado_al(ahora)) for evento in pagina],
        "puede_registrar": puede(request, acciones.PERMISO),
    }
    return render(request, "respaldo/eventos.html", contexto)


@permiso(acciones.PERMISO)
@require_http_methods(["GET", "HEAD", "POST"])
def evento(request: HttpRequest, linea: int) -> HttpResponse:
    """Tell an event of one line; its corrida appears in Hoy."""
    lineas = Linea.objects.visibles_para(quien(request), hoy=reloj.hoy())
    fila: Linea = get_object_or_404(lineas.select_related("version", "item"), pk=linea)
    if not fila.espera_evento:
        raise Http404
    formulario = FormularioDeEvento(
        request.POST or None,
        request.FILES or None,
        a_solicitud=fila.es_a_solicitud,
        initial={"ocurrido_en": reloj.ahora()},
    )
    intento = intentar(
        formulario,
        lambda datos: acciones.registrar_evento(
            linea=fila, suceso=acciones.Suceso(**datos), **acto(request)
        ),
    )
    if intento:
        mensaje = "El evento quedó registrado: esta es la copia que se espera."
        return hecho(request, mensaje, "respaldo:corrida", intento.resultado.corrida_id)
    if registrado := repetido(intento):
        return hecho(request, REPETIDO, "respaldo:corrida", registrado.corrida_id)
    contexto = {
        "titulo": f"Registrar evento: {fila.nombre}",
        "bajada": f"{capfirst(_explicada(fila))}. La verificación de esa copia vence como la "
        "de cualquier otra.",
        "formulario": formulario,
        "enviar": "Registrar",
        "volver": reverse("respaldo:eventos"),
        "migas": [("Eventos", reverse("respaldo:eventos")), (fila.nombre, "")],
    }
    return render(request, "gobierno/formulario.html", contexto, status=intento.estado)


def _por_evento() -> list[Linea]:
    hoy = reloj.hoy()
    version = VersionDirectorio.objects.vigente_al(hoy)
    if version is None:
        return []
    activas: Any = Linea.objects.filter(version=version).activas_al(hoy).por_evento()
    return list(activas.select_related("item").order_by("nombre", "numero"))


def _explicada(linea: Linea) -> str:
    return describir(leer(linea.periodicidad))
