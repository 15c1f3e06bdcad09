"""How a request ends, and how it begins again (MIN-7.2.2-e)."""

from datetime import date, datetime

from django.db import transaction

from gobierno.calendario import fin_del_dia
from gobierno.calendario_institucional import calendario_institucional
from gobierno.capacidad import Acto
from gobierno.errores import ReglaIncumplida, SinPermiso
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from respaldo.models import Reserva
from restauracion import estados
from restauracion.acciones import comunes as c
from restauracion.models import SolicitudDeRestauracion


@transaction.atomic
def cerrar(
    *, solicitud: SolicitudDeRestauracion, por: Persona, hoy: date, ahora: datetime,
    visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Close what was answered; its ticket closes and its holds are released.

    Who may is the role that the profile says, or the operator in charge. Fuente: MIN-7.2.2-e.
    """
    tomada = c.tomar(solicitud=solicitud, paso="cerrar", visto=visto)
    acto = _quien_cierra(tomada, por, hoy, ahora)
    return c.asentar(solicitud=tomada, paso="cerrar", a=estados.CERRADA, acto=acto)


@transaction.atomic
def reabrir(
    *, solicitud: SolicitudDeRestauracion, motivo: str, por: Persona, hoy: date, ahora: datetime,
    visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Open again what was not really solved, within the business days of the profile.

    It will be evaluated at its original reception only if a hold still keeps its copies; else at
    this instant (§3.7).
    """
    tomada = c.tomar(solicitud=solicitud, paso="reabrir", visto=visto)
    acto = c.actuar(paso="reabrir", por=por, hoy=hoy, ahora=ahora, motivo=motivo)
    c.exigir_texto(valor=motivo, campo="motivo", mensaje="Escriba qué sigue sin resolverse.")
    _exigir_a_tiempo(tomada, ahora)
    conserva = _siguen_apartadas(tomada)
    return c.asentar(
        solicitud=tomada, paso="reabrir", a=estados.REABIERTA, acto=acto,
        cambios={
            "evaluar_al": tomada.evaluar_al if conserva else ahora,
            "cerrada_en": None, "atendida_en": None, "motivo_final": "", "copia": None,
        },
        detalle={"conserva_la_fecha_de_recepcion": conserva},
    )  # fmt: skip


@transaction.atomic
def desistir(*, solicitud: SolicitudDeRestauracion, hoy: date, ahora: datetime) -> bool:
    """Nobody corrected an observed request in its term; false when somebody did meanwhile."""
    tomada = SolicitudDeRestauracion.objects.select_for_update().get(pk=solicitud.pk)
    if tomada.estado != estados.OBSERVADA or not tomada.subsanar_hasta:
        return False
    if ahora < tomada.subsanar_hasta:
        return False
    tomada = c.tomar(solicitud=tomada, paso="desistir")
    acto = Acto(None, hoy, ahora)
    cambios = {"motivo_final": "No se subsanó en el plazo."}
    c.asentar(solicitud=tomada, paso="desistir", a=estados.DESISTIDA, acto=acto, cambios=cambios)
    return True


def _quien_cierra(
    solicitud: SolicitudDeRestauracion, por: Persona, hoy: date, ahora: datetime
) -> Acto:
    cierra = perfil_activo().restauracion.cierra
    if cierra == "asignado":
        c.exigir_operador(solicitud=solicitud, por=por)
        return c.actuar(paso="cerrar", por=por, hoy=hoy, ahora=ahora)
    designacion = por.designacion_en(cierra, hoy) if por.is_active else None
    if designacion is None:
        nombre = perfil_activo().nombre_de_rol(cierra)
        raise SinPermiso(f"La solicitud {solicitud.numero} la cierra quien es {nombre}.")
    return Acto(por, hoy, ahora, designacion.capacidad)


def _siguen_apartadas(solicitud: SolicitudDeRestauracion) -> bool:
    """Does some hold (of another request) still keep every copy that it was offered?"""
    ultima = solicitud.evaluaciones.order_by("-numero").first()
    claves = {int(clave) for clave in ultima.ofrecidas} if ultima else set()
    apartadas = Reserva.objects.vigentes().filter(copia__in=claves)
    return bool(claves) and claves == set(apartadas.values_list("copia_id", flat=True))


def _exigir_a_tiempo(solicitud: SolicitudDeRestauracion, ahora: datetime) -> None:
    perfil = perfil_activo()
    dias = perfil.restauracion.reapertura_dias_habiles
    cerrada = solicitud.cerrada_en or solicitud.estado_desde
    dia = calendario_institucional().sumar_habiles(cerrada.astimezone(perfil.zona).date(), dias)
    if ahora < fin_del_dia(dia, perfil.zona):
        return
    raise ReglaIncumplida(
        f"La solicitud {solicitud.numero} se podía reabrir hasta el {dia:%d/%m/%Y} "
        f"({dias} días hábiles desde que se cerró).",
        regla="restauracion",
        remedio="Presente otra solicitud y cite esta.",
    )
