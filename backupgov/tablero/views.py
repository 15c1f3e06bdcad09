"""The board, and the rows behind each of its numbers. Fuente: MIN-V, X-4."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from backupgov.tablero.deberes import CONSTRUCTORES, SITUACIONES, Deber, Momento, deber, deberes
from backupgov.tablero.forms import PeriodoDelTablero, inicio_del_trimestre
from directorio.models import Linea, VersionDirectorio
from gobierno import formato
from gobierno.graficos import BarraSimple, Medida, barra
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import PermisoDenegado, hoy_local, permiso
from gobierno.vistas import quien
from respaldo.models import Corrida
from respaldo.recuento import Clave, Recuento, recontar

POR_PAGINA = 50
TIPOS = (("interno", "Interno"), ("externo", "Externo"))
_TITULOS = {"al_dia": "Al día", "pendiente": "Pendiente", "vencido": "Vencido"}
_META = 98
_AVISO = 90


@require_safe
@permiso("tablero.ver")
def tablero(request: HttpRequest) -> HttpResponse:
    """One line per numeral, and the rates by tipo, month and quarter."""
    formulario = PeriodoDelTablero(request.GET, hoy=hoy_local())
    momento = _momento(request, formulario)
    if formulario.is_valid():  # show the period that is seen, also when nobody chose one
        vista = {"desde": momento.desde, "hasta": momento.hasta}
        formulario = PeriodoDelTablero(vista, hoy=momento.hoy)
    grupos = recontar(momento.desde, momento.hasta, ahora=momento.ahora)
    contexto = {
        "formulario": formulario,
        "momento": momento,
        "lineas": [_fila(uno, momento, grupos) for uno in deberes(momento)],
        "situaciones": [(codigo, _TITULOS[codigo]) for codigo in SITUACIONES],
        "cifras": _cifras(momento, grupos),
        "tasas": [_tasa(momento, grupos, nombre, tipo) for tipo, nombre in TIPOS],
        "meses": (meses := _meses(momento, grupos)),
        "periodos": [*meses, *_trimestres(momento, grupos)],
    }
    estado = 200 if formulario.is_valid() else 422
    return render(request, "tablero/tablero.html", contexto, status=estado)


@require_safe
@permiso("tablero.ver")
def filas(request: HttpRequest, codigo: str, situacion: str) -> HttpResponse:
    """The very rows that a number of the board counts."""
    formulario = PeriodoDelTablero(request.GET, hoy=hoy_local())
    momento = _momento(request, formulario)
    if codigo not in CONSTRUCTORES:
        raise Http404
    elegido = deber(codigo, momento)
    if situacion not in elegido.filas:
        raise Http404
    if not _puede(momento, elegido.permiso(situacion)):
        raise PermisoDenegado(elegido.permiso(situacion))
    pagina = Paginator(elegido.filas[situacion], POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = {
        "deber": elegido,
        "numeral": perfil_activo().cita(elegido.regla),
        "situacion": situacion,
        "titulo_situacion": _TITULOS[situacion],
        "pagina": pagina,
        "objetos": [(objeto, _enlace(objeto), _detalle(objeto, momento)) for objeto in pagina],
        "momento": momento,
        "migas": [("Tablero", reverse("tablero")), (elegido.titulo, "")],
    }
    estado = 200 if formulario.is_valid() else 422
    return render(request, "tablero/filas.html", contexto, status=estado)


def _momento(request: HttpRequest, formulario: PeriodoDelTablero) -> Momento:
    """The period asked for; a wrong one shows the present quarter beside its error."""
    hoy = hoy_local()
    datos = formulario.cleaned_data if formulario.is_valid() else {}
    return Momento(
        usuario=quien(request),
        desde=datos.get("desde", inicio_del_trimestre(hoy)),
        hasta=datos.get("hasta", hoy),
        hoy=hoy,
        ahora=timezone.now(),
    )


def _fila(uno: Deber, momento: Momento, grupos: Mapping[Clave, Recuento]) -> dict[str, Any]:
    """A line of the board: counts come from the recount when it knows them, else are counted."""
    suma = _sumar(grupos, tipo=uno.tipo) if uno.tipo else None
    cuentas: list[dict[str, Any]] = []
    for situacion in SITUACIONES:
        if situacion not in uno.filas:
            cuentas.append({"titulo": _TITULOS[situacion], "numero": None, "url": ""})
            continue
        numero = _numero(uno, situacion, suma)
        url = _url(uno, situacion, momento)
        cuentas.append({"titulo": _TITULOS[situacion], "numero": numero, "url": url})
    return {
        "deber": uno,
        "numeral": perfil_activo().numerales.get(uno.regla, "no normado"),
        "cuentas": cuentas,
        "estado": _estado(
            uno, {s: c["numero"] or 0 for s, c in zip(SITUACIONES, cuentas, strict=True)}
        ),
    }


def _numero(uno: Deber, situacion: str, suma: Recuento | None) -> int:
    estado = uno.estados.get(situacion)
    if suma is not None and estado:
        return suma.verificadas if estado == "verificada" else suma[estado]
    return uno.filas[situacion].count()


def _estado(uno: Deber, cuentas: Mapping[str, int]) -> str:
    if cuentas["vencido"] or uno.aviso:
        return "vencida"
    if not any(cuentas.values()):
        return "sin_dato"
    return "pendiente" if cuentas["pendiente"] else "al_dia"


def _url(uno: Deber, situacion: str, momento: Momento) -> str:
    if situacion in uno.estados:
        return _lista(momento, tipo=uno.tipo, estado=uno.estados[situacion])
    if not _puede(momento, uno.permiso(situacion)):
        return ""
    destino = reverse("tablero_filas", args=[uno.codigo, situacion])
    return f"{destino}?{urlencode(_periodo(momento))}"


def _puede(momento: Momento, permiso_de_filas: str) -> bool:
    return permiso_de_filas in momento.usuario.permisos_al(momento.hoy)


def _periodo(momento: Momento) -> dict[str, str]:
    return {"desde": momento.desde.isoformat(), "hasta": momento.hasta.isoformat()}


def _sumar(grupos: Mapping[Clave, Recuento], *, tipo: str = "") -> Recuento:
    suma = Recuento()
    for (_, propio), recuento in grupos.items():
        if not tipo or propio == tipo:
            suma.sumar(recuento)
    return suma


def _lista(momento: Momento, **filtros: str) -> str:
    """Address of the list of corridas of the period, or "" for who may not see it."""
    if not _puede(momento, "hoy.ver"):
        return ""
    return f"{reverse('respaldo:corridas')}?{urlencode(_periodo(momento) | filtros)}"


def _cifras(momento: Momento, grupos: Mapping[Clave, Recuento]) -> list[dict[str, Any]]:
    """The five numbers of the board; each is the count of the list that it opens."""
    suma = _sumar(grupos)
    datos = (
        ("vencida", "vencidas sin verificar", "grave"),
        ("por_atender", "no conformes sin subsanar", "mal"),
        ("regularizada", "verificadas fuera de plazo", "aviso"),
        ("por_verificar", "por verificar, en plazo", ""),
        ("verificada", "verificadas", "ok"),
    )
    numeros = {
        "por_atender": suma["no_conforme"] + suma["sin_evidencia"],
        "verificada": suma.verificadas,
    }
    return [
        {
            "valor": formato.numero(numeros.get(estado, suma[estado])),
            "texto": texto,
            "url": _lista(momento, estado=estado),
            "tono": tono if numeros.get(estado, suma[estado]) else "",
        }
        for estado, texto, tono in datos
    ]


def _barra(etiqueta: str, suma: Recuento, url: str) -> BarraSimple:
    medida = Medida(suma.buenas, suma.exigibles, suma.exigibles * _META / 100)
    detalle = "nada exigible"
    tono = "neutro"
    if suma.exigibles:
        parte = 100 * suma.buenas / suma.exigibles
        tono = "ok" if parte >= _META else "aviso" if parte >= _AVISO else "mal"
        detalle = (
            f"{formato.porcentaje(suma.buenas, suma.exigibles)} — {formato.numero(suma.buenas)} "
            f"de {formato.numero(suma.exigibles)}"
        )
    return barra(etiqueta, medida, detalle=detalle, tono=tono, url=url)


def _tasa(
    momento: Momento, grupos: Mapping[Clave, Recuento], nombre: str, tipo: str
) -> BarraSimple:
    return _barra(nombre, _sumar(grupos, tipo=tipo), _lista(momento, tipo=tipo))


def _por_periodo(
    momento: Momento, grupos: Mapping[Clave, Recuento], inicios: Iterable[tuple[date, date, str]]
) -> list[dict[str, Any]]:
    """Rows of a table by period: counts, rate and its bar."""
    filas = []
    for desde, hasta, nombre in inicios:
        dentro = {c: r for c, r in grupos.items() if desde <= c[0] <= hasta}
        tramo = Momento(momento.usuario, desde, hasta, momento.hoy, momento.ahora)
        suma = _sumar(dentro)
        filas.append(
            {
                "nombre": nombre,
                "barras": [_barra(nombre, suma, _lista(tramo))],
                "total": suma.total,
                "exigibles": suma.exigibles,
                "buenas": suma.buenas,
                "a_tiempo": suma.a_tiempo,
                "vencidas": suma["vencida"],
                "url_vencidas": _lista(tramo, estado="vencida"),
                "url": _lista(tramo),
            }
        )
    return filas


def _meses(momento: Momento, grupos: Mapping[Clave, Recuento]) -> list[dict[str, Any]]:
    tramos: dict[tuple[int, int], tuple[date, date]] = {}
    for fecha in sorted({fecha for fecha, _ in grupos}):
        inicio, _ = tramos.get((fecha.year, fecha.month), (fecha, fecha))
        tramos[fecha.year, fecha.month] = (inicio, fecha)
    nombres = (
        (desde, hasta, f"{formato.MESES[mes - 1].capitalize()} {anio}")
        for (anio, mes), (desde, hasta) in tramos.items()
    )
    return _por_periodo(momento, grupos, nombres)


def _trimestres(momento: Momento, grupos: Mapping[Clave, Recuento]) -> list[dict[str, Any]]:
    tramos: dict[date, tuple[date, date]] = {}
    for fecha in sorted({fecha for fecha, _ in grupos}):
        clave = inicio_del_trimestre(fecha)
        tramos[clave] = (tramos.get(clave, (fecha, fecha))[0], fecha)
    nombres = (
        (desde, hasta, f"T{(clave.month + 2) // 3} {clave.year}")
        for clave, (desde, hasta) in tramos.items()
    )
    return _por_periodo(momento, grupos, nombres)


def _enlace(objeto: Any) -> str:
    """The page of a row, "" when it has none."""
    paginas = {
        Linea: "directorio:linea",
        VersionDirectorio: "directorio:version",
        Corrida: "respaldo:corrida",
    }
    nombre = paginas.get(type(objeto))
    return reverse(nombre, args=[objeto.pk]) if nombre else ""


def _detalle(objeto: Any, momento: Momento) -> tuple[str, str]:
    """State and one more fact of a row."""
    if isinstance(objeto, Corrida):
        return objeto.estado_al(
            momento.ahora
        ), f"vence {formato.fecha_hora(objeto.vence_en, perfil_activo().zona)}"
    if isinstance(objeto, VersionDirectorio):
        return objeto.estado, objeto.motivo
    if isinstance(objeto, Linea):
        return objeto.situacion, f"línea {objeto.numero}, {objeto.periodicidad}"
    return "", ""
