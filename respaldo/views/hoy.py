"""Hoy: exceptions first; a good day is one green sentence and one button (interfaz.md).

Fuente: MIN-7.1-1, MIN-7.1.1-d, MIN-7.1.2-c, MIN-7.1.2-d.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from directorio.models import VersionDirectorio
from gobierno import reloj
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.formato import consulta_con
from gobierno.models import UnidadOrganica
from gobierno.permisos_web import permiso
from gobierno.texto import entero
from gobierno.vistas import REPETIDO, estado_http, quien
from respaldo.acciones.repeticiones import bloque_desde
from respaldo.acciones.verificaciones import verificar_en_bloque
from respaldo.forms.verificaciones import FiltroHoy
from respaldo.models import Corrida, Verificacion
from respaldo.querysets import CorridaQuerySet
from respaldo.secciones import Seccion
from respaldo.views import ticket
from respaldo.views.filas import agrupar, construir, ordenadas

POR_PAGINA = 50
MAX_POR_PAGINA = 200
VISTAS = {"interno": "respaldo:hoy", "externo": "respaldo:hoy_externo"}


class PaginadorContado(Paginator):
    """A paginator that is told how many rows there are: the counters already know."""

    def __init__(self, filas: Any, por_pagina: int, total: int) -> None:
        super().__init__(filas, por_pagina)
        self.count = total


@require_safe
@permiso("hoy.ver")
def hoy(request: HttpRequest, tipo: str) -> HttpResponse:
    """The daily work of one tipo de backup: `?fecha=` one day, without it everything that waits."""
    return pintar(request, tipo)


@require_POST
@permiso("verificacion.registrar")
def lote(request: HttpRequest, tipo: str) -> HttpResponse:
    """Bulk conforme: the marked rows, or everything ready as it was on the screen."""
    ahora = reloj.ahora()
    try:
        hechas = verificar_en_bloque(
            corridas=_pedidas(request, tipo, ahora),
            por=quien(request),
            ticket=request.POST.get("ticket", "")[:100],
            motivo_tardanza=request.POST.get("motivo_tardanza", "")[:2000],
            ahora=ahora,
        )
    except EstadoCambiado as error:
        if not error.repite:
            return pintar(request, tipo, error=error)
        messages.success(request, REPETIDO)
    except ReglaIncumplida as error:
        return pintar(request, tipo, error=error)
    else:
        _decir(request, hechas)
    consulta = request.GET.urlencode()
    return redirect(reverse(VISTAS[tipo]) + (f"?{consulta}" if consulta else ""))


def _decir(request: HttpRequest, hechas: Sequence[Verificacion]) -> None:
    numero = hechas[0].ticket
    ticket.recordar(request, numero)
    cuantas = "1 corrida" if len(hechas) == 1 else f"{len(hechas)} corridas"
    con_ticket = f" con el ticket {numero}" if numero else ""
    messages.success(request, f"Se declararon conformes {cuantas}{con_ticket}.")


def _pedidas(request: HttpRequest, tipo: str, ahora: datetime) -> list[int]:
    """Keys to confirm; «todas» means what was ready when the page was drawn, and no later."""
    if request.POST.get("alcance") != "todas":
        return [pk for marcada in request.POST.getlist("corrida") if (pk := entero(marcada))]
    visto_en = leer_instante(request.POST.get("visto_en", ""))
    if visto_en is None or visto_en > ahora:
        raise EstadoCambiado("La página no dice cuándo se abrió.", remedio="Recárguela.")
    filtro = filtro_de(request.GET)
    claves = list(
        alcance(request, filtro, ahora)
        .filter(tipo_de_backup=tipo)
        .confirmables(visto_en=visto_en)
        .values_list("pk", flat=True)
    )
    numero = request.POST.get("ticket", "")
    if not claves and (ya := bloque_desde(visto_en, tipo=tipo, por=quien(request), ticket=numero)):
        raise EstadoCambiado("Ya se confirmó lo que estaba listo.", repite=ya)
    return claves


def leer_instante(texto: str) -> datetime | None:
    try:
        instante = parse_datetime(texto)
    except ValueError:
        return None
    return instante if instante and instante.tzinfo else None


def filtro_de(consulta: Mapping[str, Any]) -> FiltroHoy:
    unidades = list(UnidadOrganica.objects.activas().values_list("pk", "siglas"))
    filtro = FiltroHoy(consulta, unidades=unidades)
    filtro.is_valid()
    return filtro


def alcance(request: HttpRequest, filtro: FiltroHoy, ahora: datetime) -> CorridaQuerySet:
    """The corridas that the address names: one fecha operativa or everything that waits."""
    datos = filtro.cleaned_data
    usuario = quien(request)
    filas: CorridaQuerySet = Corrida.objects.visibles_para(usuario, hoy=reloj.hoy())
    fecha: date | None = datos.get("fecha")
    filas = filas.del_dia(fecha) if fecha else filas.bandeja(hoy=reloj.hoy())
    if texto := datos.get("q"):
        filas = filas.filter(
            Q(linea__nombre__icontains=texto)
            | Q(linea__servidor__icontains=texto)
            | Q(linea__trabajo__icontains=texto)
        )
    if datos.get("clase"):
        filas = filas.filter(linea__clase=datos["clase"])
    if datos.get("unidad"):
        filas = filas.filter(linea__unidad=datos["unidad"])
    return filas


def pintar(
    request: HttpRequest, tipo: str, *, error: ReglaIncumplida | None = None
) -> HttpResponse:
    """Draw Hoy; with `error`, the refusal of a block over the list, what was typed kept."""
    ahora = reloj.ahora()
    estado = estado_http(error) if error else 200
    comun = {"tipo": tipo, "ahora": ahora, "error": error, "url_hoy": reverse(VISTAS[tipo])}
    filtro = filtro_de(request.GET)
    filas = alcance(request, filtro, ahora)
    cuentas = filas.cuentas_por_seccion(ahora=ahora)
    if not cuentas and VersionDirectorio.objects.vigente_al(reloj.hoy()) is None:
        return render(request, "respaldo/hoy_sin_directorio.html", comun, status=estado)
    contexto: dict[str, Any] = comun | contexto_de_cuentas(tipo, cuentas, request.GET.urlencode())
    contexto |= _lista(request, filas.filter(tipo_de_backup=tipo), contexto["por_seccion"], ahora)
    contexto |= _entorno(request, filtro, tipo, cuentas)
    if not contexto["pendientes"]:
        contexto["proxima"] = (
            filas.filter(tipo_de_backup=tipo, estado="esperada")
            .aggregate(cierre=Min("fin_previsto"))
            .get("cierre")
        )
    return render(request, "respaldo/hoy.html", contexto, status=estado)


def contexto_de_cuentas(
    tipo: str, cuentas: Mapping[tuple[str, Seccion], int], consulta: str
) -> dict[str, Any]:
    """The counters, which are also the filters by state, and the sentence of the day."""
    por_seccion = {s: cuentas.get((tipo, s), 0) for s in Seccion}
    return {
        "por_seccion": por_seccion,
        "cuentas": [
            (s, n, s.contar(n), _con_estado(tipo, consulta, s.clave))
            for s, n in por_seccion.items()
        ],
        "excepciones": sum(n for s, n in por_seccion.items() if s < Seccion.LISTA),
        "listas": por_seccion[Seccion.LISTA],
        "pendientes": sum(n for s, n in por_seccion.items() if s.pide_persona),
        "verificadas": por_seccion[Seccion.VERIFICADA],
        "por_declarar": sum(
            n for s, n in por_seccion.items() if s.pide_persona and s is not Seccion.POR_ATENDER
        ),
    }


def _con_estado(tipo: str, consulta: str, estado: str) -> str:
    return f"{reverse(VISTAS[tipo])}?{consulta_con(consulta, {'estado': estado})}"


def _lista(
    request: HttpRequest,
    filas: CorridaQuerySet,
    por_seccion: Mapping[Seccion, int],
    ahora: datetime,
) -> dict[str, Any]:
    pedida = Seccion.de_clave(request.GET.get("estado", ""))
    todas = request.GET.get("estado") == "todas" or bool(request.GET.get("fecha"))
    secciones = [pedida] if pedida else [s for s in Seccion if todas or s.pide_persona]
    ordenada = ordenadas(filas, ahora=ahora).filter(seccion__in=[int(s) for s in secciones])
    total = sum(por_seccion[s] for s in secciones)
    pagina = PaginadorContado(ordenada, _por_pagina(request), total).get_page(
        request.GET.get("pagina")
    )
    permisos = quien(request).permisos_al(reloj.hoy())
    marcadas = frozenset(request.POST.getlist("corrida"))
    filas_de_pagina: Any = pagina.object_list
    grupos = (
        agrupar(construir(filas_de_pagina, permisos=permisos, marcadas=marcadas)) if total else []
    )
    return {
        "grupos": grupos,
        "pagina": pagina,
        "seccion_pedida": pedida,
        "todas": todas,
        "puede_registrar": "verificacion.registrar" in permisos,
        "hay_en_bloque": any(fila.en_bloque for _, filas in grupos for fila in filas),
        "hay_vencidas": any(f.es_vencida and f.en_bloque for _, filas in grupos for f in filas),
    }


def _por_pagina(request: HttpRequest) -> int:
    pedido = request.GET.get("filas", "")
    return MAX_POR_PAGINA if pedido == str(MAX_POR_PAGINA) else POR_PAGINA


def _entorno(
    request: HttpRequest,
    filtro: FiltroHoy,
    tipo: str,
    cuentas: Mapping[tuple[str, Seccion], int],
) -> dict[str, Any]:
    fecha: date | None = filtro.cleaned_data.get("fecha")
    ayer = reloj.hoy() - timedelta(days=1)
    consulta = request.GET.urlencode()
    return {
        "filtro": filtro,
        "fecha": fecha,
        "anterior": (fecha or reloj.hoy()) - timedelta(days=1),
        "siguiente": fecha + timedelta(days=1) if fecha and fecha <= ayer else None,
        "consulta": consulta,
        "filtrada": any(filtro.cleaned_data.get(campo) for campo in ("q", "clase", "unidad")),
        "ticket": request.POST.get("ticket") or ticket.recordado(request),
        "motivo_tardanza": request.POST.get("motivo_tardanza", ""),
        "pestanas": [
            {
                "texto": nombre.capitalize(),
                "url": reverse(vista) + (f"?fecha={fecha:%Y-%m-%d}" if fecha else ""),
                "activo": nombre == tipo,
                "contador": sum(
                    n for (t, s), n in cuentas.items() if t == nombre and s.pide_persona
                ),
            }
            for nombre, vista in VISTAS.items()
        ],
    }
