"""Observed runs: the list with its filters and the page of one, with where it came from."""

from datetime import datetime, time, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from gobierno import reloj
from gobierno.historia import historia_de
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.vistas import acto, hecho, intentar, puede, quien
from respaldo.acciones.registro import vincular_a_mano
from respaldo.eslabones import situacion_de
from respaldo.forms.evidencia import FiltroEjecuciones, FormularioDeVinculo
from respaldo.models import Copia, Corrida, Ejecucion, LecturaDeEvidencia
from respaldo.procedencia import NOMBRES
from respaldo.querysets import EjecucionQuerySet

POR_PAGINA = 50
REGISTRAR = "ejecuciones.registrar"
DIAS_PARA_VINCULAR = 30


@permiso("ejecuciones.ver")
@require_safe
def ejecuciones(request: HttpRequest) -> HttpResponse:
    filtro = FiltroEjecuciones(request.GET, hoy=reloj.hoy())
    filas = Ejecucion.objects.visibles_para(quien(request), hoy=reloj.hoy())
    filas = _filtradas(filas, filtro) if filtro.is_valid() else filas.none()
    pagina = Paginator(filas, POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = {
        "filtro": filtro,
        "pagina": pagina,
        "periodo": filtro.periodo if filtro.is_valid() else None,
        "puede_registrar": puede(request, REGISTRAR),
    }
    estado = 200 if filtro.is_valid() else 422
    return render(request, "respaldo/ejecuciones.html", contexto, status=estado)


def _filtradas(filas: EjecucionQuerySet, filtro: FiltroEjecuciones) -> EjecucionQuerySet:
    datos, zona = filtro.cleaned_data, perfil_activo().zona
    desde, hasta = filtro.periodo
    filas = filas.entre(
        datetime.combine(desde, time.min, tzinfo=zona),
        datetime.combine(hasta + timedelta(days=1), time.min, tzinfo=zona),
    )
    if datos["fuente"]:
        filas = filas.filter(fuente=datos["fuente"])
    if datos["estado"]:
        filas = filas.filter(estado=datos["estado"])
    if datos["situacion"]:
        filas = filas.en_situacion(datos["situacion"])
    if datos["q"]:
        filas = filas.que_nombran(datos["q"])
    return filas.select_related("fuente", "item", "corrida").order_by("-cuando", "-pk")


def visible(request: HttpRequest, pk: int) -> Ejecucion:
    """The run `pk` if the person may see it; 404 otherwise."""
    filas = Ejecucion.objects.visibles_para(quien(request), hoy=reloj.hoy()).select_related(
        "fuente", "item", "corrida__linea", "registrada_por", "adjunto"
    )
    fila: Ejecucion = get_object_or_404(filas, pk=pk)
    return fila


@permiso("ejecuciones.ver")
@require_http_methods(["GET", "HEAD", "POST"])
def ejecucion(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: what it said, what it answers for, the copy it left; linked here by hand (R3)."""
    fila = visible(request, pk)
    vinculable = _vinculable(request, fila)
    formulario = None
    estado = 200
    if vinculable or request.method == "POST":
        formulario = FormularioDeVinculo(request.POST or None, corridas=_corridas_para(fila))
        intento = intentar(
            formulario,
            lambda datos: vincular_a_mano(
                ejecucion=fila, corrida=datos["corrida"], **acto(request)
            ),
        )
        if intento:
            return hecho(request, "La ejecución se vinculó a la corrida.", "respaldo:ejecucion", pk)
        estado = intento.estado
    return render(request, "respaldo/ejecucion.html", _contexto(fila, formulario), status=estado)


def _vinculable(request: HttpRequest, fila: Ejecucion) -> bool:
    suelta = fila.corrida_id is None and fila.descartada_en is None
    return suelta and puede(request, REGISTRAR)


def _corridas_para(fila: Ejecucion) -> Any:
    """Unverified corridas that a loose run may answer for: of its ítem, or any, before its end."""
    cuando = fila.instante
    corridas = Corrida.objects.sin_verificar().filter(
        inicio_previsto__lte=cuando + timedelta(hours=1),
        inicio_previsto__gte=cuando - timedelta(days=DIAS_PARA_VINCULAR),
    )
    if fila.item_id:
        corridas = corridas.filter(item=fila.item_id, tipo_de_backup=fila.tipo_de_backup)
    return corridas.select_related("linea").order_by("-fecha_operativa", "linea__nombre")


def _contexto(fila: Ejecucion, formulario: FormularioDeVinculo | None) -> dict[str, Any]:
    copia = Copia.objects.filter(ejecucion=fila).select_related("padre__ejecucion", "linea").first()
    reparadas = Corrida.objects.filter(Q(subsanada_por=fila)).select_related("linea")
    return {
        "ejecucion": fila,
        "copia": copia,
        "dependientes": copia.dependientes.count() if copia else 0,
        "eslabon": situacion_de(copia) if copia else ("", None),
        "reparadas": list(reparadas),
        "formulario": formulario,
        "aportes": list(fila.aportes.select_related("evidencia").defer("evidencia__copia")),
        "motivos": _motivos(fila),
        "procedencia": [(campo, NOMBRES[n]) for campo, n in sorted(fila.procedencia.items())],
        "historia": historia_de(fila),
        "migas": [("Ejecuciones", "/respaldo/ejecuciones/"), (fila.trabajo, "")],
    }


def _motivos(fila: Ejecucion) -> list[str]:
    """Why it has no verdict, in the words of the last reading of what told it."""
    if fila.estado != Ejecucion.Estado.SIN_DATO:
        return []
    lecturas = LecturaDeEvidencia.objects.filter(evidencia__aportes__ejecucion=fila)
    ultima = lecturas.order_by("-pk").first()
    return list(ultima.mensajes) if ultima else []
