"""How a ticket ends: resolved, closed, annulled or reopened, by hand or by its procedure."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from gobierno.archivos import Archivo
from gobierno.bitacora import registrar_varios
from gobierno.calendario import fin_del_dia
from gobierno.calendario_institucional import calendario_institucional
from gobierno.capacidad import Acto
from gobierno.errores import RECARGUE, EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from mesa_ayuda import estados
from mesa_ayuda.acciones import comunes as c
from mesa_ayuda.acciones.pasos import plazos_al_volver, terminar_pausa
from mesa_ayuda.acciones.tickets import Gobierno, adjuntar, indexar
from mesa_ayuda.models import PausaDeTicket, Ticket


@transaction.atomic
def resolver(
    *, ticket: Ticket, solucion: str, por: Persona, hoy: date, ahora: datetime,
    adjuntos: Iterable[Archivo] = (), procedimiento: str = "", visto: int | None = None,
) -> Ticket:  # fmt: skip
    """Register what was done; the clock of the solution stops. Fuente: MIN-7.2.2-e."""
    tomado = c.tomar(ticket=ticket, visto=visto)
    c.exigir_paso(ticket=tomado, paso="resolver", procedimiento=procedimiento)
    acto = c.a_cargo(ticket=tomado, por=por, hoy=hoy, ahora=ahora)
    hecho = c.exigir_texto(valor=solucion, campo="solucion", mensaje="Escriba qué se hizo.")
    guardados = adjuntar(ticket=tomado, archivos=adjuntos, por=por, ahora=ahora)
    cambios = c.hacia(paso="resolver", acto=acto) | {"solucion": hecho, "resuelto_en": ahora}
    return c.asentar(ticket=tomado, paso="resolver", acto=acto, cambios=cambios, detalle=guardados)


@transaction.atomic
def cerrar(
    *, ticket: Ticket, por: Persona, hoy: date, ahora: datetime,
    procedimiento: str = "", visto: int | None = None,
) -> Ticket:  # fmt: skip
    """Close what was resolved; who may depends on its category. Fuente: MIN-7.2.2-e."""
    tomado = c.tomar(ticket=ticket, visto=visto)
    c.exigir_paso(ticket=tomado, paso="cerrar", procedimiento=procedimiento)
    acto = _quien_cierra(tomado, por, hoy, ahora)
    cambios = c.hacia(paso="cerrar", acto=acto) | {"cerrado_en": ahora}
    return c.asentar(ticket=tomado, paso="cerrar", acto=acto, cambios=cambios)


@transaction.atomic
def anular(
    *, ticket: Ticket, motivo: str, por: Persona, hoy: date, ahora: datetime,
    procedimiento: str = "", visto: int | None = None,
) -> Ticket:  # fmt: skip
    """Leave it without effect, readable, with its reason: the help desk or, while nobody has
    looked at it, who asked."""
    tomado = c.tomar(ticket=ticket, visto=visto)
    propio = tomado.solicitante_id == por.pk and tomado.estado == estados.NUEVO
    acto = (
        Acto(por, hoy, ahora, motivo=motivo.strip())
        if propio and por.is_active
        else c.gestor(por=por, hoy=hoy, ahora=ahora, motivo=motivo)
    )
    c.exigir_paso(ticket=tomado, paso="anular", procedimiento=procedimiento)
    c.exigir_texto(valor=motivo, campo="motivo", mensaje="Escriba por qué se anula.")
    terminar_pausa(ticket=tomado, ahora=ahora)
    cambios = c.hacia(paso="anular", acto=acto) | {"cerrado_en": ahora}
    return c.asentar(ticket=tomado, paso="anular", acto=acto, cambios=cambios)


@transaction.atomic
def reabrir(
    *, ticket: Ticket, motivo: str, por: Persona, hoy: date, ahora: datetime,
    procedimiento: str = "", visto: int | None = None,
) -> Ticket:  # fmt: skip
    """Open again what was not really solved, within the business days of the profile.

    Only who asked or the help desk. The time that it stood solved does not count.
    """
    tomado = c.tomar(ticket=ticket, visto=visto)
    c.exigir_paso(ticket=tomado, paso="reabrir", procedimiento=procedimiento)
    if tomado.solicitante_id == por.pk and por.is_active:
        acto = Acto(por, hoy, ahora, motivo=motivo.strip())
    else:
        acto = c.gestor(por=por, hoy=hoy, ahora=ahora, motivo=motivo)
    c.exigir_texto(valor=motivo, campo="motivo", mensaje="Escriba qué sigue sin resolverse.")
    _exigir_a_tiempo(tomado, ahora)
    desde = tomado.resuelto_en or tomado.estado_desde
    PausaDeTicket.objects.create(
        ticket=tomado, causa=PausaDeTicket.Causa.RESUELTO, motivo=acto.motivo[:2000],
        desde=desde, hasta=max(ahora, desde), por=por,
    )  # fmt: skip
    cambios = c.hacia(paso="reabrir", acto=acto) | {"resuelto_en": None, "cerrado_en": None}
    cambios |= plazos_al_volver(ticket=tomado)
    return c.asentar(ticket=tomado, paso="reabrir", acto=acto, cambios=cambios)


@transaction.atomic
def gobernar(
    *, ticket: Ticket, gobierno: Gobierno, por: Persona, hoy: date, ahora: datetime
) -> Ticket:
    """A procedure takes over an open ticket that none governs: from now on it decides its end."""
    tomado = c.tomar(ticket=ticket)
    if tomado.gobernado_por or not tomado.esta_abierto:
        raise EstadoCambiado(
            f"El ticket {tomado.numero} ya lo gobierna {tomado.gobierno_nombre}."
            if tomado.gobernado_por
            else f"El ticket {tomado.numero} ya terminó.",
            remedio=RECARGUE,
        )
    cambios = {
        "gobernado_por": gobierno.procedimiento,
        "gobierno_nombre": gobierno.nombre,
        "gobierno_enlace": gobierno.enlace,
    }
    acto = Acto(por, hoy, ahora)
    asentado = c.asentar(ticket=tomado, paso="gobernar", acto=acto, cambios=cambios)
    indexar(ticket=asentado)
    return asentado


@transaction.atomic
def cerrar_por_procedimiento(
    *, ticket: Ticket, procedimiento: str, solucion: str, por: Persona | None, hoy: date,
    ahora: datetime, capacidad: str = "",
) -> Ticket:  # fmt: skip
    """End a governed ticket from whatever open state it is in: the procedure has its outcome.

    The procedure has already decided who may. It resolves and closes in one act, with an entry
    for each; the person is the one assigned or who acts. Call it after every lock of the caller:
    it takes the lock of the trail. Fuente: MIN-7.2.2-e.
    """
    tomado = c.tomar(ticket=ticket)
    c.exigir_gobierno(ticket=tomado, paso="cerrar", procedimiento=procedimiento)
    if tomado.estado in estados.FINALES:
        raise EstadoCambiado(f"El ticket {tomado.numero} ya terminó.", remedio=RECARGUE)
    hecho = c.exigir_texto(valor=solucion, campo="solucion", mensaje="Falta el resultado.")
    acto = Acto(por, hoy, ahora, capacidad)
    terminar_pausa(ticket=tomado, ahora=ahora)
    eventos = []
    if tomado.estado != estados.RESUELTO:
        cambios = {
            "estado": estados.RESUELTO, "estado_desde": ahora, "resuelto_en": ahora,
            "solucion": hecho, "respondido_en": tomado.respondido_en or ahora,
            "asignado_a": tomado.asignado_a or por or tomado.registrado_por,
        }  # fmt: skip
        eventos.append(c.aplicar(ticket=tomado, paso="resolver", acto=acto, cambios=cambios))
    cambios = c.hacia(paso="cerrar", acto=acto) | {"cerrado_en": ahora}
    eventos.append(c.aplicar(ticket=tomado, paso="cerrar", acto=acto, cambios=cambios))
    registrar_varios(eventos, ahora=ahora)
    return tomado


def _quien_cierra(ticket: Ticket, por: Persona, hoy: date, ahora: datetime) -> Acto:
    categoria = perfil_activo().mesa.categoria(ticket.categoria)
    cierra = categoria.cierra if categoria else "asignado"
    if cierra == "asignado":
        return c.a_cargo(ticket=ticket, por=por, hoy=hoy, ahora=ahora)
    designacion = por.designacion_en(cierra, hoy) if por.is_active else None
    if designacion is None:
        nombre = perfil_activo().nombre_de_rol(cierra)
        raise SinPermiso(f"El ticket {ticket.numero} lo cierra quien es {nombre}.")
    return Acto(por, hoy, ahora, designacion.capacidad)


def _exigir_a_tiempo(ticket: Ticket, ahora: datetime) -> None:
    perfil = perfil_activo()
    dias = perfil.mesa.reapertura_dias_habiles
    terminado = ticket.resuelto_en or ticket.estado_desde
    dia = calendario_institucional().sumar_habiles(terminado.astimezone(perfil.zona).date(), dias)
    if ahora < fin_del_dia(dia, perfil.zona):
        return
    raise ReglaIncumplida(
        f"El ticket {ticket.numero} se podía reabrir hasta el {dia:%d/%m/%Y} "
        f"({dias} días hábiles desde que se resolvió).",
        remedio="Registre otro pedido y cite este como antecedente.",
    )
