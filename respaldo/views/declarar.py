"""One declaration about one corrida, from its own page or from the panel of Hoy.

Every form is a page that works alone; with htmx the same form comes inside the panel and the row
of the list is answered in its place.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from gobierno import reloj
from gobierno.models import Persona
from gobierno.permisos_web import permiso
from gobierno.vistas import REPETIDO, hecho, intentar, pagina_anterior, quien, repetido
from respaldo.acciones import verificaciones as acciones
from respaldo.acciones.invalidez import invalidada_por_declaracion
from respaldo.forms import verificaciones as formularios
from respaldo.models import Corrida, Ejecucion
from respaldo.views import ticket
from respaldo.views.corrida import visible
from respaldo.views.filas import construir, ordenadas
from respaldo.views.hoy import VISTAS, alcance, contexto_de_cuentas, filtro_de

Datos = Mapping[str, Any]


@dataclass(frozen=True)
class Declaracion:
    """What a form says and which acción it calls."""

    titulo: str
    enviar: str
    exito: str
    hacer: Callable[[Corrida, Datos, Persona, datetime], Any]
    peligro: bool = False


def _conforme(corrida: Corrida, datos: Datos, por: Persona, ahora: datetime) -> Any:
    vista = datos.get("evidencia")
    return acciones.verificar_conforme(
        corrida=corrida,
        por=por,
        ticket=datos["ticket"],
        evidencia=Ejecucion.objects.filter(pk=vista).first() if vista else None,
        motivo_tardanza=datos.get("motivo_tardanza", ""),
        motivo_discrepancia=datos.get("motivo_discrepancia", ""),
        inicio=datos.get("inicio"),
        fin=datos.get("fin"),
        ahora=ahora,
    )


def _no_conforme(corrida: Corrida, datos: Datos, por: Persona, ahora: datetime) -> Any:
    return acciones.verificar_no_conforme(
        corrida=corrida,
        por=por,
        causa=datos["causa"],
        ticket=datos["ticket"],
        motivo_tardanza=datos.get("motivo_tardanza", ""),
        adjuntos=datos["adjunto"],
        ahora=ahora,
    )


def _sin_evidencia(corrida: Corrida, datos: Datos, por: Persona, ahora: datetime) -> Any:
    return acciones.declarar_sin_evidencia(
        corrida=corrida,
        por=por,
        motivo=datos["motivo"],
        ticket=datos["ticket"],
        motivo_tardanza=datos.get("motivo_tardanza", ""),
        adjuntos=datos["adjunto"],
        ahora=ahora,
    )


def _no_aplica(corrida: Corrida, datos: Datos, por: Persona, ahora: datetime) -> Any:
    return acciones.declarar_no_aplica(
        corrida=corrida,
        por=por,
        documento=datos["documento"],
        motivo=datos["motivo"],
        ahora=ahora,
    )


def _rectificar(corrida: Corrida, datos: Datos, por: Persona, ahora: datetime) -> Any:
    return acciones.rectificar(
        corrida=corrida,
        por=por,
        resultado=datos["resultado"],
        motivo=datos["motivo"],
        visto=datos["visto"],
        ticket=datos["ticket"],
        revalidar=datos.get("revalidar", False),
        ahora=ahora,
    )


def _subsanar(corrida: Corrida, datos: Datos, por: Persona, ahora: datetime) -> Any:
    return acciones.subsanar(corrida=corrida, ejecucion=datos["ejecucion"], por=por, ahora=ahora)


CONFORME = Declaracion("Declarar conforme", "Declarar conforme", "conforme", _conforme)
NO_CONFORME = Declaracion(
    "Declarar no conforme", "Declarar y abrir el incidente", "no conforme", _no_conforme, True
)
SIN_EVIDENCIA = Declaracion(
    "Declarar sin evidencia", "Declarar sin evidencia", "sin evidencia", _sin_evidencia
)
NO_APLICA = Declaracion("No aplica", "Registrar que no aplica", "no aplica", _no_aplica)
RECTIFICAR = Declaracion("Rectificar", "Rectificar", "rectificada", _rectificar)
SUBSANAR = Declaracion("Vincular la repetición", "Vincular", "subsanada", _subsanar)

_metodos = require_http_methods(["GET", "HEAD", "POST"])


@_metodos
@permiso("verificacion.registrar")
def conforme(request: HttpRequest, pk: int) -> HttpResponse:
    """One run that went well: at once, or with what its case needs (MIN-7.1.1-d)."""
    corrida, ahora = visible(request, pk), reloj.ahora()
    datos: QueryDict | None = None
    if request.method == "POST":
        datos = request.POST.copy()
        datos.setdefault("evidencia", request.GET.get("evidencia", ""))
    inicial = _inicial(request) | {"evidencia": corrida.ejecucion_id}
    formulario = formularios.FormularioConforme(
        datos, corrida=corrida, ahora=ahora, initial=inicial
    )
    return _declarar(request, corrida, formulario, CONFORME)


@_metodos
@permiso("verificacion.registrar")
def no_conforme(request: HttpRequest, pk: int) -> HttpResponse:
    """A run that failed: its cause opens the incident (MIN-7.1.1-e-2, MIN-7.1.2-e)."""
    corrida, ahora = visible(request, pk), reloj.ahora()
    formulario = formularios.FormularioNoConforme(
        _enviado(request),
        files=request.FILES or None,
        corrida=corrida,
        ahora=ahora,
        initial=_inicial(request, sin_ticket=True),
    )
    return _declarar(request, corrida, formulario, NO_CONFORME)


@_metodos
@permiso("verificacion.registrar")
def sin_evidencia(request: HttpRequest, pk: int) -> HttpResponse:
    """Neither log nor console: a finding with its reason (X-4)."""
    corrida, ahora = visible(request, pk), reloj.ahora()
    formulario = formularios.FormularioSinEvidencia(
        _enviado(request),
        files=request.FILES or None,
        corrida=corrida,
        ahora=ahora,
        initial=_inicial(request),
    )
    return _declarar(request, corrida, formulario, SIN_EVIDENCIA)


@_metodos
@permiso("verificacion.no_aplica")
def no_aplica(request: HttpRequest, pk: int) -> HttpResponse:
    """Authorised maintenance, with its document."""
    formulario = formularios.FormularioNoAplica(_enviado(request), initial=_inicial(request))
    return _declarar(request, visible(request, pk), formulario, NO_APLICA)


@_metodos
@permiso("verificacion.rectificar")
def rectificar(request: HttpRequest, pk: int) -> HttpResponse:
    """A correction as a new event; the old declaration stays visible."""
    corrida = visible(request, pk)
    inicial = _inicial(request, sin_ticket=True) | {"visto": corrida.estado}
    formulario = formularios.FormularioRectificar(
        _enviado(request), initial=inicial, copia_invalidada=invalidada_por_declaracion(corrida)
    )
    return _declarar(request, corrida, formulario, RECTIFICAR)


@_metodos
@permiso("verificacion.registrar")
def subsanar(request: HttpRequest, pk: int) -> HttpResponse:
    """Link the manual run that repairs a failed one (MIN-7.1.1-e-2)."""
    corrida = visible(request, pk)
    candidatas = Ejecucion.objects.reparan_a(corrida)
    if ya := corrida.subsanada_por_id:  # a form sent twice names it again
        candidatas = Ejecucion.objects.filter(pk=ya)
    formulario = formularios.FormularioSubsanar(
        _enviado(request),
        candidatas=candidatas,
        initial=_inicial(request),
    )
    return _declarar(request, corrida, formulario, SUBSANAR)


def _enviado(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _inicial(request: HttpRequest, *, sin_ticket: bool = False) -> dict[str, Any]:
    escrito = request.GET.get("ticket", "")[:100] or ticket.recordado(request)
    propio = {} if sin_ticket else {"ticket": escrito}
    return propio | {"volver": pagina_anterior(request)}


def _declarar(
    request: HttpRequest, corrida: Corrida, formulario: forms.Form, que: Declaracion
) -> HttpResponse:
    ahora = reloj.ahora()
    intento = intentar(
        formulario,
        lambda datos: que.hacer(corrida, datos, quien(request), ahora),
    )
    en_panel = bool(request.headers.get("HX-Request"))
    if intento:
        ticket.recordar(request, getattr(intento.resultado, "ticket", ""))
        mensaje = f"{corrida.linea.nombre}: {que.exito}."
        if en_panel:
            return _fila_atendida(request, corrida, mensaje, ahora)
        return hecho(request, mensaje, _volver(request, corrida))
    if repetido(intento):
        if en_panel:
            return _fila_atendida(request, corrida, REPETIDO, ahora)
        return hecho(request, REPETIDO, _volver(request, corrida))
    contexto = {
        "corrida": corrida,
        "estado": corrida.estado_al(ahora),
        "formulario": formulario,
        "que": que,
        "volver": _volver(request, corrida),
        "accion": request.path,
    }
    plantilla = "respaldo/_declarar.html" if en_panel else "respaldo/declarar.html"
    respuesta = render(request, plantilla, contexto, status=intento.estado)
    if en_panel:
        respuesta["HX-Retarget"] = "#panel-cuerpo"
        respuesta["HX-Reswap"] = "innerHTML"
    return respuesta


def _volver(request: HttpRequest, corrida: Corrida) -> str:
    """Where the person came from, if it is a page of ours; else the day of this corrida."""
    pedido = request.POST.get("volver") or (pagina_anterior(request) if not request.POST else "")
    propio = url_has_allowed_host_and_scheme(
        pedido, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    ruta = urlsplit(pedido).path if propio else ""
    if ruta in {reverse(vista) for vista in VISTAS.values()}:
        return f"{pedido.split('#')[0]}#fila-{corrida.pk}"
    if ruta == reverse("respaldo:corrida", args=[corrida.pk]):
        return ruta
    return f"{reverse(VISTAS[corrida.tipo_de_backup])}?fecha={corrida.fecha_operativa:%Y-%m-%d}"


def _fila_atendida(
    request: HttpRequest, corrida: Corrida, mensaje: str, ahora: datetime
) -> HttpResponse:
    """The row as it is now and the counters of the page, for htmx."""
    permisos = quien(request).permisos_al(reloj.hoy())
    fila = next(
        construir(ordenadas(Corrida.objects.filter(pk=corrida.pk), ahora=ahora), permisos=permisos)
    )[1]
    consulta = urlsplit(request.headers.get("HX-Current-URL", "")).query
    filtro = filtro_de(dict(parse_qsl(consulta)))
    cuentas = alcance(request, filtro, ahora).cuentas_por_seccion(ahora=ahora)
    contexto = contexto_de_cuentas(corrida.tipo_de_backup, cuentas, consulta)
    contexto |= {
        "filas": [fila],
        "tipo": corrida.tipo_de_backup,
        "atendida": True,
        "puede_registrar": True,
    }
    respuesta = render(request, "respaldo/_fila_atendida.html", contexto)
    respuesta["HX-Retarget"] = f"#fila-{corrida.pk}"
    respuesta["HX-Reswap"] = "outerHTML"
    aviso = {"fila-atendida": {"fila": f"fila-{corrida.pk}", "mensaje": mensaje}}
    respuesta["HX-Trigger-After-Settle"] = json.dumps(aviso)
    return respuesta
