"""What time makes true of requests, derived from state: late, doubled or repeated is the same."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction

from gobierno.perfil import perfil_activo
from respaldo.models import Reserva
from restauracion.acciones import cartas
from restauracion.acciones.cierre import desistir
from restauracion.acciones.conformidades import vigilar_conformidades
from restauracion.acciones.retencion import cuando_vence
from restauracion.models import SolicitudDeRestauracion

EN_UNA_VUELTA = 200
_UN_DIA = timedelta(days=1)


def vigilar_solicitudes(*, ahora: datetime) -> int:
    """Withdraw what was not corrected in time, remind of conformidades and, where the profile says
    so, take silence as one; returns how many had news."""
    hoy = ahora.astimezone(perfil_activo().zona).date()
    vencidas = SolicitudDeRestauracion.objects.por_desistir(ahora=ahora).order_by("pk")
    desistidas = sum(
        desistir(solicitud=solicitud, hoy=hoy, ahora=ahora)
        for solicitud in vencidas[:EN_UNA_VUELTA]
    )
    conformidades = vigilar_conformidades(hoy=hoy, ahora=ahora)
    return desistidas + conformidades + recordar_apartados(hoy=hoy, ahora=ahora)


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
