"""Filters of what the API lists; a bad value is a 400 that names it, never an empty answer."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from directorio.models import TipoDeBackup
from gobierno import reloj
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from gobierno.problemas import Problema
from respaldo.models import Ejecucion

ANIOS = range(1990, 2201)  # far from the ends of the calendar
SITUACIONES = ("prevista", "no_programada", "no_contemplada")
_CUANDO = "La de su inicio; si no lo dice, la de su fin; si tampoco, la de su recepción."
PARAMETROS_DE_EJECUCIONES = [
    OpenApiParameter("desde", date, description=f"Desde esta fecha local (aaaa-mm-dd). {_CUANDO}"),
    OpenApiParameter("hasta", date, description="Hasta esta fecha local, inclusive."),
    OpenApiParameter("fuente", int, description="Número de la fuente."),
    OpenApiParameter("estado", str, enum=list(Ejecucion.Estado.values)),
    OpenApiParameter("situacion", str, enum=list(SITUACIONES)),
]
PARAMETROS_DE_CORRIDAS = [
    OpenApiParameter("fecha", date, description="Fecha operativa; por omisión, hoy."),
    OpenApiParameter("tipo", str, enum=list(TipoDeBackup.values)),
]


def persona_de(request: Request) -> Persona:
    """Who reads: `PermisoDeclarado` let only people through."""
    return cast(Persona, request.user)


def filtrar_ejecuciones(request: Request) -> QuerySet[Ejecucion]:
    filas = Ejecucion.objects.visibles_para(persona_de(request), hoy=reloj.hoy())
    if desde := fecha(request, "desde"):
        filas = filas.entre(_medianoche(desde), None)
    if hasta := fecha(request, "hasta"):
        filas = filas.entre(None, _medianoche(hasta + timedelta(days=1)))
    if fuente := _valor(request, "fuente", _numero, "un número entero"):
        filas = filas.filter(fuente=fuente)
    if estado := opcion(request, "estado", Ejecucion.Estado.values):
        filas = filas.filter(estado=estado)
    if situacion := opcion(request, "situacion", SITUACIONES):
        filas = filas.en_situacion(situacion)
    return filas.select_related("fuente", "item")


def fecha(request: Request, nombre: str) -> date | None:
    return _valor(request, nombre, _fecha, "una fecha aaaa-mm-dd")


def opcion(request: Request, nombre: str, validos: Any) -> str | None:
    return _valor(request, nombre, lambda v: _una(v, validos), f"uno de: {', '.join(validos)}")


def _valor(request: Request, nombre: str, leer: Callable[[str], Any], que: str) -> Any:
    crudo = request.query_params.get(nombre, "")
    if not crudo:
        return None
    try:
        return leer(crudo)
    except (ValueError, OverflowError):
        raise Problema(
            400, f"«{nombre}» no es válido.", f"Debe ser {que}.",
            errores=[{"indice": 0, "campo": nombre, "mensaje": "Valor no válido.",
                      "remedio": f"Debe ser {que}."}],
        ) from None  # fmt: skip


def _fecha(crudo: str) -> date:
    leida = date.fromisoformat(crudo)
    if leida.year not in ANIOS:
        raise ValueError(crudo)
    return leida


def _numero(crudo: str) -> int:
    numero = int(crudo[:20])
    if not 0 < numero < 2**63:
        raise ValueError(crudo)
    return numero


def _una(crudo: str, validos: Any) -> str:
    if crudo not in validos:
        raise ValueError(crudo)
    return crudo


def _medianoche(dia: date) -> datetime:
    return datetime.combine(dia, time.min, tzinfo=perfil_activo().zona)
