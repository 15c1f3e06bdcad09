"""The steps of a ticket from its check to its attention (dominio.md §3.8)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from gobierno.bitacora import Evento, registrar_varios
from gobierno.capacidad import Acto
from gobierno.errores import ReglaIncumplida
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from mesa_ayuda import estados
from mesa_ayuda.acciones import comunes as c
from mesa_ayuda.acciones import noticias, plazos
from mesa_ayuda.models import AVISO_POR_VENCER, PausaDeTicket, Ticket


@transaction.atomic
def validar(
    *, ticket: Ticket, por: Persona, hoy: date, ahora: datetime,
    procedimiento: str = "", visto: int | None = None,
) -> Ticket:  # fmt: skip
    """The help desk finds the request complete; its time of response stops here.

    Fuente: MIN-7.2.2-b.
    """
    acto = c.gestor(por=por, hoy=hoy, ahora=ahora)
    tomado = c.tomar(ticket=ticket, visto=visto)
    c.exigir_paso(ticket=tomado, paso="validar", procedimiento=procedimiento)
    cambios = c.hacia(paso="validar", acto=acto) | _respondido(tomado, ahora)
    return c.asentar(ticket=tomado, paso="validar", acto=acto, cambios=cambios)


@transaction.atomic
def devolver(
    *, ticket: Ticket, motivo: str, por: Persona, hoy: date, ahora: datetime,
    procedimiento: str = "", visto: int | None = None,
) -> Ticket:  # fmt: skip
    """Return a request that cannot be attended as it came: closed, with its motive.

    It may be cited as the antecedent of another. Refused where the profile does not let the help
    desk return.
    """
    if not perfil_activo().interruptores.get("mesa_puede_devolver", False):
        raise ReglaIncumplida("En esta institución la mesa de ayuda no devuelve pedidos.")
    acto = c.gestor(por=por, hoy=hoy, ahora=ahora, motivo=motivo)
    tomado = c.tomar(ticket=ticket, visto=visto)
    c.exigir_paso(ticket=tomado, paso="devolver", procedimiento=procedimiento)
    c.exigir_texto(valor=motivo, campo="motivo", mensaje="Escriba por qué se devuelve.")
    cambios = c.hacia(paso="devolver", acto=acto) | _respondido(tomado, ahora)
    return c.asentar(
        ticket=tomado, paso="devolver", acto=acto, cambios=cambios | {"cerrado_en": ahora}
    )


@transaction.atomic
def asignar(
    *, ticket: Ticket, a: Persona | None, por: Persona, hoy: date, ahora: datetime,
    equipo: str = "", procedimiento: str = "", visto: int | None = None,
) -> Ticket:  # fmt: skip
    """Give it to a person of the team or, with `a=None`, to the whole team.

    A ticket still nuevo is validated in the same act. Fuente: MIN-7.2.2-b.
    """
    acto = c.gestor(por=por, hoy=hoy, ahora=ahora)
    tomado = c.tomar(ticket=ticket, visto=visto)
    previos = validado_de_paso(ticket=tomado, acto=acto, procedimiento=procedimiento)
    c.exigir_paso(ticket=tomado, paso="asignar", procedimiento=procedimiento)
    cambios = c.hacia(paso="asignar", acto=acto)
    cambios |= destino(ticket=tomado, a=a, equipo=equipo, hoy=hoy)
    eventos = [*previos, c.aplicar(ticket=tomado, paso="asignar", acto=acto, cambios=cambios)]
    noticias.avisar(ticket=tomado, paso="asignar", por=por, motivo="", ahora=ahora)
    registrar_varios(eventos, ahora=ahora)
    return tomado


@transaction.atomic
def derivar(
    *, ticket: Ticket, equipo: str, a: Persona | None, motivo: str, por: Persona, hoy: date,
    ahora: datetime, procedimiento: str = "", visto: int | None = None,
) -> Ticket:  # fmt: skip
    """Pass it to another person or team, saying why; the clock goes on."""
    if c.GESTIONAR in por.permisos_al(hoy):
        acto = c.gestor(por=por, hoy=hoy, ahora=ahora, motivo=motivo)
        tomado = c.tomar(ticket=ticket, visto=visto)
    else:
        tomado = c.tomar(ticket=ticket, visto=visto)
        acto = c.a_cargo(ticket=tomado, por=por, hoy=hoy, ahora=ahora, motivo=motivo)
    c.exigir_paso(ticket=tomado, paso="derivar", procedimiento=procedimiento)
    c.exigir_texto(valor=motivo, campo="motivo", mensaje="Escriba por qué se deriva.")
    nuevo = destino(ticket=tomado, a=a, equipo=equipo, hoy=hoy)
    if (nuevo["equipo"], nuevo["asignado_a"]) == (tomado.equipo, tomado.asignado_a):
        mensaje = "Ya está a cargo de quien eligió."
        raise ReglaIncumplida(mensaje, campos={"a": mensaje})
    cambios = c.hacia(paso="derivar", acto=acto) | nuevo
    return c.asentar(ticket=tomado, paso="derivar", acto=acto, cambios=cambios)


@transaction.atomic
def iniciar(
    *, ticket: Ticket, por: Persona, hoy: date, ahora: datetime,
    procedimiento: str = "", visto: int | None = None,
) -> Ticket:  # fmt: skip
    """Begin to attend it; one of the team takes it for itself. Fuente: MIN-7.2.2-e."""
    tomado = c.tomar(ticket=ticket, visto=visto)
    c.exigir_paso(ticket=tomado, paso="iniciar", procedimiento=procedimiento)
    acto = c.a_cargo(ticket=tomado, por=por, hoy=hoy, ahora=ahora)
    cambios = c.hacia(paso="iniciar", acto=acto) | {"asignado_a": por}
    return c.asentar(ticket=tomado, paso="iniciar", acto=acto, cambios=cambios)


@transaction.atomic
def esperar(
    *, ticket: Ticket, causa: str, motivo: str, por: Persona, hoy: date, ahora: datetime,
    procedimiento: str = "", visto: int | None = None,
) -> Ticket:  # fmt: skip
    """Stop its clock for a cause outside the team: usuario, proveedor or visita."""
    tomado = c.tomar(ticket=ticket, visto=visto)
    c.exigir_paso(ticket=tomado, paso="esperar", procedimiento=procedimiento)
    acto = c.a_cargo(ticket=tomado, por=por, hoy=hoy, ahora=ahora, motivo=motivo)
    c.exigir_texto(valor=motivo, campo="motivo", mensaje="Escriba qué se espera y de quién.")
    if causa not in {"usuario", "proveedor", "visita"}:
        raise ReglaIncumplida(
            "Elija la causa de la espera.", campos={"causa": "Elija una de la lista."}
        )
    PausaDeTicket.objects.create(
        ticket=tomado, causa=causa, motivo=acto.motivo, desde=ahora, por=por
    )
    cambios = c.hacia(paso="esperar", acto=acto) | {"asignado_a": tomado.asignado_a or por}
    return c.asentar(
        ticket=tomado, paso="esperar", acto=acto, cambios=cambios, detalle={"causa": causa}
    )


@transaction.atomic
def reanudar(
    *, ticket: Ticket, por: Persona, hoy: date, ahora: datetime,
    motivo: str = "", procedimiento: str = "", visto: int | None = None,
) -> Ticket:  # fmt: skip
    """Let its clock run again; the deadlines move by what was waited, and the trail says so."""
    tomado = c.tomar(ticket=ticket, visto=visto)
    c.exigir_paso(ticket=tomado, paso="reanudar", procedimiento=procedimiento)
    acto = c.a_cargo(ticket=tomado, por=por, hoy=hoy, ahora=ahora, motivo=motivo)
    terminar_pausa(ticket=tomado, ahora=ahora)
    cambios = c.hacia(paso="reanudar", acto=acto) | plazos_al_volver(ticket=tomado)
    return c.asentar(ticket=tomado, paso="reanudar", acto=acto, cambios=cambios)


def terminar_pausa(*, ticket: Ticket, ahora: datetime) -> None:
    """Close the pause that is open, if any."""
    for pausa in ticket.pausas.filter(hasta__isnull=True):
        pausa.hasta = max(ahora, pausa.desde)
        pausa.save(update_fields=["hasta"])


def plazos_al_volver(*, ticket: Ticket) -> dict[str, Any]:
    """Deadlines after a pause; a warning already given for the old one may be given again."""
    cambios = plazos.plazos_de(ticket=ticket)
    if ticket.solucion_avisada == AVISO_POR_VENCER:
        cambios["solucion_avisada"] = 0
    return cambios


def _respondido(ticket: Ticket, ahora: datetime) -> dict[str, Any]:
    return {} if ticket.respondido_en else {"respondido_en": ahora}


def validado_de_paso(*, ticket: Ticket, acto: Acto, procedimiento: str) -> list[Evento]:
    """The validation that an assignment implies, when it had none."""
    if ticket.estado != estados.NUEVO:
        return []
    c.exigir_paso(ticket=ticket, paso="validar", procedimiento=procedimiento)
    cambios = c.hacia(paso="validar", acto=acto) | _respondido(ticket, acto.ahora)
    return [c.aplicar(ticket=ticket, paso="validar", acto=acto, cambios=cambios)]


def destino(*, ticket: Ticket, a: Persona | None, equipo: str, hoy: date) -> dict[str, Any]:
    """Team and person, who must belong to it today."""
    perfil, codigo = perfil_activo(), equipo or ticket.equipo
    rol = perfil.rol(codigo)
    if rol is None or c.ATENDER not in rol.permisos:
        mensaje = "Elija un equipo que atienda tickets."
        raise ReglaIncumplida(mensaje, campos={"equipo": mensaje})
    if a is not None and (not a.is_active or codigo not in a.roles_al(hoy)):
        mensaje = f"{a} no es hoy {rol.nombre}."
        raise ReglaIncumplida(
            mensaje, regla="registro_y_asignacion", campos={"a": mensaje},
            remedio="Elija a alguien del equipo, o deje el ticket al equipo.",
        )  # fmt: skip
    return {"equipo": codigo, "asignado_a": a}
