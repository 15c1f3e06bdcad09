"""A conformidad that nobody gives: reminders and, where the profile says so, silence is a yes.

What is due follows from the state and the dates, so a late, doubled or repeated sweep is the same.
Nobody's silence counts before being warned of the very day on which it will, and the warning is a
letter of the request. Fuente: PC-7.1.4, dominio.md 0.6.
"""

from datetime import date, datetime

from django.db import transaction

from gobierno import avisos, formato
from gobierno.bitacora import Evento, registrar
from gobierno.calendario import fin_del_dia
from gobierno.calendario_institucional import calendario_institucional
from gobierno.capacidad import Acto
from gobierno.perfil import perfil_activo
from restauracion import estados
from restauracion.acciones import cartas
from restauracion.acciones import comunes as c
from restauracion.models import Comunicacion, SolicitudDeRestauracion

EN_UNA_VUELTA = 200
AVISO = "avisar_silencio"


def vigilar_conformidades(*, hoy: date, ahora: datetime) -> int:
    """Remind, warn or conclude each request that waits for its conformidad; how many had news."""
    filas = SolicitudDeRestauracion.objects.por_dar_conformidad().order_by("pk")
    return sum(
        _seguir(solicitud=solicitud, hoy=hoy, ahora=ahora) for solicitud in filas[:EN_UNA_VUELTA]
    )


@transaction.atomic
def _seguir(*, solicitud: SolicitudDeRestauracion, hoy: date, ahora: datetime) -> bool:
    tomada = SolicitudDeRestauracion.objects.select_for_update().get(pk=solicitud.pk)
    if tomada.estado != estados.POR_CONFORMIDAD:
        return False
    aviso = tomada.comunicaciones.filter(paso=AVISO, en__gte=tomada.estado_desde).first()
    if aviso is None and _toca_avisar(tomada, ahora):
        _avisar(tomada, hoy=hoy, ahora=ahora)
        return True
    if aviso is None:
        return _recordar(tomada, ahora=ahora)
    if ahora < fin_del_dia(ultimo_dia(solicitud=tomada, aviso=aviso), perfil_activo().zona):
        return False
    _dar_por_conforme(tomada, hoy=hoy, ahora=ahora)
    return True


def ultimo_dia(*, solicitud: SolicitudDeRestauracion, aviso: Comunicacion | None) -> date:
    """The last local day to answer: the term of the profile and, if the warning was late, the
    business days that it always gives."""
    perfil, calendario = perfil_activo(), calendario_institucional()
    propio = perfil.restauracion
    pedida = solicitud.estado_desde.astimezone(perfil.zona).date()
    termino = calendario.sumar_habiles(pedida, propio.conformidad_dias_habiles)
    if aviso is None:
        return termino
    avisada = aviso.en.astimezone(perfil.zona).date()
    return max(termino, calendario.sumar_habiles(avisada, propio.recordatorio_dias_habiles))


def _toca_avisar(solicitud: SolicitudDeRestauracion, ahora: datetime) -> bool:
    perfil = perfil_activo()
    dias = perfil.restauracion.conformidad_dias_habiles
    if not dias:
        return False
    pedida = solicitud.estado_desde.astimezone(perfil.zona).date()
    antes = dias - perfil.restauracion.recordatorio_dias_habiles
    dia = calendario_institucional().sumar_habiles(pedida, antes)
    return ahora.astimezone(perfil.zona).date() >= dia


def _avisar(solicitud: SolicitudDeRestauracion, *, hoy: date, ahora: datetime) -> None:
    """The letter that names the day, kept with the others, and its entry in the timeline."""
    perfil, calendario = perfil_activo(), calendario_institucional()
    minimo = calendario.sumar_habiles(hoy, perfil.restauracion.recordatorio_dias_habiles)
    hasta = max(ultimo_dia(solicitud=solicitud, aviso=None), minimo)
    dia = formato.fecha(hasta)
    cartas.comunicar(solicitud=solicitud, paso=AVISO, motivo=dia, por=None, ahora=ahora)
    registrar(
        Evento(accion=f"solicitud.{AVISO}", objeto=solicitud, despues={"responder_hasta": hasta}),
        ahora=ahora,
    )


def _dar_por_conforme(solicitud: SolicitudDeRestauracion, *, hoy: date, ahora: datetime) -> None:
    tomada = c.tomar(solicitud=solicitud, paso="dar_por_conforme")
    dias = perfil_activo().restauracion.conformidad_dias_habiles
    motivo = f"Nadie respondió en {dias} días hábiles, ni tras el aviso."
    c.asentar(
        solicitud=tomada, paso="dar_por_conforme", a=estados.ATENDIDA,
        acto=Acto(None, hoy, ahora, motivo=motivo), cambios={"atendida_en": ahora},
    )  # fmt: skip


def _recordar(solicitud: SolicitudDeRestauracion, *, ahora: datetime) -> bool:
    """One reminder each `recordatorio_dias_habiles` that the conformidad is waited for."""
    perfil, calendario = perfil_activo(), calendario_institucional()
    cada = perfil.restauracion.recordatorio_dias_habiles
    dia, veces = solicitud.estado_desde.astimezone(perfil.zona).date(), 0
    while ahora >= fin_del_dia(calendario.sumar_habiles(dia, cada), perfil.zona):
        dia, veces = calendario.sumar_habiles(dia, cada), veces + 1
    if not veces:
        return False
    gente = [p for p in (solicitud.solicitante, solicitud.jefe) if p and p.is_active]
    return bool(avisos.encolar(_recordatorio(solicitud, veces), para=gente, ahora=ahora))


def _recordatorio(solicitud: SolicitudDeRestauracion, veces: int) -> avisos.Mensaje:
    return avisos.Mensaje(
        clave=f"solicitud:{solicitud.pk}:{solicitud.version}:recordatorio:{veces}",
        tipo="solicitud",
        asunto=f"Falta su conformidad: {solicitud.numero}",
        texto=f"Revise lo restaurado y diga si está conforme o qué falta ({solicitud.que}).",
        enlace=cartas.enlace_de(solicitud=solicitud),
    )
