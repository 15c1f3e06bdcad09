"""What is added to a ticket without moving it: notes, files and the mirror of another system."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from gobierno.archivos import Archivo
from gobierno.capacidad import Acto
from gobierno.errores import EstadoCambiado, SinPermiso
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from mesa_ayuda import estados
from mesa_ayuda.acciones import comunes as c
from mesa_ayuda.acciones.tickets import adjuntar, comprobar_externo, indexar
from mesa_ayuda.models import Ticket


@transaction.atomic
def anotar(
    *, ticket: Ticket, nota: str, por: Persona, hoy: date, ahora: datetime,
    adjuntos: Iterable[Archivo] = (), visto: int | None = None,
) -> Ticket:  # fmt: skip
    """Add a note, with files, to the timeline: who asked, who attends or the help desk."""
    tomado = c.tomar(ticket=ticket, visto=visto)
    if tomado.estado in estados.FINALES:
        raise EstadoCambiado(
            f"El ticket {tomado.numero} ya terminó: no admite notas.",
            remedio="Si sigue sin resolverse, pida que lo reabran o registre otro.",
        )
    escrito = c.exigir_texto(valor=nota, campo="nota", mensaje="Escriba la nota.")
    acto = Acto(por, hoy, ahora, _capacidad_para_anotar(tomado, por, hoy), escrito)
    guardados = adjuntar(ticket=tomado, archivos=adjuntos, por=por, ahora=ahora)
    return c.asentar(ticket=tomado, paso="anotar", acto=acto, cambios={}, detalle=guardados)


@transaction.atomic
def anotar_externo(
    *, ticket: Ticket, numero: str, estado: str, por: Persona, hoy: date, ahora: datetime,
    visto: int | None = None,
) -> Ticket:  # fmt: skip
    """Record what the institution's other system shows: its number, its words and when it was seen.

    The state is the text that a person read there; nothing is ever deduced from it. Fuente: X-7.
    """
    tomado = c.tomar(ticket=ticket, visto=visto)
    acto = Acto(por, hoy, ahora, _capacidad_para_anotar(tomado, por, hoy, propio=False))
    escrito = comprobar_externo(
        numero=c.exigir_texto(
            valor=numero, campo="numero_externo",
            mensaje=f"Escriba el número del {perfil_activo().mesa.sistema}.",
        )
    )  # fmt: skip
    cambios = {
        "numero_externo": escrito,
        "estado_externo": estado.strip()[:60],
        "externo_revisado_en": ahora if estado.strip() else None,
    }
    asentado = c.asentar(ticket=tomado, paso="externo", acto=acto, cambios=cambios)
    indexar(ticket=asentado)
    return asentado


def _capacidad_para_anotar(ticket: Ticket, por: Persona, hoy: date, *, propio: bool = True) -> str:
    for permiso in (c.GESTIONAR, c.ATENDER):
        designacion = por.designacion_para(permiso, hoy) if por.is_active else None
        if designacion is not None:
            return designacion.capacidad
    if propio and por.is_active and ticket.solicitante_id == por.pk:
        return ""
    raise SinPermiso("Solo anotan quien pidió, quien atiende y la mesa de ayuda.")
