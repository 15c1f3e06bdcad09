"""What the help desk does with a request before anyone attends it (MIN-7.2.2-b)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from gobierno.calendario import fin_del_dia
from gobierno.calendario_institucional import calendario_institucional
from gobierno.errores import ReglaIncumplida
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from respaldo.retencion import Codigo
from restauracion import estados
from restauracion.acciones import comunes as c
from restauracion.acciones.cartas import avisar_relevo
from restauracion.acciones.recepcion import faltantes
from restauracion.acciones.retencion import evaluar_y_apartar
from restauracion.models import Evaluacion, SolicitudDeRestauracion


@transaction.atomic
def validar(
    *, solicitud: SolicitudDeRestauracion, por: Persona, hoy: date, ahora: datetime,
    autorizacion: str = "", visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """The request is complete, congruent, from who may ask and with the jefe in copy.

    `autorizacion` is the agreement of the unit that owns the information, which the help desk
    checked: the request is then evaluated again.
    Fuente: MIN-7.2.2-b, MIN-7.2.2-a-2, MIN-7.2.2-a-3, MIN-6.5.
    """
    tomada = c.tomar(solicitud=solicitud, paso="validar", visto=visto)
    acto = c.actuar(paso="validar", por=por, hoy=hoy, ahora=ahora)
    cambios: dict[str, Any] = {}
    if autorizacion.strip():
        tomada.autorizacion, tomada.autorizada_por = autorizacion.strip()[:300], por
        evaluacion = evaluar_y_apartar(solicitud=tomada, acto=acto)
        cambios = {"autorizacion": tomada.autorizacion, "autorizada_por": por,
                   "codigo": evaluacion.codigo}  # fmt: skip
    _exigir_completa(tomada)
    return c.asentar(
        solicitud=tomada, paso="validar", a=estados.VALIDADA, acto=acto, cambios=cambios,
        detalle={"autorizacion": tomada.autorizacion} if cambios else None,
    )  # fmt: skip


@transaction.atomic
def observar(
    *, solicitud: SolicitudDeRestauracion, motivo: str, por: Persona, hoy: date, ahora: datetime,
    visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Return it to be corrected, with its reason; the clock stops until it is.

    Fuente: MIN-7.2.2-a-2, MIN-7.2.2-a-3.
    """
    tomada = c.tomar(solicitud=solicitud, paso="observar", visto=visto)
    acto = c.actuar(paso="observar", por=por, hoy=hoy, ahora=ahora, motivo=motivo)
    c.exigir_texto(valor=motivo, campo="motivo", mensaje="Escriba qué falta o qué no concuerda.")
    dias = perfil_activo().restauracion.subsanacion_dias_habiles
    ultimo = calendario_institucional().sumar_habiles(hoy, dias)
    return c.asentar(
        solicitud=tomada, paso="observar", a=estados.OBSERVADA, acto=acto,
        cambios={"subsanar_hasta": fin_del_dia(ultimo, perfil_activo().zona)},
    )  # fmt: skip


@transaction.atomic
def devolver(
    *, solicitud: SolicitudDeRestauracion, motivo: str, por: Persona, hoy: date, ahora: datetime,
    visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Return and close what cannot be attended as it came, where the profile lets the desk."""
    tomada = c.tomar(solicitud=solicitud, paso="devolver", visto=visto)
    acto = c.actuar(paso="devolver", por=por, hoy=hoy, ahora=ahora, motivo=motivo)
    c.exigir_texto(valor=motivo, campo="motivo", mensaje="Escriba por qué se devuelve.")
    return c.asentar(
        solicitud=tomada, paso="devolver", a=estados.DEVUELTA, acto=acto,
        cambios={"motivo_final": acto.motivo},
    )  # fmt: skip


@transaction.atomic
def derivar(
    *, solicitud: SolicitudDeRestauracion, a: str, motivo: str, por: Persona, hoy: date,
    ahora: datetime, visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Send it to the unit that answers for it (VUCE → DVUCEPT): derived, never refused.

    Fuente: MIN-VIII.
    """
    tomada = c.tomar(solicitud=solicitud, paso="derivar", visto=visto)
    acto = c.actuar(paso="derivar", por=por, hoy=hoy, ahora=ahora, motivo=motivo)
    if perfil_activo().restauracion.derivacion(a) is None:
        falta = "Elija la unidad a la que corresponde."
        raise ReglaIncumplida(falta, regla="excluidos", campos={"a": falta})
    c.exigir_texto(
        valor=motivo, campo="motivo", mensaje="Escriba por qué corresponde a esa unidad."
    )
    return c.asentar(
        solicitud=tomada, paso="derivar", a=estados.DERIVADA, acto=acto,
        cambios={"derivada_a": a, "motivo_final": f"Derivada a {a}: {acto.motivo}"},
    )  # fmt: skip


@transaction.atomic
def asignar(
    *, solicitud: SolicitudDeRestauracion, a: Persona, por: Persona, hoy: date, ahora: datetime,
    visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Give it to an operator, who sees it in the tray with its clock. Fuente: MIN-7.2.2-b."""
    tomada = c.tomar(solicitud=solicitud, paso="asignar", visto=visto)
    acto = c.actuar(paso="asignar", por=por, hoy=hoy, ahora=ahora)
    if perfil_activo().interruptores["evaluacion_viabilidad"]:
        raise ReglaIncumplida(
            "Antes de asignarla hay que evaluar su viabilidad.", regla="restauracion",
            remedio="Pida la evaluación de viabilidad.",
        )  # fmt: skip
    exigir_competencia(solicitud=tomada)
    exigir_atiende(a=a, hoy=hoy)
    return c.asentar(
        solicitud=tomada, paso="asignar", a=estados.ASIGNADA, acto=acto, cambios={"operador": a}
    )


@transaction.atomic
def validar_y_asignar(
    *, solicitud: SolicitudDeRestauracion, a: Persona | None, por: Persona, hoy: date,
    ahora: datetime, autorizacion: str = "", visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Validate it and, with an operator, assign it in the same act of the desk; both or neither.

    Fuente: MIN-7.2.2-b ("registra el requerimiento y asigna").
    """
    cuando: dict[str, Any] = {"por": por, "hoy": hoy, "ahora": ahora}
    tomada = validar(solicitud=solicitud, autorizacion=autorizacion, visto=visto, **cuando)
    return tomada if a is None else asignar(solicitud=tomada, a=a, **cuando)


@transaction.atomic
def reasignar(
    *, solicitud: SolicitudDeRestauracion, a: Persona, motivo: str, por: Persona, hoy: date,
    ahora: datetime, visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Pass it to another operator, saying why; its state and its clocks go on.

    Fuente: MIN-7.2.2-b, dominio.md §3.8 (derivar).
    """
    tomada = c.tomar(solicitud=solicitud, paso="reasignar", visto=visto)
    acto = c.actuar(paso="reasignar", por=por, hoy=hoy, ahora=ahora, motivo=motivo)
    c.exigir_texto(valor=motivo, campo="motivo", mensaje="Escriba por qué cambia de operador.")
    exigir_atiende(a=a, hoy=hoy)
    antes = tomada.operador
    if a == antes:
        mensaje = f"Ya está a cargo de {a}."
        raise ReglaIncumplida(mensaje, campos={"a": mensaje})
    c.asentar(
        solicitud=tomada, paso="reasignar", a=tomada.estado, acto=acto,
        cambios={"operador": a, "estado_desde": tomada.estado_desde},
    )  # fmt: skip
    if antes is not None and antes != por:
        avisar_relevo(solicitud=tomada, antes=antes, ahora=ahora)
    return tomada


@transaction.atomic
def pedir_viabilidad(
    *, solicitud: SolicitudDeRestauracion, por: Persona, hoy: date, ahora: datetime,
    motivo: str = "", visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """Pass it to who evaluates whether it is viable, where the profile asks for it."""
    tomada = c.tomar(solicitud=solicitud, paso="pedir_viabilidad", visto=visto)
    acto = c.actuar(paso="pedir_viabilidad", por=por, hoy=hoy, ahora=ahora, motivo=motivo)
    exigir_competencia(solicitud=tomada)
    return c.asentar(solicitud=tomada, paso="pedir_viabilidad", a=estados.EN_VIABILIDAD, acto=acto)


@transaction.atomic
def declarar_viable(
    *, solicitud: SolicitudDeRestauracion, a: Persona, plazo: date, por: Persona, hoy: date,
    ahora: datetime, motivo: str = "", visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """It is viable by a date, and an operator attends it. Fuente: PC-7.1.2."""
    tomada = c.tomar(solicitud=solicitud, paso="declarar_viable", visto=visto)
    acto = c.actuar(paso="declarar_viable", por=por, hoy=hoy, ahora=ahora, motivo=motivo)
    if plazo < hoy:
        falta = "El plazo es de hoy en adelante."
        raise ReglaIncumplida(falta, campos={"plazo": falta})
    exigir_atiende(a=a, hoy=hoy)
    return c.asentar(
        solicitud=tomada, paso="declarar_viable", a=estados.ASIGNADA, acto=acto,
        cambios={"operador": a, "plazo": plazo},
    )  # fmt: skip


def exigir_atiende(*, a: Persona, hoy: date) -> None:
    """Is this person an operator today?"""
    if estados.ATENDER in a.permisos_al(hoy):
        return
    roles = " o ".join(rol.nombre for rol in perfil_activo().roles_con(estados.ATENDER))
    mensaje = f"{a} no es hoy {roles}."
    raise ReglaIncumplida(mensaje, regla="registro_y_asignacion", campos={"a": mensaje})


def exigir_competencia(*, solicitud: SolicitudDeRestauracion) -> None:
    """What is of another unit's competence is derived, not assigned."""
    ultima = _ultima(solicitud)
    if ultima is not None and ultima.codigo == Codigo.DERIVADA:
        raise ReglaIncumplida(
            f"No se asigna: {ultima.explicacion}", regla="excluidos",
            remedio="Derívela a la unidad que corresponde.",
        )  # fmt: skip


def _exigir_completa(solicitud: SolicitudDeRestauracion) -> None:
    faltan = faltantes(solicitud=solicitud)
    if faltan:
        raise ReglaIncumplida(
            "La solicitud está incompleta.", regla="solicitud_de_restauracion",
            remedio="Obsérvela para que la completen.", detalles=list(faltan.values()),
        )  # fmt: skip
    ultima = _ultima(solicitud)
    if ultima is not None and ultima.codigo == Codigo.SIN_AUTORIZACION:
        raise ReglaIncumplida(
            ultima.explicacion, regla=ultima.regla, remedio="Obsérvela para que lo corrijan."
        )


def _ultima(solicitud: SolicitudDeRestauracion) -> Evaluacion | None:
    ultima: Evaluacion | None = solicitud.evaluaciones.order_by("-numero").first()
    return ultima
