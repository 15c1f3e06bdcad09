"""Corrections and repairs: new events beside the declaration, which nobody edits (§3.4)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from gobierno.bitacora import Evento, registrar
from gobierno.errores import RECARGUE, EstadoCambiado, ReglaIncumplida
from gobierno.models import EventoBitacora, Persona
from respaldo.acciones import comprobaciones as c
from respaldo.acciones.asientos import abrir_por
from respaldo.acciones.invalidez import invalidada_por_declaracion, invalidar_por_declaracion
from respaldo.acciones.invalidez import revalidar as revalidar_copia
from respaldo.acciones.repeticiones import rectificacion_repetida
from respaldo.models import Corrida, Ejecucion, Rectificacion, Verificacion

SUBSANAR = "verificacion.subsanar"
CONFORME, NO_CONFORME = Corrida.Estado.CONFORME, Corrida.Estado.NO_CONFORME


@transaction.atomic
def rectificar(
    *,
    corrida: Corrida,
    por: Persona,
    resultado: str,
    motivo: str,
    visto: str,
    ahora: datetime,
    ticket: str = "",
    revalidar: bool = False,
) -> Rectificacion:
    """Correct a declaration with a reason; a run that turns out no conforme opens its incident.

    `visto` is the state the person saw (EstadoCambiado if it changed meanwhile). The same
    `resultado` with another `ticket` corrects the number; a blank ticket keeps it. No conforme
    invalidates its copy; back to conforme, it counts again only if `revalidar` says that it was
    checked: what a declaration broke never revives by itself (R11).

    Fuente: MIN-7.1.1-d, MIN-7.1.1-e-2, MIN-7.1.2-d, MIN-7.1.2-e.
    """
    acto = c.comenzar(por=por, permiso="verificacion.rectificar", ahora=ahora)
    tomada = c.tomar(corrida=corrida)
    regla, anterior = c.regla_de(corrida=tomada), tomada.estado
    conforme = resultado == CONFORME
    vuelve = revalidar and conforme and invalidada_por_declaracion(tomada)
    dicho = {"por": por, "resultado": resultado, "motivo": motivo, "ticket": ticket}
    verificacion = _verificacion_de(tomada, visto, {} if vuelve else dicho)
    vigente = _ticket_vigente(verificacion)
    motivo = c.exigir_texto(valor=motivo, campo="motivo", mensaje="Diga por qué se rectifica.")
    numero = c.exigir_ticket(ticket=ticket or vigente, obligatorio=conforme, regla=regla)
    _exigir_cambio(tomada, resultado, cambia_algo=vuelve or numero != vigente)
    if resultado == CONFORME != anterior:
        _exigir_que_pueda_ser_conforme(tomada, verificacion)
        c.exigir_segunda(corrida=tomada)
    rectificacion = _siguiente(verificacion, anterior, resultado)
    rectificacion.ticket, rectificacion.motivo = numero, motivo
    if resultado == NO_CONFORME != anterior:
        _abrir_incidente(acto, tomada, rectificacion)
    copia = _sobre_la_copia(tomada, resultado, vuelve=vuelve, ahora=ahora)
    return _asentar(acto, tomada, rectificacion, {"ticket": vigente, "copia": copia})


def _siguiente(verificacion: Verificacion, anterior: str, resultado: str) -> Rectificacion:
    return Rectificacion(
        verificacion=verificacion,
        numero=verificacion.rectificaciones.count() + 1,
        resultado_anterior=anterior,
        resultado=resultado,
    )


def _abrir_incidente(acto: c.Acto, corrida: Corrida, rectificacion: Rectificacion) -> None:
    """One incident per declaration, however many times it is corrected."""
    if not _tiene_incidente(rectificacion.verificacion):
        datos = {
            "motivo": rectificacion.motivo,
            "ticket": rectificacion.ticket,
            "discrepancias": corrida.discrepancias,
        }
        rectificacion.incidente = abrir_por(corrida=corrida, datos=datos, acto=acto)


def _sobre_la_copia(corrida: Corrida, resultado: str, *, vuelve: bool, ahora: datetime) -> str:
    """What the correction does to the copy, for the trail."""
    if resultado == NO_CONFORME and invalidar_por_declaracion(corrida=corrida, ahora=ahora):
        return "invalidada"
    return "revalidada" if vuelve and revalidar_copia(corrida=corrida) else ""


@transaction.atomic
def subsanar(*, corrida: Corrida, ejecucion: Ejecucion, por: Persona, ahora: datetime) -> Corrida:
    """Link the good manual run that repairs one declared no conforme or sin evidencia.

    The declaration stays; the row shows *subsanada*. The copy of the manual run keeps its own
    fecha ancla: nothing of it is touched (§4.1, RC-54).

    Fuente: MIN-7.1.1-e-2.
    """
    acto = c.comenzar(por=por, permiso=c.REGISTRAR, ahora=ahora)
    tomada = c.tomar(corrida=corrida)
    reparacion = Ejecucion.objects.select_for_update(of=("self",)).get(pk=ejecucion.pk)
    _exigir_reparable(tomada, reparacion, por)
    _exigir_que_repare(tomada, reparacion)
    tomada.subsanada_por = reparacion
    tomada.save(update_fields=["subsanada_por"])
    if reparacion.corrida_id is None:
        reparacion.corrida = tomada
        reparacion.save(update_fields=["corrida"])
    registrar(
        Evento(
            accion=SUBSANAR,
            por=por,
            capacidad=acto.capacidad,
            objeto=tomada,
            antes={"subsanada_por": None},
            despues={"subsanada_por": reparacion.pk, "trabajo": str(reparacion)},
        ),
        ahora=ahora,
    )
    return tomada


def _verificacion_de(corrida: Corrida, visto: str, dicho: Mapping[str, Any]) -> Verificacion:
    """The declaration, if the page showed it as it is now and `dicho` was not recorded yet."""
    verificacion = Verificacion.objects.filter(corrida=corrida).first()
    if verificacion is None:
        raise ReglaIncumplida(
            "Esta corrida todavía no se ha verificado: no hay nada que rectificar.",
            regla=c.regla_de(corrida=corrida),
            remedio="Verifíquela desde Hoy.",
        )
    ya = (
        rectificacion_repetida(verificacion, {**dicho, "resultado_anterior": visto})
        if dicho
        else None
    )
    if corrida.estado != visto or ya is not None:
        quien = "Usted ya" if ya else "Otra persona"
        raise EstadoCambiado(
            f"{quien} la rectificó: ahora figura {corrida.get_estado_display().lower()}.",
            regla=c.regla_de(corrida=corrida),
            remedio=RECARGUE,
            repite=ya,
        )
    return verificacion


def _ticket_vigente(verificacion: Verificacion) -> str:
    ultima = verificacion.rectificaciones.order_by("-numero").first()
    return ultima.ticket if ultima else verificacion.ticket


def _tiene_incidente(verificacion: Verificacion) -> bool:
    return bool(verificacion.incidente_id) or (
        verificacion.rectificaciones.filter(incidente__isnull=False).exists()
    )


def _exigir_cambio(corrida: Corrida, resultado: str, *, cambia_algo: bool) -> None:
    if resultado not in Verificacion.Resultado.values:
        mensaje = "Elija conforme, no conforme o sin evidencia."
    elif resultado == corrida.estado and not cambia_algo:
        mensaje = f"Ya figura {corrida.get_estado_display().lower()} con ese ticket."
    else:
        return
    raise ReglaIncumplida(mensaje, regla=c.regla_de(corrida=corrida), campos={"resultado": mensaje})


def _exigir_que_pueda_ser_conforme(corrida: Corrida, verificacion: Verificacion) -> None:
    if corrida.subsanada_por_id:
        raise ReglaIncumplida(
            "Esta corrida ya está subsanada con una repetición manual.",
            regla=c.regla_de(corrida=corrida),
            remedio="Deje la no conformidad: la repetición la repara sin borrarla.",
        )
    if corrida.ejecucion_id is None and verificacion.inicio_declarado is None:
        raise ReglaIncumplida(
            "No hay evidencia ni horas declaradas de esta corrida.",
            regla=c.regla_de(corrida=corrida),
            remedio="Registre primero su evidencia y rectifique después.",
        )


def _exigir_reparable(corrida: Corrida, ejecucion: Ejecucion, por: Persona) -> None:
    if corrida.subsanada_por_id:
        suyo = EventoBitacora.objects.de(corrida).filter(accion=SUBSANAR, actor_id=por.pk).exists()
        misma = suyo and corrida.subsanada_por_id == ejecucion.pk
        raise EstadoCambiado(
            "Esta corrida ya está subsanada.",
            regla=c.regla_de(corrida=corrida),
            remedio=RECARGUE,
            repite=corrida if misma else None,
        )
    if corrida.estado not in {NO_CONFORME, Corrida.Estado.SIN_EVIDENCIA}:
        raise ReglaIncumplida(
            "Solo se subsana lo declarado no conforme o sin evidencia; esta corrida figura "
            f"{corrida.get_estado_display().lower()}.",
            regla="incidente_interno",
            remedio="Verifíquela primero.",
        )


def _exigir_que_repare(corrida: Corrida, ejecucion: Ejecucion) -> None:
    """The repair is a good, later run of the same series that answers for nothing else."""
    serie = (ejecucion.item_id, ejecucion.tipo_de_backup, ejecucion.serie_modalidad)
    if serie != (corrida.item_id, corrida.tipo_de_backup, corrida.modalidad):
        mensaje = "Esa ejecución es de otra línea del Directorio."
    elif ejecucion.estado != Ejecucion.Estado.CONFORME:
        mensaje = "Esa ejecución no terminó conforme: no repara nada."
    elif ejecucion.instante < corrida.inicio_previsto:
        mensaje = "Esa ejecución es anterior a la corrida que se quiere reparar."
    elif ejecucion.corrida_id not in {None, corrida.pk} or _ya_repara(ejecucion):
        mensaje = "Esa ejecución ya responde por otra corrida."
    else:
        return
    raise ReglaIncumplida(
        mensaje,
        regla="incidente_interno",
        remedio="Elija la repetición manual conforme de esta misma línea.",
        campos={"ejecucion": mensaje},
    )


def _ya_repara(ejecucion: Ejecucion) -> bool:
    return Corrida.objects.filter(subsanada_por=ejecucion).exists()


def _asentar(
    acto: c.Acto, corrida: Corrida, rectificacion: Rectificacion, notas: dict[str, str]
) -> Rectificacion:
    rectificacion.por, rectificacion.capacidad = acto.por, acto.capacidad
    rectificacion.registrada_en = acto.ahora
    rectificacion.save()
    corrida.estado = rectificacion.resultado
    corrida.save(update_fields=["estado"])
    despues: dict[str, Any] = {"estado": rectificacion.resultado, "ticket": rectificacion.ticket}
    if notas["copia"]:
        despues["copia"] = notas["copia"]
    if rectificacion.incidente:
        despues["incidente"] = rectificacion.incidente.numero
    registrar(
        Evento(
            accion="verificacion.rectificar",
            por=acto.por,
            capacidad=acto.capacidad,
            objeto=corrida,
            antes={"estado": rectificacion.resultado_anterior, "ticket": notas["ticket"]},
            despues=despues,
            motivo=rectificacion.motivo,
        ),
        ahora=acto.ahora,
    )
    return rectificacion
