"""The steps of a ticket as pages: which are offered to whom, and one view for all of them.

What is offered here is only what to draw; the acción asks again under the lock.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gobierno import reloj
from gobierno.errores import EstadoCambiado
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from gobierno.permisos_web import permiso
from gobierno.vistas import REPETIDO, hecho, intentar, quien, ya_hecho
from gobierno.vistas import acto as acto_de
from mesa_ayuda import acciones, estados
from mesa_ayuda.forms import tickets as formularios
from mesa_ayuda.models import Ticket

Datos = Mapping[str, Any]


def _con_destino(hacer: Callable[..., Ticket]) -> Callable[..., Ticket]:
    """The field of the form names team and person at once."""

    def llamar(*, destino: tuple[str, Persona | None], **resto: Any) -> Ticket:
        return hacer(equipo=destino[0], a=destino[1], **resto)

    return llamar


def _externo(*, numero_externo: str, **resto: Any) -> Ticket:
    return acciones.anotar_externo(numero=numero_externo, **resto)


@dataclass(frozen=True)
class Paso:
    """How a step is shown and done, and what is said when it is."""

    texto: str
    exito: str
    formulario: type[formularios.FormularioDePaso]
    hacer: Callable[..., Ticket]
    icono: str = ""
    peligro: bool = False
    confirma: str = ""


_f, _a = formularios, acciones
PASOS: dict[str, Paso] = {
    "validar": Paso("Validar", "validado", _f.FormularioDePaso, _a.validar, "conforme"),
    "asignar": Paso(
        "Asignar", "asignado", _f.FormularioDeAsignar, _con_destino(_a.asignar), "usuarios"
    ),
    "iniciar": Paso("Iniciar atención", "en proceso", _f.FormularioDePaso, _a.iniciar, "reloj"),
    "reanudar": Paso("Reanudar", "en proceso", _f.FormularioDeReanudar, _a.reanudar, "reloj"),
    "resolver": Paso("Resolver", "resuelto", _f.FormularioDeResolver, _a.resolver, "conforme"),
    "cerrar": Paso(
        "Cerrar", "cerrado", _f.FormularioDePaso, _a.cerrar, "candado",
        confirma="Cerrado, el ticket ya no cambia salvo que se reabra.",
    ),
    "esperar": Paso("Poner en espera", "en espera", _f.FormularioDeEspera, _a.esperar, "reloj"),
    "derivar": Paso(
        "Derivar", "derivado", _f.FormularioDeDerivar, _con_destino(_a.derivar), "sustituido"
    ),
    "reabrir": Paso("Reabrir", "reabierto", _f.FormularioConMotivo, _a.reabrir, "deshacer"),
    "devolver": Paso("Devolver", "devuelto", _f.FormularioConMotivo, _a.devolver, "deshacer", True),
    "anular": Paso("Anular", "anulado", _f.FormularioConMotivo, _a.anular, "no-aplica", True),
    "anotar": Paso("Agregar nota", "se agregó la nota", _f.FormularioDeNota, _a.anotar, "lapiz"),
    "externo": Paso("Otro sistema", "quedó anotado", _f.FormularioExterno, _externo, "sustituido"),
}  # fmt: skip


@permiso("tickets.propios")
@require_http_methods(["GET", "HEAD", "POST"])
def paso(request: HttpRequest, pk: int, que: str) -> HttpResponse:
    """One step: its form, then the act. A stale page comes back with what was typed (409)."""
    hoy = reloj.hoy()
    visibles = Ticket.objects.visibles_para(quien(request), hoy=hoy)
    ticket: Ticket = get_object_or_404(visibles.select_related("asignado_a"), pk=pk)
    elegido = PASOS.get(que)
    if elegido is None:
        raise Http404
    formulario = elegido.formulario(
        *([request.POST, request.FILES] if request.method == "POST" else []),
        hoy=hoy, ticket=ticket, initial=_inicial(ticket, que),
    )  # fmt: skip
    intento = intentar(
        formulario,
        lambda datos: elegido.hacer(ticket=ticket, **_limpios(datos), **acto_de(request)),
    )
    if intento:
        return hecho(request, f"{ticket.numero}: {elegido.exito}.", "mesa_ayuda:ticket", ticket.pk)
    visto = formulario.cleaned_data.get("visto") if formulario.is_bound else None
    if ya_hecho(request, intento, objeto=ticket, accion=f"ticket.{que}", visto=visto):
        return hecho(request, REPETIDO, "mesa_ayuda:ticket", ticket.pk)
    if isinstance(intento.error, EstadoCambiado):
        ticket.refresh_from_db()
        formulario.data = formulario.data.copy()  # type: ignore[attr-defined]
        formulario.data["visto"] = str(ticket.version)  # type: ignore[index]
    contexto = {
        "ticket": ticket, "paso": elegido, "formulario": formulario,
        "volver": reverse("mesa_ayuda:ticket", args=[ticket.pk]),
    }  # fmt: skip
    return render(request, "mesa_ayuda/paso.html", contexto, status=intento.estado)


def _inicial(ticket: Ticket, que: str) -> dict[str, Any]:
    inicial: dict[str, Any] = {"visto": ticket.version}
    if que == "externo":
        inicial |= {"numero_externo": ticket.numero_externo, "estado": ticket.estado_externo}
    return inicial


def _limpios(datos: Datos) -> dict[str, Any]:
    return {nombre: valor for nombre, valor in datos.items() if nombre != "confirma_sin_secretos"}


def ofrecidos(ticket: Ticket, persona: Persona, hoy: date) -> list[dict[str, Any]]:
    """The steps that the person may take now, the usual one first, for componentes/acciones."""
    posibles = [
        codigo
        for codigo in PASOS
        if codigo in estados.PASOS
        and _admite(ticket, codigo)
        and _le_toca(ticket, codigo, persona, hoy)
    ]
    return [
        {
            "texto": PASOS[codigo].texto,
            "url": direccion(ticket, codigo),
            "icono": PASOS[codigo].icono,
            "clase": "primario" if n == 0 and not PASOS[codigo].peligro else "",
        }
        for n, codigo in enumerate(posibles)
    ]


def direccion(ticket: Ticket, codigo: str, **consulta: str) -> str:
    url = reverse("mesa_ayuda:paso", args=[ticket.pk, codigo])
    return f"{url}?{urlencode(consulta)}" if consulta else url


def puede_anotar(ticket: Ticket, persona: Persona, hoy: date) -> bool:
    permisos = persona.permisos_al(hoy)
    de_la_mesa = {"tickets.gestionar", "tickets.atender"} & permisos
    return ticket.estado not in estados.FINALES and bool(
        de_la_mesa or ticket.solicitante_id == persona.pk
    )


def _admite(ticket: Ticket, codigo: str) -> bool:
    de_paso = codigo == "asignar" and ticket.estado == estados.NUEVO
    if not (estados.puede_dar(codigo, ticket.estado) or de_paso):
        return False
    if codigo == "devolver" and not perfil_activo().interruptores.get("mesa_puede_devolver"):
        return False
    if codigo == "asignar" and de_paso and ticket.gobernado_por:
        return False
    return not (ticket.gobernado_por and estados.PASOS[codigo].del_procedimiento)


def _le_toca(ticket: Ticket, codigo: str, persona: Persona, hoy: date) -> bool:
    permisos = persona.permisos_al(hoy)
    gestiona = "tickets.gestionar" in permisos
    propio = ticket.solicitante_id == persona.pk
    atiende = "tickets.atender" in permisos and (
        ticket.asignado_a_id == persona.pk
        or (ticket.asignado_a_id is None and ticket.equipo in persona.roles_al(hoy))
    )
    if codigo in {"validar", "devolver", "asignar"}:
        return gestiona
    if codigo == "derivar":
        return gestiona or atiende
    if codigo == "reabrir":
        return gestiona or propio
    if codigo == "anular":
        return gestiona or (propio and ticket.estado == estados.NUEVO)
    return atiende or (codigo == "cerrar" and _cierra(ticket, persona, hoy))


def _cierra(ticket: Ticket, persona: Persona, hoy: date) -> bool:
    categoria = perfil_activo().mesa.categoria(ticket.categoria)
    return categoria is not None and categoria.cierra in persona.roles_al(hoy)
