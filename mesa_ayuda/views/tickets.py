"""The page of one ticket and the forms that register one."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from gobierno import reloj
from gobierno.historia import historia_de, titulo
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.texto import entero
from gobierno.views.adjuntos import entregar
from gobierno.vistas import acto, hecho, intentar, quien
from mesa_ayuda import acciones, sla
from mesa_ayuda.acciones import DatosDeTicket
from mesa_ayuda.forms.tickets import FormularioDeContacto, FormularioDeNota, FormularioDeTicket
from mesa_ayuda.models import Incidente, Ticket
from mesa_ayuda.views.actos import direccion, ofrecidos, puede_anotar

RELACIONES = ("solicitante", "asignado_a", "unidad", "antecedente")
MOVIMIENTOS = 100


@permiso("tickets.propios")
@require_safe
def ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """A ticket that the person may see, with its timeline; any other is a 404."""
    persona, hoy, ahora = quien(request), reloj.hoy(), reloj.ahora()
    visibles = Ticket.objects.visibles_para(persona, hoy=hoy)
    completos = visibles.select_related(*RELACIONES).prefetch_related("pausas", "adjuntos")
    fila: Ticket = get_object_or_404(completos, pk=pk)
    mesa = perfil_activo().mesa
    de_la_mesa = "tickets.bandeja" in persona.permisos_al(hoy)
    contexto: dict[str, Any] = {
        "ticket": fila,
        "acciones": ofrecidos(fila, persona, hoy),
        "eventos": [_legible(evento) for evento in historia_de(fila, limite=MOVIMIENTOS)],
        "nota": FormularioDeNota(hoy=hoy, ticket=fila, initial={"visto": fila.version})
        if puede_anotar(fila, persona, hoy)
        else None,
        "nota_url": direccion(fila, "anotar"),
        "externo_url": direccion(fila, "externo") if de_la_mesa else "",
        "en_el_otro": mesa.url_del_externo(fila.numero_externo),
        "datos": _datos(fila),
        "plazos": _plazos(fila, ahora),
        "adjuntos": list(fila.adjuntos.all()),
        "incidentes": _incidentes(fila, persona),
        "de_la_mesa": de_la_mesa,
    }
    return render(request, "mesa_ayuda/ticket.html", contexto)


@permiso("tickets.propios")
@require_safe
def adjunto(request: HttpRequest, pk: int, adjunto: int) -> HttpResponseBase:
    """A file of a ticket that the person may see."""
    visibles = Ticket.objects.visibles_para(quien(request), hoy=reloj.hoy())
    fila: Ticket = get_object_or_404(visibles, pk=pk)
    return entregar(request, get_object_or_404(fila.adjuntos, pk=adjunto))


@permiso("tickets.propios")
@require_http_methods(["GET", "HEAD", "POST"])
def pedir(request: HttpRequest) -> HttpResponse:
    """One's own request to the help desk."""
    formulario = FormularioDeTicket(
        request.POST or None, files=request.FILES or None, initial=_citado(request)
    )
    return _registrar(request, formulario, {"canal": "formulario", "solicitante": quien(request)})


@permiso("tickets.gestionar")
@require_http_methods(["GET", "HEAD", "POST"])
def registrar(request: HttpRequest) -> HttpResponse:
    """A call, a mail or a visit, by the help desk. Fuente: MIN-7.2.2-b, MIN-6.1-j."""
    formulario = FormularioDeContacto(
        request.POST or None, files=request.FILES or None, initial=_citado(request)
    )
    return _registrar(request, formulario, {})


def _registrar(
    request: HttpRequest, formulario: FormularioDeTicket, fijos: dict[str, Any]
) -> HttpResponse:
    def crear(datos: Any) -> Ticket:
        propios = {c: datos[c] for c in datos if c in DatosDeTicket.__dataclass_fields__}
        antecedente = _visible(request, datos.get("antecedente"))
        propios |= fijos | {"ficha": str(datos["ficha"] or ""), "antecedente": antecedente}
        return acciones.crear(datos=DatosDeTicket(**propios), **acto(request))

    intento = intentar(formulario, crear)
    if intento:
        creado: Ticket = intento.resultado
        return hecho(
            request, f"Se registró el ticket {creado.numero}.", "mesa_ayuda:ticket", creado.pk
        )
    citado = _visible(request, entero(formulario["antecedente"].value()))
    contexto = {"formulario": formulario, "de_la_mesa": not fijos, "antecedente": citado}
    return render(request, "mesa_ayuda/registrar.html", contexto, status=intento.estado)


def _citado(request: HttpRequest) -> dict[str, Any]:
    return {"antecedente": entero(request.GET.get("antecedente"))}


def _visible(request: HttpRequest, pk: int | None) -> Ticket | None:
    if pk is None:
        return None
    hallado: Ticket | None = (
        Ticket.objects.visibles_para(quien(request), hoy=reloj.hoy()).filter(pk=pk).first()
    )
    return hallado


def _datos(fila: Ticket) -> list[tuple[str, Any]]:
    perfil = perfil_activo()
    mesa = perfil.mesa
    datos: list[tuple[str, Any]] = [
        ("Pide", fila.solicitante or fila.contacto or "El sistema"),
        ("Unidad", fila.unidad),
        ("Contacto", fila.contacto if fila.solicitante else ""),
        ("Canal", mesa.nombre_de_canal(fila.canal)),
        ("Categoría", f"{mesa.nombre_de_categoria(fila.categoria)} ({fila.clase})"),
        ("Prioridad", mesa.nombre_de_prioridad(fila.prioridad)),
        ("Equipo", perfil.nombre_de_rol(fila.equipo)),
        ("A cargo de", fila.asignado_a or "Nadie todavía"),
    ]
    return [(nombre, valor) for nombre, valor in datos if valor]


def _plazos(fila: Ticket, ahora: datetime) -> dict[str, Any]:
    """Elapsed against agreed, with the causes of what was not counted."""
    pausas = list(fila.pausas.all())
    corrido = acciones.corrido_de(ticket=fila, ahora=ahora)
    respondido_tarde = (fila.respondido_en or ahora) >= fila.respuesta_tarde_en
    abierto = fila.resuelto_en is None and fila.cerrado_en is None
    return {
        "corrido": _horas(corrido // sla.MINUTO),
        "limite": _horas(fila.solucion_minutos),
        "fin": fila.resuelto_en or fila.cerrado_en,
        "tarde": not sla.cumple(corrido, sla.MINUTO * fila.solucion_minutos),
        "respuesta_tarde": respondido_tarde,
        "abierto": abierto,
        "pausas": pausas,
        "parado": any(pausa.hasta is None for pausa in pausas),
        "no_normado": "mesa.categorias" in perfil_activo().no_normado,
    }


def _horas(minutos: int) -> str:
    """Working time in hours: a working day is not a day of 24."""
    horas, resto = divmod(minutos, 60)
    return f"{horas} h {resto:02d} min" if resto else f"{horas} h"


def _incidentes(fila: Ticket, persona: Persona) -> list[Incidente]:
    """Incidents that cite this ticket by its number or by that of the other system."""
    numeros = [n for n in (fila.numero, fila.numero_externo) if n]
    return list(
        Incidente.objects.visibles_para(persona, hoy=reloj.hoy()).filter(ticket__in=numeros)
    )


# What the timeline tells beside the title of each entry, in the words of the page.
_SE_CUENTA = {
    "equipo": "equipo", "asignado a": "a cargo de", "causa": "se espera", "plazo": "plazo",
    "vencio": "vencía", "vence solucion en": "vence la solución", "adjuntos": "adjuntos",
    "numero externo": "número en el otro sistema", "estado externo": "estado allá",
    "gobierno nombre": "procedimiento",
}  # fmt: skip


def _legible(evento: dict[str, Any]) -> dict[str, Any]:
    """An entry of the trail as people read it: what the title does not say already."""
    nace = evento["titulo"] == titulo("ticket.crear")
    cambios = [] if nace else [c for c in evento["cambios"] if c["campo"] in _SE_CUENTA]
    for cambio in cambios:
        if cambio["campo"] == "equipo":
            roles = perfil_activo().nombre_de_rol
            cambio |= {lado: roles(cambio[lado]) for lado in ("antes", "despues")}
        cambio["campo"] = _SE_CUENTA[cambio["campo"]]
    return evento | {"cambios": cambios}
