"""The stored answer of the calculus and the holds that follow from it (R22, R23)."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Max

from gobierno import formato
from gobierno.capacidad import Acto
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from respaldo.acciones.disponibilidad import reservar
from respaldo.models import Copia
from respaldo.retencion import Candidata, Dictamen
from restauracion.acciones import cartas
from restauracion.models import Evaluacion, SolicitudDeRestauracion
from restauracion.pedidos import dictaminar, dictaminar_en_el_software


def dictamen_de(*, solicitud: SolicitudDeRestauracion, hoy: date) -> Dictamen:
    """Gate 1 at the instant from which this request is evaluated."""
    return dictaminar(solicitud, al=solicitud.evaluar_al, hoy=hoy)


def evaluar_y_apartar(*, solicitud: SolicitudDeRestauracion, acto: Acto) -> Evaluacion:
    """Gate 1 again, stored, with the holds that it asks for."""
    dictamen = dictamen_de(solicitud=solicitud, hoy=acto.hoy)
    return _guardar_y_apartar(solicitud, dictamen, acto, puerta=1)


def segunda_puerta(
    *, solicitud: SolicitudDeRestauracion, acto: Acto
) -> tuple[Evaluacion, Dictamen]:
    """Gate 2 with what the operator has found so far, stored, with its holds."""
    dictamen = dictaminar_en_el_software(solicitud, ahora=acto.ahora, hoy=acto.hoy)
    return _guardar_y_apartar(solicitud, dictamen, acto, puerta=2), dictamen


def _guardar_y_apartar(
    solicitud: SolicitudDeRestauracion, dictamen: Dictamen, acto: Acto, *, puerta: int
) -> Evaluacion:
    evaluacion = guardar(
        solicitud=solicitud, dictamen=dictamen, por=acto.por, ahora=acto.ahora, puerta=puerta
    )
    apartar_candidatas(solicitud=solicitud, dictamen=dictamen, hoy=acto.hoy, ahora=acto.ahora)
    return evaluacion


def guardar(
    *, solicitud: SolicitudDeRestauracion, dictamen: Dictamen, por: Persona | None,
    ahora: datetime, puerta: int = 1,
) -> Evaluacion:  # fmt: skip
    """Keep an answer for ever: canonical JSON and its hash; the request shows the last code.

    Fuente: MIN-7.2.2-c.
    """
    ultimo = solicitud.evaluaciones.aggregate(n=Max("numero"))["n"] or 0
    texto = dictamen.en_json()
    solicitud.codigo = str(dictamen.codigo)
    return Evaluacion.objects.create(
        solicitud=solicitud,
        numero=ultimo + 1,
        puerta=puerta,
        al=dictamen.recibida_en,
        evaluada_en=ahora,
        por=por,
        codigo=str(dictamen.codigo),
        regla=dictamen.regla,
        explicacion=dictamen.explicacion,
        dictamen=texto,
        sha256=hashlib.sha256(texto.encode()).hexdigest(),
        motor=dictamen.motor,
    )


def apartar_candidatas(
    *, solicitud: SolicitudDeRestauracion, dictamen: Dictamen, hoy: date, ahora: datetime
) -> list[str]:
    """Hold the copies offered and what they depend on; warn of those that expire too soon.

    Returns the held copies in words. Fuente: R23, MIN-7.2.2-c.
    """
    claves = {int(clave) for c in dictamen.ofrecidas for clave in (c.clave, *c.base)}
    if not claves:
        return []
    copias = list(Copia.objects.filter(pk__in=claves).order_by("instante_de_datos"))
    reservar(
        copias=copias,
        referencia=solicitud.numero,
        causa=f"Solicitud {solicitud.numero} de {solicitud.solicitante}",
        ahora=ahora,
    )
    _avisar_de_las_que_vencen(solicitud, dictamen.ofrecidas, hoy, ahora)
    return [str(copia) for copia in copias]


def _avisar_de_las_que_vencen(
    solicitud: SolicitudDeRestauracion, ofrecidas: Iterable[Candidata], hoy: date, ahora: datetime
) -> None:
    """The order to set a copy aside, when it expires before the request can be attended."""
    zona = perfil_activo().zona
    limite = solicitud.ticket.vence_solucion_en.astimezone(zona).date()
    vencen = sorted(
        {
            (c.retenida_hasta, c.instante_de_datos)
            for c in ofrecidas
            if c.retenida_hasta is not None and c.retenida_hasta <= limite
        }
    )
    if not vencen:
        return
    lineas = [
        f"• copia del {formato.fecha_hora(instante, zona)}: {cuando_vence(hasta, hoy)}"
        for hasta, instante in vencen
    ]
    primera = vencen[0][0]
    cartas.avisar_a_operadores(
        solicitud=solicitud,
        clave=f"apartar:{solicitud.evaluaciones.count()}",
        asunto=f"Aparte hoy una copia: {solicitud.numero} {cuando_vence(primera, hoy)}",
        texto="Apártela en el software antes de que la elimine y registre que lo hizo.\n"
        + "\n".join(lineas),
        ahora=ahora,
    )


def cuando_vence(hasta: date, hoy: date) -> str:
    """Say when a copy expires, as one says it today."""
    if hasta <= hoy:
        return "vence hoy" if hasta == hoy else f"venció el {formato.fecha(hasta)}"
    if hasta == hoy + timedelta(days=1):
        return "vence mañana"
    return f"vence el {formato.fecha(hasta)}"
