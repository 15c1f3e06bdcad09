"""What every act on a request does: lock, check the step, write, move the ticket, tell, record."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from gobierno.bitacora import Evento, registrar_varios
from gobierno.capacidad import Acto, exigir
from gobierno.errores import RECARGUE, EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from mesa_ayuda.acciones import Seguimiento, seguir
from respaldo.acciones.disponibilidad import liberar
from restauracion import estados
from restauracion.acciones import cartas
from restauracion.models import SolicitudDeRestauracion

PROCEDIMIENTO = "restauracion"
SOLICITANTE, JEFE = "Solicitante", "Jefe inmediato"
_CALLADOS = {"estado_desde", "evaluar_al"}  # of the machinery: the trail tells the rest


def tomar(
    *, solicitud: SolicitudDeRestauracion, paso: str, visto: int | None = None
) -> SolicitudDeRestauracion:
    """Lock the request, read it again and check that the step can be taken from its state.

    `visto` is the version that the page showed. Raises EstadoCambiado when somebody acted first.
    """
    tomada: SolicitudDeRestauracion = (
        SolicitudDeRestauracion.objects.select_for_update(of=("self",))
        .select_related("solicitante", "jefe", "operador", "unidad", "item", "copia", "ticket")
        .get(pk=solicitud.pk)
    )
    como = tomada.get_estado_display().lower()
    if visto is not None and visto != tomada.version:
        raise EstadoCambiado(
            f"La solicitud {tomada.numero} cambió desde que abrió la página: ahora figura {como}.",
            remedio="Revise cómo quedó; si todavía corresponde, envíe otra vez lo que escribió.",
        )
    if not estados.puede_dar(paso, tomada.estado):
        raise EstadoCambiado(
            f"No se puede {estados.PASOS[paso].verbo} la solicitud {tomada.numero}: figura {como}.",
            regla="restauracion",
            remedio=RECARGUE,
        )
    exigir_interruptor(paso=paso)
    return tomada


def exigir_interruptor(*, paso: str) -> None:
    """Is the step switched on in the profile?"""
    con = estados.PASOS[paso].con
    if con and not perfil_activo().interruptores.get(con, False):
        raise ReglaIncumplida(
            f"En {perfil_activo().institucion.siglas} no se usa el paso "
            f"«{paso.replace('_', ' ')}».",
            regla="restauracion",
        )


def actuar(
    *, paso: str, por: Persona, hoy: date, ahora: datetime, motivo: str = ""
) -> Acto:  # fmt: skip
    """The act of somebody whom the step's permissions allow, in the capacity that does."""
    permisos = estados.PASOS[paso].permisos
    for permiso in permisos[1:]:
        designacion = por.designacion_para(permiso, hoy) if por.is_active else None
        if designacion is not None:
            return Acto(por, hoy, ahora, designacion.capacidad, motivo.strip())
    designacion = exigir(por=por, permiso=permisos[0], hoy=hoy)  # refuses, naming who could
    return Acto(por, hoy, ahora, designacion.capacidad, motivo.strip())


def responder(
    *, solicitud: SolicitudDeRestauracion, por: Persona, hoy: date, ahora: datetime,
    motivo: str = "", jefe: bool = False,
) -> Acto:  # fmt: skip
    """The act of the requester, of the jefe where `jefe`, or of the help desk in their name.

    Who records it for another writes how the answer came (the mail, the call).
    """
    motivo = motivo.strip()
    if por.is_active and por.pk == solicitud.solicitante_id:
        return Acto(por, hoy, ahora, SOLICITANTE, motivo)
    if por.is_active and jefe and por.pk == solicitud.jefe_id:
        return Acto(por, hoy, ahora, JEFE, motivo)
    designacion = por.designacion_para(estados.GESTIONAR, hoy) if por.is_active else None
    if designacion is None:
        quien = f"{solicitud.solicitante} (quien pidió)" + (" o su jefe inmediato" if jefe else "")
        raise SinPermiso(f"Responde {quien}; la mesa de ayuda puede registrarlo en su nombre.")
    if not motivo:
        falta = "Escriba cómo llegó la respuesta: el correo o la llamada de quien pidió."
        raise ReglaIncumplida(falta, campos={"nota": falta})
    return Acto(por, hoy, ahora, designacion.capacidad, motivo)


def exigir_operador(*, solicitud: SolicitudDeRestauracion, por: Persona | None) -> None:
    """Only the operator in charge goes on with a request; two never attend the same one."""
    if solicitud.operador_id not in {None, por.pk if por else None}:
        raise SinPermiso(
            f"La solicitud {solicitud.numero} está a cargo de {solicitud.operador}.",
            remedio="Pida a la mesa de ayuda que se la asigne si ahora le corresponde a usted.",
        )


def exigir_texto(*, valor: str, campo: str, mensaje: str) -> str:
    """A text that a step makes mandatory."""
    if limpio := valor.strip():
        return limpio
    raise ReglaIncumplida(mensaje, regla="restauracion", campos={campo: mensaje})


def asentar(
    *, solicitud: SolicitudDeRestauracion, paso: str, a: str, acto: Acto,
    cambios: Mapping[str, Any] | None = None, detalle: Mapping[str, Any] | None = None,
    carta: str = "",
) -> SolicitudDeRestauracion:  # fmt: skip
    """Write a step, take the ticket along, tell whom it concerns and record it: every act's end.

    `carta` is the letter to send when it is not the step's own. A request that ends releases its
    holds. The trail is locked last.
    """
    antes: dict[str, Any] = {}
    despues: dict[str, Any] = dict(detalle or {})
    nuevos: dict[str, Any] = {"estado": a, "estado_desde": acto.ahora, **(cambios or {})}
    if a in estados.FINALES:
        nuevos["cerrada_en"] = acto.ahora
    for campo, valor in nuevos.items():
        if campo not in _CALLADOS and getattr(solicitud, campo) != valor:
            antes[campo], despues[campo] = getattr(solicitud, campo), valor
        setattr(solicitud, campo, valor)
    solicitud.version += 1
    solicitud.save(update_fields=[*nuevos, "version"])
    if a in estados.FINALES:
        despues["copias_liberadas"] = liberar(referencia=solicitud.numero, ahora=acto.ahora)
    cartas.comunicar(
        solicitud=solicitud, paso=carta or paso, motivo=acto.motivo, por=acto.por, ahora=acto.ahora
    )
    del_ticket = _mover_ticket(solicitud, acto)
    evento = Evento(
        accion=f"solicitud.{paso}", por=acto.por, capacidad=acto.capacidad, objeto=solicitud,
        antes=antes, despues=despues, motivo=acto.motivo,
    )  # fmt: skip
    registrar_varios([evento, *del_ticket], ahora=acto.ahora)
    return solicitud


def _mover_ticket(solicitud: SolicitudDeRestauracion, acto: Acto) -> list[Evento]:
    """The entry of the ticket that follows, when its state changes."""
    hacia = estados.TICKET[solicitud.estado]
    igual = solicitud.ticket.asignado_a_id in {None, solicitud.operador_id}
    if solicitud.ticket.estado == hacia and igual:
        return []
    solucion = solicitud.motivo_final or solicitud.get_estado_display()
    seguimiento = Seguimiento(estado=hacia, asignado_a=solicitud.operador, solucion=solucion)
    del_ticket = Acto(acto.por, acto.hoy, acto.ahora, acto.capacidad, acto.motivo or solucion)
    evento = seguir(
        ticket=solicitud.ticket, procedimiento=PROCEDIMIENTO, a=seguimiento, acto=del_ticket
    )
    return [evento]
