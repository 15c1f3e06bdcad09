"""The list of corridas behind every number: filters in the address, the same QuerySet as the count.

Fuente: X-4, MIN-7.1.1-d, MIN-7.1.2-c.
"""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from gobierno.models import Persona
from gobierno.permisos_web import hoy_local, permiso
from gobierno.vistas import quien
from respaldo.forms.corridas import FiltroCorridas
from respaldo.models import Corrida
from respaldo.querysets import CorridaQuerySet
from respaldo.recuento import CONTABLES, contar
from respaldo.views.renglones import CAMPOS, construir

POR_PAGINA = 50


class Paginas(Paginator):
    """Pages whose count may already be known: counting a million rows is slower than reading 50."""

    def __init__(self, *args: Any, cuenta: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cuenta = cuenta

    @cached_property
    def count(self) -> int:
        return super().count if self._cuenta is None else self._cuenta


@require_safe
@permiso("hoy.ver")
def corridas(request: HttpRequest) -> HttpResponse:
    """Corridas of a period, tipo, state or line, newest first."""
    ahora = timezone.now()
    filtro = FiltroCorridas(request.GET, hoy=hoy_local())
    filas = pedidas(filtro, quien(request), ahora=ahora, hoy=hoy_local())
    paginas = Paginas(filas, POR_PAGINA, cuenta=_cuenta(filtro, ahora=ahora))
    pagina = paginas.get_page(request.GET.get("pagina"))
    contexto: dict[str, Any] = {
        "filtro": filtro,
        "pagina": pagina,
        "filas": list(construir(pagina, ahora=ahora)),
        "linea": filtro.cleaned_data.get("linea"),
        "ahora": ahora,
        "exportar_url": _exportar(filtro, quien(request), hoy=hoy_local()),
    }
    estado = 200 if filtro.is_valid() else 422
    return render(request, "respaldo/corridas.html", contexto, status=estado)


def _cuenta(filtro: FiltroCorridas, *, ahora: datetime) -> int | None:
    """The count of a period by tipo and state, as the board has it; None when it must be asked."""
    if not filtro.is_valid() or filtro.cleaned_data["linea"]:
        return None
    desde, hasta = filtro.periodo
    datos = filtro.cleaned_data
    if desde is None or hasta is None or datos["estado"] not in CONTABLES:
        return None
    return contar(desde, hasta, tipo=datos["tipo"], estado=datos["estado"], ahora=ahora)


def _exportar(filtro: FiltroCorridas, usuario: Persona, *, hoy: date) -> str:
    """The control diario of the same period and tipo, for who may take it out."""
    if not filtro.is_valid() or "informes.exportar" not in usuario.permisos_al(hoy):
        return ""
    desde, hasta = filtro.periodo
    datos = {
        "periodo": "intervalo",
        "desde": (desde or hasta or hoy).isoformat(),
        "hasta": (hasta or max(hoy, desde or hoy)).isoformat(),
        "tipo": filtro.cleaned_data["tipo"],
        "formato": "xlsx",
    }
    return f"{reverse('informes:exportar', args=['control-diario'])}?{urlencode(datos)}"


def pedidas(
    filtro: FiltroCorridas, usuario: Persona, *, ahora: datetime, hoy: date
) -> CorridaQuerySet:
    """The rows that the filters of the address name, as `usuario` may see them."""
    visibles: CorridaQuerySet = Corrida.objects.visibles_para(usuario, hoy=hoy)
    if not filtro.is_valid():
        return visibles.none()
    datos = filtro.cleaned_data
    filas = visibles.entre(*filtro.periodo)
    if datos["tipo"]:
        filas = filas.filter(tipo_de_backup=datos["tipo"])
    if datos["estado"]:
        filas = filas.en_estado(datos["estado"], ahora=ahora)
    if datos["linea"]:
        filas = filas.de_la_linea(datos["linea"])
    # Corridas are born in the order of their lines: by key, the index of dates does the sorting.
    columnas = filas.select_related("linea", "verificacion").only(*CAMPOS)
    return columnas.order_by("-fecha_operativa", "pk")
