"""Asking for a restoration in one page, with the answer of the engine before sending it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from directorio.models import Item
from gobierno import reloj
from gobierno.errores import RECARGUE, EstadoCambiado, ReglaIncumplida
from gobierno.permisos_web import permiso
from gobierno.texto import entero
from gobierno.vistas import Intento, acto, anotar, estado_http, explicar, hecho, quien, rechazo
from restauracion import acciones, estados
from restauracion.forms.pedido import FormularioDePedido
from restauracion.models import SolicitudDeRestauracion
from restauracion.pedidos import dictaminar
from restauracion.respuesta import Mes, Respuesta, en_palabras, mes_de
from restauracion.views.pasos import visible

_MES = re.compile(r"(2\d{3})-(0[1-9]|1[0-2])", re.ASCII)
# What a button of the page asks for instead of sending it.
MIRAR = ("ver", "mes", "elegir")


@permiso("solicitudes.propias")
@require_http_methods(["GET", "POST"])
def pedir(request: HttpRequest) -> HttpResponse:
    """A new request. `?item=` chooses an ítem; the buttons «ver», «mes» and «elegir» only look.

    Fuente: MIN-7.2.2-a-1, MIN-7.2.2-a-2, MIN-7.2.2-a-3, MIN-7.2.2-b.
    """
    formulario = _formulario(request, {"item": request.GET.get("item")})
    mirando = request.method == "GET" or any(boton in request.POST for boton in MIRAR)
    if mirando:
        return _pagina(request, formulario)
    intento = _intentar(formulario, lambda datos: acciones.recibir(datos=datos, **acto(request)))
    if intento:
        nueva: SolicitudDeRestauracion = intento.resultado
        mensaje = f"Se registró su solicitud {nueva.numero}. Le escribiremos en cada paso."
        return hecho(request, mensaje, "restauracion:solicitud", nueva.pk)
    return _pagina(request, formulario, estado=intento.estado)


@permiso("solicitudes.propias")
@require_http_methods(["GET", "POST"])
def subsanar(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an observed request in the same page. Fuente: dominio.md §3.7 (observada)."""
    fila = visible(request, pk)
    volver = reverse("restauracion:solicitud", args=[pk])
    if request.method == "GET" and not estados.puede_dar("subsanar", fila.estado):
        figura = f"La solicitud {fila.numero} figura {fila.get_estado_display().lower()}:"
        error = EstadoCambiado(f"{figura} ya no espera una corrección.", remedio=RECARGUE)
        return rechazo(request, error, volver=volver)
    formulario = _formulario(request, _lo_pedido(fila))
    formulario.de_la_mesa = False
    for nombre in FormularioDePedido.DE_LA_MESA:
        formulario.fields.pop(nombre, None)
    if request.method == "GET" or any(boton in request.POST for boton in MIRAR):
        return _pagina(request, formulario, observada=fila)
    intento = _intentar(
        formulario,
        lambda datos: acciones.subsanar(
            solicitud=fila, datos=datos, nota="Corregida en el formulario.", **acto(request)
        ),
    )
    if intento:
        return hecho(request, "Se envió la corrección.", volver)
    return _pagina(request, formulario, estado=intento.estado, observada=fila)


def _formulario(request: HttpRequest, inicial: dict[str, Any]) -> FormularioDePedido:
    comun: dict[str, Any] = {"persona": quien(request), "hoy": reloj.hoy(), "inicial": inicial}
    if request.method != "POST":
        return FormularioDePedido(**comun)
    datos = request.POST.copy()
    if elegida := datos.get("elegir"):
        datos["modo"], datos["fecha"] = "estado_al", elegida
    return FormularioDePedido(datos, request.FILES, **comun)


def _intentar(formulario: FormularioDePedido, hacer: Any) -> Intento:
    """Send it: the typed data come back with each refusal beside its field."""
    valido = formulario.is_valid()
    cuando = formulario.exigir_cuando()
    if not valido or cuando is None:
        return Intento(hecho=False, estado=422)
    try:
        return Intento(hecho=True, estado=200, resultado=hacer(formulario.datos_de(cuando)))
    except ReglaIncumplida as error:
        anotar(formulario, error)
        return Intento(hecho=False, estado=estado_http(error), error=error)


def _pagina(
    request: HttpRequest,
    formulario: FormularioDePedido,
    *,
    estado: int = 200,
    observada: SolicitudDeRestauracion | None = None,
) -> HttpResponse:
    item, respuesta = _responder(formulario)
    contexto = {
        "formulario": formulario,
        "respuesta": respuesta,
        "mes": _mes(request, formulario, item),
        "observada": observada,
        "observacion": _que_se_observo(observada),
        "eligio": "elegir" in request.POST,
        "elegida": formulario.cleaned_data.get("fecha") if formulario.is_bound else None,
        "accion": request.path,
    }
    parcial = "HX-Request" in request.headers and any(boton in request.POST for boton in MIRAR)
    plantilla = "restauracion/pedir.html" + ("#respuesta" if parcial else "")
    return render(request, plantilla, contexto | {"parcial": parcial}, status=estado)


def _responder(formulario: FormularioDePedido) -> tuple[Item | None, Respuesta | None]:
    """The ítem in question and the answer, as far as what is written allows one."""
    if not formulario.is_bound:
        elegido = entero(formulario.initial.get("item"))
        if elegido is None or elegido not in formulario.ofrecidos:
            return None, None
        return Item.objects.get(pk=elegido), None
    formulario.is_valid()
    cuando = formulario.cuando()
    datos = formulario.cleaned_data
    item: Item | None = datos.get("item")
    dice_que = item is not None or datos.get("ruta") or datos.get("en_equipo")
    if cuando is None or not (dice_que or datos.get("objetos")):
        return item, None
    hoy, ahora = reloj.hoy(), reloj.ahora()
    try:
        pedida = acciones.construir(
            datos=formulario.datos_de(cuando), hoy=hoy, ahora=ahora, por=formulario.persona
        )
        dictamen = dictaminar(pedida, al=pedida.evaluar_al, hoy=hoy)
    except ReglaIncumplida as error:
        return item, Respuesta("aviso", "Revise la fecha", explicar(error), "")
    return item, en_palabras(dictamen)


def _mes(request: HttpRequest, formulario: FormularioDePedido, item: Item | None) -> Mes | None:
    """The calendar of the ítem that the person chose from their own list, and of no other."""
    if item is None:
        return None
    partes = _MES.fullmatch(request.POST.get("mes", ""))
    fecha = formulario.cleaned_data.get("fecha") if formulario.is_bound else None
    hoy = reloj.hoy()
    if partes and int(partes[1]) <= hoy.year:
        fecha = date(int(partes[1]), int(partes[2]), 1)
    primero = min(fecha or hoy, hoy).replace(day=1)
    return mes_de(item, primero, ahora=reloj.ahora())


def _que_se_observo(fila: SolicitudDeRestauracion | None) -> str:
    """The letter that asked for the correction, as it was written."""
    cartas = fila.comunicaciones.filter(paso="observar") if fila else None
    carta = cartas.order_by("-pk").first() if cartas is not None else None
    return carta.texto if carta else ""


def _lo_pedido(fila: SolicitudDeRestauracion) -> dict[str, Any]:
    campos = (
        "ruta", "objetos", "bd_datos", "bd_estructura", "en_equipo", "modo", "fecha", "instante",
        "desde", "hasta", "cuales", "motivo", "destino", "consiente_sobrescribir",
        "cambios_posteriores", "autorizacion",
    )  # fmt: skip
    return {"item": fila.item_id, **{campo: getattr(fila, campo) for campo in campos}}
