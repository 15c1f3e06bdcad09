"""A step of a request as a page: its form, its acción, and back to the request."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gobierno import reloj
from gobierno.errores import RECARGUE, EstadoCambiado, SinPermiso
from gobierno.models import Persona
from gobierno.permisos_web import Vista, permiso
from gobierno.vistas import REPETIDO, acto, hecho, intentar, quien, rechazo, ya_hecho
from restauracion import estados
from restauracion.forms.pasos import FORMULARIOS
from restauracion.models import SolicitudDeRestauracion
from restauracion.turnos import le_toca, quien_la_tiene

HECHO = {
    "validar": "Se validó la solicitud.",
    "observar": "Se observó la solicitud y se avisó a quien pidió.",
    "devolver": "Se devolvió la solicitud y se cerró su ticket.",
    "derivar": "Se derivó la solicitud.",
    "asignar": "Se asignó la solicitud.",
    "reasignar": "Se reasignó la solicitud y se avisó a quien la atiende ahora.",
    "evaluar": "Se evaluó la solicitud y se guardó la respuesta.",
    "confirmar": "La solicitud procede.",
    "negar": "Se registró y se buscó otra copia.",
    "declarar_no_procede": "Se comunicó que no procede.",
    "aceptar": "Se registró su aceptación.",
    "rechazar": "Se registró que ninguna copia le sirve.",
    "iniciar": "Empezó la restauración.",
    "terminar": "Se registró la restauración y se comunicó a quien pidió.",
    "fallar": "Se registró la falla y se abrió un incidente.",
    "cerrar": "Se cerró la solicitud.",
    "reabrir": "Se reabrió la solicitud.",
}

HECHO_A = {("validar", estados.ASIGNADA): "Se validó la solicitud y se asignó a su operador."}


def visible(request: HttpRequest, pk: int) -> SolicitudDeRestauracion:
    """The request `pk` if the person may see it; 404 otherwise."""
    filas = SolicitudDeRestauracion.objects.visibles_para(quien(request), hoy=reloj.hoy())
    fila: SolicitudDeRestauracion = get_object_or_404(
        filas.select_related("solicitante", "jefe", "operador", "unidad", "item", "ticket"), pk=pk
    )
    return fila


def vista_de(paso: str) -> Vista:
    """The page of one step; the acción decides again who may and from where."""

    @require_http_methods(["GET", "POST"])
    def vista(request: HttpRequest, pk: int) -> HttpResponse:
        return _dar(request, pk, paso)

    vista.__name__ = paso
    vista.__doc__ = f"The step «{paso}» of §3.7."
    # With several permissions, the acción says which one acts; the page asks for the common one.
    permisos = estados.PASOS[paso].permisos
    return permiso(permisos[0] if len(permisos) == 1 else "solicitudes.ver")(vista)


def _dar(request: HttpRequest, pk: int, paso: str) -> HttpResponse:
    solicitud = visible(request, pk)
    pagina = reverse("restauracion:solicitud", args=[pk])
    if request.method == "GET" and not estados.puede_dar(paso, solicitud.estado):
        error = EstadoCambiado(
            f"La solicitud {solicitud.numero} figura "
            f"{solicitud.get_estado_display().lower()}: ese paso ya no corresponde.",
            remedio=RECARGUE,
        )
        return rechazo(request, error, volver=pagina)
    if request.method == "GET" and not le_toca(solicitud, quien(request), paso, hoy=reloj.hoy()):
        return rechazo(request, _no_le_toca(solicitud, quien(request)), volver=pagina)
    datos: dict[str, Any] = {"solicitud": solicitud, "acto": acto(request)}
    envio = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    formulario = FORMULARIOS[paso](*envio, **datos)
    intento = intentar(formulario, lambda limpios: formulario.actuar(limpios, acto(request)))
    if intento:
        mensaje = HECHO_A.get((paso, intento.resultado.estado)) or HECHO.get(paso)
        return hecho(request, mensaje or "Quedó registrado.", pagina)
    visto = formulario.cleaned_data.get("visto") if formulario.is_bound else None
    if ya_hecho(request, intento, objeto=solicitud, accion=f"solicitud.{paso}", visto=visto):
        return hecho(request, REPETIDO, pagina)
    contexto = {
        "titulo": f"{formulario.boton}: {solicitud.numero}",
        "bajada": formulario.aviso or f"«{solicitud.que}», de {solicitud.solicitante}.",
        "formulario": formulario,
        "enviar": formulario.boton,
        "volver": pagina,
    }
    return render(request, "gobierno/formulario.html", contexto, status=intento.estado)


def _no_le_toca(solicitud: SolicitudDeRestauracion, persona: Persona) -> SinPermiso:
    """A page of a step that another person takes: who, and what to do."""
    return SinPermiso(
        f"Ese paso de la solicitud {solicitud.numero} le toca a otra persona.",
        remedio=quien_la_tiene(solicitud, persona, hoy=reloj.hoy()),
    )
