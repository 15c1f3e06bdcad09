"""What the date makes true: an approved version starts to rule and must be configured.

Everything is derived from approval and dates: run twice, late or by two schedulers, the result is
the same. Fuente: MIN-7.1-1, MIN-7.1.1-a, R21.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from directorio.models import VersionDirectorio
from directorio.reglas import (
    Estado,
    documento,
    enlace,
    mover,
    personas_con_permiso,
    transito,
)
from gobierno import avisos
from gobierno.bitacora import Evento, registrar_varios

UN_DIA = timedelta(days=1)


@transaction.atomic
def entrar_en_vigencia(*, hoy: date, ahora: datetime) -> list[VersionDirectorio]:
    """Bring the states of approved versions to the local date `hoy`; returns those that changed.

    After an outage every version that was due passes through its own days, in order.
    """
    eventos = poner_al_dia(hoy=hoy, ahora=ahora)
    registrar_varios(eventos, ahora=ahora)
    return [evento.objeto for evento in eventos if isinstance(evento.objeto, VersionDirectorio)]


def poner_al_dia(*, hoy: date, ahora: datetime) -> list[Evento]:
    """Inside the caller's transaction: move the states and return what to record."""
    filas = list(
        VersionDirectorio.objects.select_for_update(of=("self",))
        .filter(estado__in=[Estado.APROBADO, Estado.VIGENTE])
        .order_by("pk")
    )
    if not any(f.estado == Estado.APROBADO and f.vigente_desde <= hoy for f in filas):
        return []
    inicios = sorted(
        VersionDirectorio.objects.con_efecto()
        .filter(vigente_desde__lte=hoy)
        .values_list("vigente_desde", flat=True)
    )
    eventos: list[Evento] = []
    # Oldest first: on any instant at most one row says `vigente` (partial unique constraint).
    for version in sorted(filas, key=lambda fila: fila.vigente_desde):
        if version.vigente_desde > hoy:
            continue
        siguiente = next((d for d in inicios if d > version.vigente_desde), None)
        if siguiente is not None:
            eventos.append(_sustituir(version, hasta=siguiente - UN_DIA))
        elif version.estado == Estado.APROBADO:
            antes = mover(version, Estado.VIGENTE)
            eventos.append(transito("directorio.entrar_en_vigencia", version, antes, None))
            _avisar_vigencia(version, hoy=hoy, ahora=ahora)
    return eventos


def _sustituir(version: VersionDirectorio, *, hasta: date) -> Evento:
    antes, version.estado = version.estado, Estado.SUSTITUIDO
    version.vigente_hasta = hasta
    version.save(update_fields=["estado", "vigente_hasta"])
    return Evento(
        "directorio.sustituir",
        objeto=version,
        antes={"estado": antes},
        despues={"estado": version.estado, "vigente_hasta": hasta},
    )


def _avisar_vigencia(version: VersionDirectorio, *, hoy: date, ahora: datetime) -> None:
    pendientes = version.lineas.por_configurar().count()
    mensaje = avisos.Mensaje(
        clave=f"directorio:{version.pk}:configurar",
        tipo="directorio.configurar",
        asunto=f"{version} rige desde hoy: {pendientes} líneas por configurar",
        texto=f"Configure en el software de backup lo que dice el {documento().nombre} "
        f"{version.codigo} y deje constancia línea por línea.",
        enlace=enlace(version, "configuracion_de"),
    )
    if pendientes:
        quienes = personas_con_permiso("configuracion.registrar", hoy=hoy)
        avisos.encolar(mensaje, para=quienes, ahora=ahora)
