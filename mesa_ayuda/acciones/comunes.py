"""What every act on a ticket does: lock, check the step, write, tell and record, in this order."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from gobierno.bitacora import Evento, registrar
from gobierno.capacidad import Acto, exigir
from gobierno.errores import RECARGUE, EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from mesa_ayuda.acciones import noticias
from mesa_ayuda.estados import PASOS, puede_dar
from mesa_ayuda.models import Ticket

GESTIONAR, ATENDER = "tickets.gestionar", "tickets.atender"
# Facts of the machinery: the trail tells the ones that a person reads.
_CALLADOS = {"estado_desde", "respuesta_tarde_en", "solucion_tarde_en", "respuesta_avisada",
             "solucion_avisada", "vence_respuesta_en"}  # fmt: skip


def tomar(*, ticket: Ticket, visto: int | None = None) -> Ticket:
    """Lock the ticket and read it again; `visto` is the version that the page showed."""
    tomado: Ticket = (
        Ticket.objects.select_for_update(of=("self",))
        .select_related("solicitante", "asignado_a", "unidad")
        .get(pk=ticket.pk)
    )
    if visto is not None and visto != tomado.version:
        raise EstadoCambiado(
            f"El ticket {tomado.numero} cambió desde que abrió la página: ahora figura "
            f"{tomado.get_estado_display().lower()}.",
            remedio="Revise cómo quedó; si todavía corresponde, envíe otra vez lo que escribió.",
        )
    return tomado


def exigir_paso(*, ticket: Ticket, paso: str, procedimiento: str = "") -> None:
    """May this step be taken from here, and by hand? Fuente: MIN-7.2.2-e."""
    exigir_gobierno(ticket=ticket, paso=paso, procedimiento=procedimiento)
    if not puede_dar(paso, ticket.estado):
        raise EstadoCambiado(
            f"No se puede {PASOS[paso].verbo} el ticket {ticket.numero}: figura "
            f"{ticket.get_estado_display().lower()} desde que alguien más actuó.",
            regla="atencion_del_ticket",
            remedio=RECARGUE,
        )


def exigir_gobierno(*, ticket: Ticket, paso: str, procedimiento: str) -> None:
    propio = procedimiento == ticket.gobernado_por
    if (PASOS[paso].del_procedimiento and not propio) or (procedimiento and not propio):
        quien = ticket.gobierno_nombre or ticket.gobernado_por or "ningún procedimiento"
        raise ReglaIncumplida(
            f"El ticket {ticket.numero} lo gobierna {quien}: no se puede {PASOS[paso].verbo} "
            "por separado.",
            regla="atencion_del_ticket",
            remedio="Actúe desde ese procedimiento; el ticket lo sigue solo.",
        )


def gestor(*, por: Persona, hoy: date, ahora: datetime, motivo: str = "") -> Acto:
    """The act of who registers and assigns (responsable de mesa de ayuda)."""
    capacidad = exigir(por=por, permiso=GESTIONAR, hoy=hoy).capacidad
    return Acto(por, hoy, ahora, capacidad, motivo.strip())


def a_cargo(*, ticket: Ticket, por: Persona, hoy: date, ahora: datetime, motivo: str = "") -> Acto:
    """The act of who attends: the person assigned or, while nobody is, anyone of the team."""
    capacidad = exigir(por=por, permiso=ATENDER, hoy=hoy).capacidad
    if ticket.asignado_a_id not in {None, por.pk}:
        raise SinPermiso(
            f"El ticket {ticket.numero} está asignado a {ticket.asignado_a}.",
            remedio="Pida que se lo deriven si ahora le corresponde a usted.",
        )
    if ticket.asignado_a_id is None and ticket.equipo not in por.roles_al(hoy):
        equipo = perfil_activo().nombre_de_rol(ticket.equipo)
        raise SinPermiso(f"El ticket {ticket.numero} le corresponde a {equipo}.")
    return Acto(por, hoy, ahora, capacidad, motivo.strip())


def exigir_texto(*, valor: str, campo: str, mensaje: str) -> str:
    """A text that a step makes mandatory."""
    if limpio := valor.strip():
        return limpio
    raise ReglaIncumplida(mensaje, regla="atencion_del_ticket", campos={campo: mensaje})


def hacia(*, paso: str, acto: Acto) -> dict[str, Any]:
    """The change of state of a step."""
    return {"estado": PASOS[paso].hacia, "estado_desde": acto.ahora}


def aplicar(
    *, ticket: Ticket, paso: str, acto: Acto, cambios: Mapping[str, Any],
    detalle: Mapping[str, Any] | None = None,
) -> Evento:  # fmt: skip
    """Write the fields that a step changes; returns its entry for the trail."""
    antes: dict[str, Any] = {}
    despues: dict[str, Any] = dict(detalle or {})
    for campo, valor in cambios.items():
        if campo not in _CALLADOS and getattr(ticket, campo) != valor:
            antes[campo], despues[campo] = getattr(ticket, campo), valor
        setattr(ticket, campo, valor)
    ticket.version += 1
    ticket.save(update_fields=[*cambios, "version"])
    return Evento(
        accion=f"ticket.{paso}", por=acto.por, capacidad=acto.capacidad, objeto=ticket,
        antes=antes, despues=despues, motivo=acto.motivo,
    )  # fmt: skip


def asentar(
    *, ticket: Ticket, paso: str, acto: Acto, cambios: Mapping[str, Any],
    detalle: Mapping[str, Any] | None = None,
) -> Ticket:  # fmt: skip
    """Write a step, tell whom it concerns and record it: the end of every act."""
    evento = aplicar(ticket=ticket, paso=paso, acto=acto, cambios=cambios, detalle=detalle)
    noticias.avisar(ticket=ticket, paso=paso, por=acto.por, motivo=acto.motivo, ahora=acto.ahora)
    registrar(evento, ahora=acto.ahora)
    return ticket
