"""What time makes true of requests, derived from state: late, doubled or repeated is the same."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction

from gobierno import avisos
from gobierno.calendario import fin_del_dia
from gobierno.calendario_institucional import calendario_institucional
from gobierno.perfil import perfil_activo
from respaldo.models import Reserva
from restauracion import estados
from restauracion.acciones import cartas
from restauracion.acciones.cierre import desistir
from restauracion.acciones.retencion import cuando_vence
from restauracion.models import SolicitudDeRestauracion

EN_UNA_VUELTA = 200
_UN_DIA = timedelta(days=1)


def vigilar_solicitudes(*, ahora: datetime) -> int:
    """Withdraw what was not corrected in time and remind of conformidades; returns how many."""
    hoy = ahora.astimezone(perfil_activo().zona).date()
    vencidas = SolicitudDeRestauracion.objects.por_desistir(ahora=ahora).order_by("pk")
    desistidas = sum(
        desistir(solicitud=solicitud, hoy=hoy, ahora=ahora)
        for solicitud in vencidas[:EN_UNA_VUELTA]
    )
    recordadas = recordar_conformidades(hoy=hoy, ahora=ahora)
    return desistidas + recordadas + recordar_apartados(hoy=hoy, ahora=ahora)


@transaction.atomic
def recordar_apartados(*, hoy: date, ahora: datetime) -> int:
    """Ask again, once for each date, to set aside what expires before its request is due.

    What registering it already told that same day is not repeated. Returns how many were told.
    Fuente: R23, MIN-7.1.1-c.
    """
    zona, enviados = perfil_activo().zona, 0
    por_solicitud: defaultdict[str, set[date]] = defaultdict(set)
    pendientes = Reserva.objects.por_apartar().filter(copia__retenida_hasta__gte=hoy)
    for numero, hasta in pendientes.values_list("referencia", "copia__retenida_hasta"):
        por_solicitud[numero].add(hasta)
    abiertas = SolicitudDeRestauracion.objects.abiertas().filter(numero__in=por_solicitud)
    for solicitud in abiertas.select_related("ticket", "operador")[:EN_UNA_VUELTA]:
        if solicitud.registrada_en.astimezone(zona).date() == hoy:
            continue
        limite = max(solicitud.ticket.vence_solucion_en.astimezone(zona).date(), hoy + _UN_DIA)
        for hasta in sorted(h for h in por_solicitud[solicitud.numero] if h <= limite):
            enviados += cartas.avisar_a_operadores(
                solicitud=solicitud,
                clave=f"por-vencer:{hasta}",
                asunto=f"Aparte una copia: {solicitud.numero} {cuando_vence(hasta, hoy)}",
                texto="Sigue sin apartarse en el software. Apártela antes de que la elimine y "
                "registre que lo hizo.",
                ahora=ahora,
            )
    return enviados


@transaction.atomic
def recordar_conformidades(*, hoy: date, ahora: datetime) -> int:
    """One reminder each `recordatorio_dias_habiles` that a conformidad is waited for."""
    perfil, calendario = perfil_activo(), calendario_institucional()
    cada, enviados = perfil.restauracion.recordatorio_dias_habiles, 0
    filas = SolicitudDeRestauracion.objects.por_dar_conformidad().select_related(
        "solicitante", "jefe", "ticket", "copia", "operador"
    )
    for solicitud in filas[:EN_UNA_VUELTA]:
        dia, veces = solicitud.estado_desde.astimezone(perfil.zona).date(), 0
        while ahora >= fin_del_dia(calendario.sumar_habiles(dia, cada), perfil.zona):
            dia, veces = calendario.sumar_habiles(dia, cada), veces + 1
        if veces:
            mensaje = _recordatorio(solicitud, veces)
            gente = [p for p in (solicitud.solicitante, solicitud.jefe) if p and p.is_active]
            enviados += bool(avisos.encolar(mensaje, para=gente, ahora=ahora))
    return enviados


def _recordatorio(solicitud: SolicitudDeRestauracion, veces: int) -> avisos.Mensaje:
    assert solicitud.estado == estados.POR_CONFORMIDAD  # noqa: S101
    return avisos.Mensaje(
        clave=f"solicitud:{solicitud.pk}:{solicitud.version}:recordatorio:{veces}",
        tipo="solicitud",
        asunto=f"Falta su conformidad: {solicitud.numero}",
        texto=f"Revise lo restaurado y diga si está conforme o qué falta ({solicitud.que}).",
        enlace=cartas.enlace_de(solicitud=solicitud),
    )
