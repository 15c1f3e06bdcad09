"""The tray of requests."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gobierno import reloj
from gobierno.models import Persona
from gobierno.permisos_web import permiso
from gobierno.vistas import quien
from restauracion import estados
from restauracion.models import SolicitudDeRestauracion
from restauracion.models.solicitudes import que_se_pide
from restauracion.querysets import SolicitudQuerySet

POR_PAGINA = 50
VISTAS = {"mi": "Por atender", "abiertas": "Abiertas", "todas": "Todas"}
COLUMNAS = (
    "pk", "numero", "estado", "recibida_en", "ruta", "objetos", "item__nombre", "unidad__siglas",
    "solicitante__first_name", "solicitante__last_name", "solicitante__username",
    "operador__first_name", "operador__last_name", "operador__username",
    "ticket__vence_solucion_en",
)  # fmt: skip


@permiso("solicitudes.propias")
@require_safe
def solicitudes(request: HttpRequest) -> HttpResponse:
    """Requests that the person may see; `?ver=` mi, abiertas or todas, `?q=`, `?estado=`."""
    persona, hoy = quien(request), reloj.hoy()
    visibles = SolicitudDeRestauracion.objects.visibles_para(persona, hoy=hoy)
    mias = visibles.de_mi_bandeja(persona, hoy=hoy)
    ver = request.GET.get("ver", "")
    ver = ver if ver in VISTAS else _vista_inicial(persona, mias)
    filas = {
        "mi": mias,
        "abiertas": visibles.abiertas(),
        "todas": visibles,
    }[ver]
    texto = request.GET.get("q", "").replace("\0", "")[:200].strip()
    if texto:
        filas = filas.con_texto(texto)
    estado = request.GET.get("estado", "")
    if estado in SolicitudDeRestauracion.Estado.values:
        filas = filas.filter(estado=estado)
    claves = filas.values_list("pk", flat=True)
    pagina = Paginator(claves, POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = {
        "pagina": pagina,
        "filas": _leer(pagina.object_list),
        "pestanas": [
            {"texto": nombre, "url": f"?ver={codigo}", "activo": codigo == ver}
            for codigo, nombre in VISTAS.items()
        ],
        "ver": ver,
        "q": texto,
        "estado": estado,
        "estados": SolicitudDeRestauracion.Estado.choices,
    }
    return render(request, "restauracion/solicitudes.html", contexto)


def _leer(claves: Iterable[int]) -> list[dict[str, Any]]:
    """The rows of a page, as they are shown.

    Their keys come first: joined and sorted whole, a common word would cost all that it finds.
    """
    filas = SolicitudDeRestauracion.objects.filter(pk__in=list(claves)).values(*COLUMNAS)
    return [
        fila
        | {
            "que": que_se_pide(fila["item__nombre"] or "", fila["ruta"], fila["objetos"]),
            "quien": _nombre(fila, "solicitante"),
            "operador": _nombre(fila, "operador"),
            "esta_abierta": fila["estado"] not in estados.FINALES,
        }
        for fila in filas
    ]


def _nombre(fila: dict[str, Any], quien: str) -> str:
    """As `str(Persona)` says it; "" of nobody."""
    nombres = " ".join(filter(None, (fila[f"{quien}__first_name"], fila[f"{quien}__last_name"])))
    return nombres or fila[f"{quien}__username"] or ""


def _vista_inicial(persona: Persona, mias: SolicitudQuerySet) -> str:
    """Who works on requests starts with what waits; who asks, with that if there is something,
    and else with everything of theirs."""
    trabaja = {estados.GESTIONAR, estados.ATENDER, estados.VIABILIDAD}
    if trabaja & persona.permisos_al(reloj.hoy()):
        return "mi"
    return "mi" if mias.exists() else "todas"
