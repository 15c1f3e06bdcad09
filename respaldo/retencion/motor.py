"""From the history of an ítem and a request to its answer (4.10): the reference of the product.

A pure function: no ORM, no clock; the same facts give the same answer for ever.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from respaldo.retencion.admision import ReglasDeAdmision, primera_objecion
from respaldo.retencion.composicion import componer, rechazar
from respaldo.retencion.dictamen import Dictamen
from respaldo.retencion.historia import Historia
from respaldo.retencion.modos import buscar
from respaldo.retencion.pedido import Cuando, Pedido, comprobar
from respaldo.retencion.vista import Atencion, Vista

SIN_REGLAS = ReglasDeAdmision()
SIN_GUARDAS = ReglasDeAdmision(orden=())


def evaluar(
    historia: Historia,
    pedido: Pedido | Cuando,
    recibida_en: datetime,
    zona: ZoneInfo,
    reglas: ReglasDeAdmision = SIN_REGLAS,
) -> Dictamen:
    """Answer a restore request at the instant of its reception (gate 1).

    The guards come first and in their order; then retention; then availability (X-5). `pedido`
    may be a bare `Cuando`. `recibida_en` is aware; `zona` is the institution's. Facts recorded
    after it do not count. Raises `PedidoInvalido` when the request is about the future or
    backwards.

    Fuente: MIN-7.2.2-c, MIN-7.2.2-d-1, MIN-7.2.2-d-2, X-5, R22, PC-7.1.3-a.
    """
    completo = pedido if isinstance(pedido, Pedido) else Pedido(pedido)
    rechazo = primera_objecion(historia, completo, reglas)
    if rechazo is not None:
        return rechazar(rechazo, completo, recibida_en, zona)
    comprobar(completo.cuando, recibida_en=recibida_en, zona=zona)
    vista = Vista(historia, al=recibida_en, zona=zona, ruta=completo.ruta)
    return componer(vista, completo, buscar(vista, completo.cuando))


def segunda_puerta(
    historia: Historia,
    pedido: Pedido | Cuando,
    recibida_en: datetime,
    zona: ZoneInfo,
    atencion: Atencion,
) -> Dictamen:
    """Answer again with what the operator found in the software (gate 2).

    Retention still counts at `recibida_en`: the requester does not lose by the entity's delay.
    `perdidas` are the copies that gate 1 offered and that are gone: an incident of the entity. A
    chosen copy without the object ends the search (RC-19). The guards are not asked again.

    Fuente: R22, R23, RC-19, RC-49.
    """
    completo = pedido if isinstance(pedido, Pedido) else Pedido(pedido)
    antes = evaluar(historia, completo, recibida_en, zona, SIN_GUARDAS)
    vista = Vista(historia, al=recibida_en, zona=zona, ruta=completo.ruta, atencion=atencion)
    hallazgo = buscar(vista, completo.cuando)
    return componer(vista, completo, hallazgo, antes=antes.ofrecidas)
