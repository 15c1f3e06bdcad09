"""Who is told of each step of a ticket, and in what words.

What a procedure governs is told to the requester by that procedure, which knows more (X-6).
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.urls import reverse

from gobierno import avisos, formato
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from mesa_ayuda.models import PausaDeTicket, Ticket

AL_SOLICITANTE: dict[str, tuple[str, str]] = {
    "crear": ("Registramos su pedido", "La mesa de ayuda lo revisará antes del {respuesta}."),
    "devolver": ("Devolvimos su pedido", "Motivo: {motivo} Puede registrar otro y citar este."),
    "esperar": ("Esperamos su respuesta", "{motivo} El plazo está detenido hasta que responda."),
    "resolver": ("Resolvimos su pedido", "{solucion}"),
    "cerrar": ("Cerramos su pedido", "{solucion}"),
    "reabrir": ("Reabrimos su pedido", "Motivo: {motivo}"),
    "anular": ("Anulamos su pedido", "Motivo: {motivo}"),
    "anotar": ("Hay una nota en su pedido", "{motivo}"),
}
A_QUIEN_ATIENDE: dict[str, tuple[str, str]] = {
    "asignar": ("Tiene un ticket asignado", "Vence el {solucion_vence}. {motivo}"),
    "derivar": ("Le derivaron un ticket", "{motivo} Vence el {solucion_vence}."),
    "reanudar": ("El ticket vuelve a correr", "Vence el {solucion_vence}. {motivo}"),
    "reabrir": ("Reabrieron un ticket", "Motivo: {motivo}"),
    "anotar": ("Hay una nota en el ticket", "{motivo}"),
    "anular": ("Anularon un ticket", "Motivo: {motivo}"),
}


def avisar(*, ticket: Ticket, paso: str, por: Persona | None, motivo: str, ahora: datetime) -> None:
    """Queue the notices of one step in the transaction of the act; never to who acts."""
    calla = bool(ticket.gobernado_por) or (
        paso == "esperar"
        and not ticket.pausas.filter(hasta__isnull=True, causa=PausaDeTicket.Causa.USUARIO).exists()
    )
    grupos: list[tuple[dict[str, tuple[str, str]], Callable[[], Iterable[Persona | None]]]] = [
        (A_QUIEN_ATIENDE, lambda: quienes_atienden(ticket=ticket, ahora=ahora))
    ]
    if not calla:
        grupos.append((AL_SOLICITANTE, lambda: [ticket.solicitante]))
    for textos, personas in grupos:
        if paso in textos:
            mensaje = _mensaje(ticket, paso, textos[paso], motivo)
            avisos.encolar(mensaje, para=_sin(personas(), por), ahora=ahora)
    if paso == "crear" and not ticket.gobernado_por:
        nuevo = _mensaje(ticket, "nuevo", ("Ticket nuevo", "{asunto}"), motivo)
        avisos.encolar(nuevo, para=_sin(gestores(ahora=ahora), por), ahora=ahora)


def quienes_atienden(*, ticket: Ticket, ahora: datetime) -> list[Persona]:
    """The person assigned or, while nobody is, the whole team."""
    if ticket.asignado_a is not None:
        return [ticket.asignado_a]
    hoy = ahora.astimezone(perfil_activo().zona).date()
    return list(Persona.objects.con_rol(ticket.equipo, hoy))


def gestores(*, ahora: datetime) -> list[Persona]:
    """Who registers and assigns today."""
    hoy = ahora.astimezone(perfil_activo().zona).date()
    roles = perfil_activo().roles_con("tickets.gestionar")
    return [persona for rol in roles for persona in Persona.objects.con_rol(rol.codigo, hoy)]


def enlace(*, ticket: Ticket) -> str:
    return reverse("mesa_ayuda:ticket", args=[ticket.pk])


def bandeja_propia() -> str:
    return f"{reverse('mesa_ayuda:bandeja')}?de=mi"


def _sin(personas: Iterable[Persona | None], por: Persona | None) -> list[Persona]:
    return [p for p in personas if p is not None and p.is_active and p != por]


def _mensaje(ticket: Ticket, paso: str, textos: tuple[str, str], motivo: str) -> avisos.Mensaje:
    zona = perfil_activo().zona
    asunto, cuerpo = textos
    dicho = cuerpo.format(
        motivo=motivo,
        asunto=ticket.asunto,
        solucion=ticket.solucion or motivo,
        respuesta=formato.fecha_hora(ticket.vence_respuesta_en, zona),
        solucion_vence=formato.fecha_hora(ticket.vence_solucion_en, zona),
    )
    return avisos.Mensaje(
        clave=f"ticket:{ticket.pk}:{ticket.version}:{paso}:{asunto[:20]}",
        tipo="ticket",
        asunto=f"{asunto}: {ticket.numero}",
        texto=f"«{ticket.asunto}». {dicho}".strip(),
        enlace=enlace(ticket=ticket),
    )
