"""What the calendar owes and the copy of an event satisfies (dominio.md 4.3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from directorio import periodicidad
from directorio.periodicidad import PeriodicidadInvalida, PorEvento, periodo_de
from gobierno.preparadas import Preparada
from respaldo.acciones.marcas import marcar
from respaldo.models import Corrida, Ejecucion, EventoDeLinea

_BUENAS = (Ejecucion.Estado.CONFORME, Ejecucion.Estado.ADVERTENCIA)
_leer_con_copia = Preparada(
    lambda items: (
        EventoDeLinea.objects.filter(item__in=items, corrida__ejecucion__estado__in=_BUENAS)
        .exclude(evento=EventoDeLinea.SOLICITUD)
        .order_by()
        .values_list("pk")
    )
)


def prestar_a_la_base(*, items: Collection[int], ahora: datetime) -> int:
    """Let the copy of an event answer for what the calendar owes in the same period, if nothing
    else does («mensual o cada actualización»); a person verifies it as any other.

    Returns how many corridas got an answer. Fuente: PC-6.4-2, dominio.md 4.3.
    """
    con_copia = [pk for (pk,) in _leer_con_copia(items=sorted(items))]
    if not con_copia:  # nearly always: compiling a query of no rows costs more than the rest
        return 0
    eventos = EventoDeLinea.objects.filter(pk__in=con_copia).select_related("corrida__linea")
    bases = {corrida.pk: corrida for evento in eventos for corrida in _bases(evento.corrida)}
    if bases:
        Corrida.objects.bulk_update(bases.values(), ["ejecucion"])
        marcar(corridas=bases.keys(), ahora=ahora)
    return len(bases)


def _bases(de_evento: Corrida) -> list[Corrida]:
    """What the calendar owes in the period of an event and nobody answered."""
    try:
        cada = periodicidad.leer(de_evento.linea.periodicidad)
    except PeriodicidadInvalida:
        return []
    if not isinstance(cada, PorEvento) or cada.base is None:
        return []
    desde, hasta = periodo_de(cada.base, de_evento.fecha_operativa)
    libres = Corrida.objects.filter(
        Q(ejecucion=None) | ~Q(ejecucion__estado__in=_BUENAS),
        item=de_evento.item_id,
        tipo_de_backup=de_evento.tipo_de_backup,
        modalidad=de_evento.modalidad,
        evento=None,
        estado=Corrida.Estado.ESPERADA,
    ).entre(desde, hasta)
    bases = list(libres)
    for corrida in bases:
        corrida.ejecucion_id = de_evento.ejecucion_id
    return bases
