"""Authorised maintenance: the run that was not owed after all (§3.4, no_aplica)."""

from datetime import datetime

from django.db import transaction

from gobierno.bitacora import Evento, registrar
from gobierno.errores import ReglaIncumplida
from gobierno.models import Persona
from respaldo.acciones import comprobaciones as c
from respaldo.acciones.repeticiones import dispensa_repetida
from respaldo.models import Corrida, NoAplica


@transaction.atomic
def declarar_no_aplica(
    *, corrida: Corrida, por: Persona, documento: str, ahora: datetime, motivo: str = ""
) -> NoAplica:
    """Authorised maintenance: the run was not owed after all; it leaves the rate, listed apart.

    Before the window opens the document is enough; afterwards a reason is needed, and past the
    deadline it is too late: what was owed and not answered stays visible (§3.4).

    Fuente: MIN-7.1.1-d, MIN-7.1.2-c.
    """
    acto = c.comenzar(por=por, permiso="verificacion.no_aplica", ahora=ahora)
    tomada = c.tomar(corrida=corrida)
    dicho = {"por": por, "documento": documento, "motivo": motivo}
    c.exigir_sin_verificar(corrida=tomada, repite=lambda: dispensa_repetida(tomada, dicho))
    documento = _exigir_que_se_pueda(tomada, documento, motivo, ahora)
    dispensa = NoAplica.objects.create(
        corrida=tomada,
        documento=documento,
        motivo=motivo.strip(),
        por=por,
        capacidad=acto.capacidad,
        registrada_en=ahora,
    )
    tomada.estado = Corrida.Estado.NO_APLICA
    tomada.save(update_fields=["estado"])
    registrar(
        Evento(
            accion="corrida.no_aplica",
            por=por,
            capacidad=acto.capacidad,
            objeto=tomada,
            antes={"estado": Corrida.Estado.ESPERADA},
            despues={"estado": tomada.estado, "documento": documento},
            motivo=motivo.strip(),
        ),
        ahora=ahora,
    )
    return dispensa


def _exigir_que_se_pueda(corrida: Corrida, documento: str, motivo: str, ahora: datetime) -> str:
    """In time, with its document and, once the window opened, with its reason."""
    if c.es_tardia(corrida=corrida, ahora=ahora):
        raise ReglaIncumplida(
            "El plazo de esta corrida ya venció: no se la puede dispensar.",
            regla=c.regla_de(corrida=corrida),
            remedio="El operador debe verificarla indicando el motivo de la tardanza.",
        )
    if ahora >= corrida.inicio_previsto:
        c.exigir_texto(
            valor=motivo,
            campo="motivo",
            mensaje="La ventana ya se abrió: diga por qué no se dispensó antes.",
        )
    return c.exigir_texto(
        valor=documento, campo="documento", mensaje="Indique el documento que lo autoriza."
    )
