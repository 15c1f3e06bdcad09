"""The tray of the help desk: filters, search, pages by key and bulk assignment."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from gobierno import reloj
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.texto import entero
from gobierno.vistas import acto, hecho, intentar, quien
from mesa_ayuda import acciones, estados
from mesa_ayuda.acciones.lotes import ASIGNABLES
from mesa_ayuda.forms.bandeja import FiltroDeTickets, FormularioDeLote, Personas
from mesa_ayuda.forms.personas import quienes_atienden
from mesa_ayuda.models import Ticket
from mesa_ayuda.querysets import Corte, PaginaDeTickets

POR_PAGINA = 50

COLUMNAS = (
    "pk", "numero", "numero_externo", "asunto", "estado", "estado_desde", "categoria", "canal",
    "equipo", "contacto", "gobernado_por", "vence_solucion_en", "solucion_tarde_en",
    "solicitante__first_name", "solicitante__last_name", "asignado_a__first_name",
    "asignado_a__last_name", "unidad__siglas",
)  # fmt: skip
VISTAS = (
    ("", "Por atender"), ("abiertos", "Abiertos"), ("vencidos", "Vencidos"),
    ("terminados", "Terminados"), ("todos", "Todos"),
)  # fmt: skip
POR_PLAZO = {"", "abiertos", "vencidos"}


@permiso("tickets.bandeja")
@require_http_methods(["GET", "HEAD", "POST"])
def bandeja(request: HttpRequest) -> HttpResponse:
    """What waits, what is due first on top; a POST assigns the ones marked to one person."""
    if request.method == "POST":
        return _asignar(request)
    personas = quienes_atienden(reloj.hoy())
    return _mostrar(request, FormularioDeLote(personas=personas), personas)


def _asignar(request: HttpRequest) -> HttpResponse:
    personas = quienes_atienden(reloj.hoy())
    formulario = FormularioDeLote(request.POST, personas=personas)
    marcados = [pk for ticket in request.POST.getlist("ticket")[:200] if (pk := entero(ticket))]
    intento = intentar(
        formulario,
        lambda datos: acciones.asignar_varios(
            tickets=marcados, a=datos["destino"][1], **acto(request)
        ),
    )
    if intento:
        filas, a = intento.resultado, formulario.cleaned_data["destino"][1]
        cuantos = "1 ticket" if len(filas) == 1 else f"{len(filas)} tickets"
        return hecho(
            request, f"Se asignaron {cuantos} a {a}.", f"{request.path}{_consulta(request)}"
        )
    return _mostrar(request, formulario, personas, marcados=marcados, estado=intento.estado)


def _mostrar(
    request: HttpRequest,
    lote: FormularioDeLote,
    personas: Personas,
    *,
    marcados: list[int] | None = None,
    estado: int = 200,
) -> HttpResponse:
    persona, hoy, ahora = quien(request), reloj.hoy(), reloj.ahora()
    visibles = Ticket.objects.visibles_para(persona, hoy=hoy)
    filtro = FiltroDeTickets(request.GET, personas=personas)
    vista = request.GET.get("de", "")
    alcances = {
        "": lambda: visibles.de_mi_bandeja(persona, hoy=hoy),
        "abiertos": visibles.abiertos,
        "vencidos": lambda: visibles.vencidos(ahora=ahora),
        "terminados": visibles.terminados,
        "todos": visibles.all,
    }
    vista = vista if vista in alcances else ""
    por_plazo = vista in POR_PLAZO and not filtro.busca
    tickets = filtro.aplicar(alcances[vista]())
    corte = _corte(request, por_plazo)
    pagina = tickets.pagina(corte, cuantas=POR_PAGINA, columnas=COLUMNAS, por_plazo=por_plazo)
    contexto = {
        "filtro": filtro,
        "filas": [_fila(t, ahora) for t in pagina.filas],
        "marcados": marcados or [],
        "lote": lote,
        "puede_asignar": "tickets.gestionar" in persona.permisos_al(hoy),
        "pestanas": _pestanas(request, vista, visibles.cuentas(persona, hoy=hoy, ahora=ahora)),
        "vista": vista,
        "en_todos": f"?{urlencode({'de': 'todos', 'q': request.GET.get('q', '')[:200]})}",
        **_enlaces(request, pagina),
    }
    return render(request, "mesa_ayuda/bandeja.html", contexto, status=estado)


@permiso("tickets.propios")
@require_safe
def mis_tickets(request: HttpRequest) -> HttpResponse:
    """What I asked for and, for a jefe, what my unit asked for; the newest first."""
    persona, hoy, ahora = quien(request), reloj.hoy(), reloj.ahora()
    dirige = "tickets.unidad" in persona.permisos_al(hoy)
    de_la_unidad = dirige and request.GET.get("de") == "unidad"
    propios = Ticket.objects.filter(solicitante=persona)
    tickets = Ticket.objects.de_sus_unidades(persona, hoy=hoy) if de_la_unidad else propios
    corte = _corte(request, por_plazo=False)
    pagina = tickets.pagina(corte, cuantas=POR_PAGINA, columnas=COLUMNAS, por_plazo=False)
    contexto = {
        "filas": [_fila(t, ahora) for t in pagina.filas],
        "pestanas": [
            {"texto": "Míos", "url": request.path, "activo": not de_la_unidad},
            {"texto": "De mi unidad", "url": "?de=unidad", "activo": de_la_unidad},
        ]
        if dirige
        else [],
        **_enlaces(request, pagina),
    }
    return render(request, "mesa_ayuda/mis_tickets.html", contexto)


def _fila(t: dict[str, Any], ahora: datetime) -> dict[str, Any]:
    """A row as it is shown: names of codes and of people, whether it is late."""
    perfil = perfil_activo()
    solicitante = _nombre(t, "solicitante") or t["contacto"] or "El sistema"
    canal = perfil.mesa.nombre_de_canal(t["canal"])
    abierto = t["estado"] in estados.ABIERTOS
    hasta = t["estado_desde"] if t["estado"] == estados.EN_ESPERA else ahora
    return t | {
        "detalle": " · ".join(filter(None, (solicitante, t["unidad__siglas"], canal))),
        "nombre_de_categoria": perfil.mesa.nombre_de_categoria(t["categoria"]),
        "a_cargo": _nombre(t, "asignado_a") or perfil.nombre_de_rol(t["equipo"]),
        "abierto": abierto,
        "vencido": abierto and t["solucion_tarde_en"] <= hasta,
        "asignable": t["estado"] in ASIGNABLES and not t["gobernado_por"],
    }


def _nombre(t: dict[str, Any], campo: str) -> str:
    partes = (t[f"{campo}__first_name"], t[f"{campo}__last_name"])
    return " ".join(parte for parte in partes if parte)


def _pestanas(request: HttpRequest, vista: str, cuentas: dict[str, int]) -> list[dict[str, Any]]:
    """The scopes of the tray; those whose rows are few say how many."""
    return [
        {
            "texto": texto,
            "url": f"?{urlencode({'de': codigo})}" if codigo else request.path,
            "activo": codigo == vista,
            "contador": cuentas.get(codigo),
        }
        for codigo, texto in VISTAS
    ]


def _corte(request: HttpRequest, por_plazo: bool) -> Corte | None:
    """Where the page begins; a damaged address shows the first one."""
    tras, antes = entero(request.GET.get("tras")), entero(request.GET.get("antes"))
    clave = tras or antes
    if clave is None:
        return None
    if not por_plazo:
        return Corte(clave, None, tras is None)
    plazo = Ticket.objects.filter(pk=clave).values_list("solucion_tarde_en", flat=True).first()
    return None if plazo is None else Corte(clave, plazo, tras is None)


def _enlaces(request: HttpRequest, pagina: PaginaDeTickets) -> dict[str, str]:
    filas = pagina.filas
    anterior = _consulta(request, antes=filas[0]["pk"]) if pagina.hay_antes and filas else ""
    siguiente = _consulta(request, tras=filas[-1]["pk"]) if pagina.hay_despues and filas else ""
    return {"anterior": anterior, "siguiente": siguiente, "consulta": _consulta(request)}


def _consulta(request: HttpRequest, **clave: int) -> str:
    """The filters of the present address, without its page."""
    consulta: dict[str, Any] = {
        k: v for k, v in request.GET.items() if v and k not in {"antes", "tras"}
    } | clave
    return f"?{urlencode(consulta)}" if consulta else ""
