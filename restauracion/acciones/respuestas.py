"""What the requester, or the jefe, answers: an approximate copy, the conformidad (PC-7.1.3-b)."""

from datetime import date, datetime

from django.db import transaction

from gobierno.capacidad import Acto
from gobierno.errores import ReglaIncumplida
from gobierno.models import Persona
from respaldo.models import Copia
from restauracion import estados
from restauracion.acciones import comunes as c
from restauracion.acciones import retencion
from restauracion.acciones.evaluacion import claves_ofrecidas, tras_evaluar
from restauracion.models import Respuesta, SolicitudDeRestauracion


@transaction.atomic
def aceptar(
    *, solicitud: SolicitudDeRestauracion, copia: Copia, por: Persona, hoy: date, ahora: datetime,
    nota: str = "", visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """The requester takes one of the approximate copies. Fuente: MIN-7.2.2-c."""
    tomada = c.tomar(solicitud=solicitud, paso="aceptar", visto=visto)
    acto = c.responder(solicitud=tomada, por=por, hoy=hoy, ahora=ahora, motivo=nota)
    if str(copia.pk) not in claves_ofrecidas(solicitud=tomada):
        falta = "Elija una de las copias que se le ofrecieron."
        raise ReglaIncumplida(falta, campos={"copia": falta})
    _responder(tomada, Respuesta.Tipo.ACEPTACION, acto, copia)
    return c.asentar(
        solicitud=tomada, paso="aceptar", a=estados.PROCEDE, acto=acto, cambios={"copia": copia}
    )


@transaction.atomic
def rechazar(
    *, solicitud: SolicitudDeRestauracion, por: Persona, hoy: date, ahora: datetime,
    nota: str = "", visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """None of the approximate copies is of use to the requester: it does not proceed."""
    tomada = c.tomar(solicitud=solicitud, paso="rechazar", visto=visto)
    acto = c.responder(solicitud=tomada, por=por, hoy=hoy, ahora=ahora, motivo=nota)
    _responder(tomada, Respuesta.Tipo.RECHAZO, acto, None)
    cambios = {
        "motivo_final": "El solicitante rechazó las copias aproximadas.",
        "atendida_en": ahora,
    }
    return c.asentar(
        solicitud=tomada, paso="rechazar", a=estados.NO_PROCEDE, acto=acto, cambios=cambios
    )


@transaction.atomic
def dar_conformidad(
    *, solicitud: SolicitudDeRestauracion, por: Persona, hoy: date, ahora: datetime,
    nota: str = "", visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """What was restored is what was asked for. Fuente: PC-7.1.3-b, PC-7.1.4."""
    tomada = c.tomar(solicitud=solicitud, paso="dar_conformidad", visto=visto)
    acto = c.responder(solicitud=tomada, por=por, hoy=hoy, ahora=ahora, motivo=nota, jefe=True)
    _responder(tomada, Respuesta.Tipo.CONFORMIDAD, acto, None)
    return c.asentar(
        solicitud=tomada, paso="dar_conformidad", a=estados.ATENDIDA, acto=acto,
        cambios={"atendida_en": ahora},
    )  # fmt: skip


@transaction.atomic
def observar_resultado(
    *, solicitud: SolicitudDeRestauracion, motivo: str, por: Persona, hoy: date, ahora: datetime,
    visto: int | None = None,
) -> SolicitudDeRestauracion:  # fmt: skip
    """What was restored is not what was asked for: it is attended again. Fuente: PC-7.1.4."""
    tomada = c.tomar(solicitud=solicitud, paso="observar_resultado", visto=visto)
    c.exigir_texto(valor=motivo, campo="motivo", mensaje="Escriba qué falta o qué no es lo pedido.")
    acto = c.responder(solicitud=tomada, por=por, hoy=hoy, ahora=ahora, motivo=motivo, jefe=True)
    _responder(tomada, Respuesta.Tipo.OBSERVACION, acto, None)
    evaluacion, _ = retencion.segunda_puerta(solicitud=tomada, acto=acto)
    return tras_evaluar(
        solicitud=tomada, paso="observar_resultado", evaluacion=evaluacion, acto=acto
    )


def _responder(
    solicitud: SolicitudDeRestauracion, tipo: str, acto: Acto, copia: Copia | None
) -> None:
    assert acto.por is not None  # noqa: S101 — only people answer
    Respuesta.objects.create(
        solicitud=solicitud, tipo=tipo, copia=copia, texto=acto.motivo, por=acto.por,
        capacidad=acto.capacidad, en=acto.ahora,
    )  # fmt: skip
