"""Heat maps of verifications: one line over a month, and every line of a month with its rate.

Fuente: X-4 (what is not there shows), interfaz.md §6.
"""

import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from directorio.models import Linea
from gobierno import reloj
from gobierno.estados import aspecto_de
from gobierno.graficos import Dato, mapa_lineas, mapa_mes
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.vistas import quien
from respaldo.coberturas import MOTIVOS, coberturas_de
from respaldo.models import Corrida

LINEAS_POR_PAGINA = 25
_MES = re.compile(r"(2[01]\d\d)-(0[1-9]|1[0-2])", re.ASCII)
# The worst state of a day is the one it shows.
_PEOR = (
    "vencida", "no_conforme", "sin_evidencia", "por_verificar", "esperada", "subsanada",
    "regularizada", "conforme", "no_aplica",
)  # fmt: skip


@require_safe
@permiso("hoy.ver")
def calendario(request: HttpRequest, linea: int) -> HttpResponse:
    """One line over one month: what each date owed and what was answered."""
    usuario = quien(request)
    lineas = Linea.objects.visibles_para(usuario, hoy=reloj.hoy())
    fila: Linea = get_object_or_404(lineas.select_related("item", "version"), pk=linea)
    ahora = reloj.ahora()
    primero, siguiente = mes_pedido(request)
    corridas = list(
        Corrida.objects.de_la_linea(fila)
        .entre(primero, siguiente - timedelta(days=1))
        .select_related("verificacion")
        .order_by("fecha_operativa", "ordinal")
    )
    datos = {
        dia: Dato(estado, _texto_del_dia(delas, ahora), reverse("respaldo:corrida", args=[pk]))
        for dia, (estado, pk, delas) in _por_dia(corridas, ahora).items()
    }
    contexto = _del_mes(primero, siguiente) | {
        "linea": fila,
        "mapa": mapa_mes(primero.year, primero.month, datos, reloj.hoy()),
        "corridas": [(c, _estado(c, ahora), getattr(c, "verificacion", None)) for c in corridas],
        "cuentas": Counter(_estado(c, ahora) for c in corridas).most_common(),
        "cobertura": _cobertura(fila, ahora),
    }
    return render(request, "respaldo/calendario.html", contexto)


@require_safe
@permiso("hoy.ver")
def mes(request: HttpRequest) -> HttpResponse:
    """Every line of the month, a page at a time, and the rate of each day."""
    ahora = reloj.ahora()
    primero, siguiente = mes_pedido(request)
    tipo = "externo" if request.GET.get("tipo") == "externo" else "interno"
    usuario = quien(request)
    del_mes = Corrida.objects.visibles_para(usuario, hoy=reloj.hoy()).filter(
        tipo_de_backup=tipo, fecha_operativa__gte=primero, fecha_operativa__lt=siguiente
    )
    series = (
        del_mes.order_by()
        .values("item", "item__nombre", "modalidad")
        .annotate(cuantas=Count("pk"))
        .order_by("item__nombre", "item", "modalidad")
    )
    pagina = Paginator(series, LINEAS_POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = _del_mes(primero, siguiente) | {
        "tipo": tipo,
        "pagina": pagina,
        "mapa": mapa_lineas(primero.year, primero.month, _filas(del_mes, pagina, ahora)),
        "dias": _tasas(del_mes, ahora),
        "pestanas": [
            {
                "texto": f"Respaldo {nombre}",
                "url": f"{reverse('respaldo:mes')}?tipo={nombre}&mes={primero:%Y-%m}",
                "activo": nombre == tipo,
            }
            for nombre in ("interno", "externo")
        ],
    }
    return render(request, "respaldo/mes.html", contexto)


def mes_pedido(request: HttpRequest) -> tuple[date, date]:
    """First day of the month of `?mes=AAAA-MM` and of the next one; this month if it is not one."""
    hoy = reloj.hoy()
    partes = _MES.fullmatch(request.GET.get("mes", ""))
    anio, numero = (int(partes[1]), int(partes[2])) if partes else (hoy.year, hoy.month)
    primero = date(anio, numero, 1)
    return primero, (primero + timedelta(days=32)).replace(day=1)


def _del_mes(primero: date, siguiente: date) -> dict[str, Any]:
    return {
        "primero": primero,
        "mes_anterior": f"{primero - timedelta(days=1):%Y-%m}",
        "mes_siguiente": f"{siguiente:%Y-%m}" if siguiente <= reloj.hoy() else "",
    }


def _estado(corrida: Corrida, ahora: datetime) -> str:
    estado = corrida.estado_al(ahora)
    return "regularizada" if estado == "conforme" and corrida.es_regularizada else estado


def _por_dia(
    corridas: list[Corrida], ahora: datetime
) -> dict[date, tuple[str, int, list[Corrida]]]:
    """Worst state of each date, the corrida that has it and all of that date."""
    grupos: defaultdict[date, list[Corrida]] = defaultdict(list)
    for corrida in corridas:
        grupos[corrida.fecha_operativa].append(corrida)
    dias = {}
    for dia, delas in grupos.items():
        peor = min(delas, key=lambda c: _PEOR.index(_estado(c, ahora)))
        dias[dia] = (_estado(peor, ahora), peor.pk, delas)
    return dias


def _cobertura(linea: Linea, ahora: datetime) -> dict[str, Any] | None:
    """How much of what the line promises can be given back, with the gaps of each cause."""
    for _, hay in coberturas_de([linea], al=ahora, zona=perfil_activo().zona):
        huecos = [
            (MOTIVOS[causa], [hueco.dia for hueco in hay.huecos if hueco.causa == causa])
            for causa, _ in hay.por_causa.most_common()
        ]
        return {"hay": hay, "huecos": huecos}
    return None


def _texto_del_dia(corridas: list[Corrida], ahora: datetime) -> str:
    cuentas = Counter(aspecto_de(_estado(c, ahora)).texto for c in corridas)
    if len(corridas) == 1:
        return next(iter(cuentas))
    return ", ".join(f"{n} {texto.lower()}" for texto, n in cuentas.items())


def _filas(del_mes: Any, pagina: Any, ahora: datetime) -> list[tuple[str, str, dict[date, Dato]]]:
    """The lines of the page; one query for all their corridas."""
    series = [(s["item"], s["modalidad"], s["item__nombre"]) for s in pagina]
    corridas: defaultdict[tuple[int, str], list[Corrida]] = defaultdict(list)
    for corrida in del_mes.filter(item__in=[item for item, _, _ in series]):
        corridas[corrida.item_id, corrida.modalidad].append(corrida)
    filas = []
    for item, modalidad, nombre in series:
        delas = corridas[item, modalidad]
        datos = {
            dia: Dato(
                estado, _texto_del_dia(ese_dia, ahora), reverse("respaldo:corrida", args=[pk])
            )
            for dia, (estado, pk, ese_dia) in _por_dia(delas, ahora).items()
        }
        url = reverse("respaldo:calendario", args=[delas[0].linea_id]) if delas else ""
        filas.append((f"{nombre}, {modalidad}", url, datos))
    return filas


def _tasas(del_mes: Any, ahora: datetime) -> list[dict[str, Any]]:
    """Per fecha operativa: what could be demanded, what was conforme and what nobody answered."""
    dias: defaultdict[date, Counter[str]] = defaultdict(Counter)
    cuentas = (
        del_mes.con_seccion(ahora=ahora)
        .order_by()
        .values_list("fecha_operativa", "estado", "seccion")
        .annotate(n=Count("pk"))
    )
    for dia, estado, seccion, n in cuentas:
        dias[dia]["total"] += n
        dias[dia][estado] += n
        dias[dia][f"seccion-{seccion}"] += n
    return [
        {
            "dia": dia,
            "exigibles": c["total"] - c["no_aplica"] - c["seccion-6"],
            "conformes": c["conforme"],
            "no_conformes": c["no_conforme"] + c["sin_evidencia"],
            "vencidas": c["seccion-1"],
        }
        for dia, c in sorted(dias.items())
    ]
