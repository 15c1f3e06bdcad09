"""Many tickets assigned in one act: all or none."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from gobierno import avisos
from gobierno.bitacora import registrar_varios
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.formato import primeros
from gobierno.models import Persona
from mesa_ayuda import estados
from mesa_ayuda.acciones import comunes as c
from mesa_ayuda.acciones import noticias
from mesa_ayuda.acciones.pasos import destino, validado_de_paso
from mesa_ayuda.models import Ticket

MAXIMO = 100
ASIGNABLES = (estados.NUEVO, estados.VALIDADO)


@transaction.atomic
def asignar_varios(
    *, tickets: Sequence[int], a: Persona, por: Persona, hoy: date, ahora: datetime
) -> list[Ticket]:
    """Assign up to a hundred tickets, nuevos or validados, to one person.

    Each keeps its own entry in the trail; the person is told once. If one of them moved meanwhile
    none is assigned and the message names it. Fuente: MIN-7.2.2-b.
    """
    claves = sorted(set(tickets))
    if not 0 < len(claves) <= MAXIMO:
        raise ReglaIncumplida(f"Elija de 1 a {MAXIMO} tickets.")
    acto = c.gestor(por=por, hoy=hoy, ahora=ahora)
    filas = list(
        Ticket.objects.select_for_update(of=("self",))
        .select_related("asignado_a")
        .filter(pk__in=claves)
        .order_by("pk")
    )
    if movidos := [t.numero for t in filas if t.estado not in ASIGNABLES]:
        raise EstadoCambiado(
            f"Ya no esperan asignación: {primeros(movidos, 5)}. No se asignó ninguno.",
            remedio="Recargue la bandeja y elija otra vez.",
        )
    eventos = []
    for ticket in filas:
        c.exigir_gobierno(ticket=ticket, paso="asignar", procedimiento="")
        eventos += validado_de_paso(ticket=ticket, acto=acto, procedimiento="")
        cambios = c.hacia(paso="asignar", acto=acto)
        cambios |= destino(ticket=ticket, a=a, equipo="", hoy=hoy)
        eventos.append(c.aplicar(ticket=ticket, paso="asignar", acto=acto, cambios=cambios))
    _avisar(filas, a, por, ahora)
    registrar_varios(eventos, ahora=ahora)
    return filas


def _avisar(filas: Sequence[Ticket], a: Persona, por: Persona, ahora: datetime) -> None:
    if not filas or a.pk == por.pk:
        return
    nombres = primeros([f"{t.numero} «{t.asunto}»" for t in filas], 20, "; ")
    mensaje = avisos.Mensaje(
        clave=f"tickets:{filas[0].pk}-{filas[-1].pk}:{ahora.isoformat()}",
        tipo="ticket",
        asunto=f"Tiene {len(filas)} tickets asignados"
        if len(filas) > 1
        else f"Tiene un ticket asignado: {filas[0].numero}",
        texto=f"{nombres}.",
        enlace=noticias.bandeja_propia(),
    )
    avisos.encolar(mensaje, para=[a], ahora=ahora)
