"""What ends the copies of a retired line whose rule counts copies. Pure.

From the baja no copy arrives, so what a rule keeps by number would be kept for ever: the baja says
until when. A rule of time alone runs out by itself. Source: dominio.md 4.6 (R17), RC-28, RC-47.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from directorio.plazos import HastaEvento, PlazoInvalido, PorCopias, PorTiempo, leer_post_baja
from respaldo.retencion import Tramo, Transicion

_EVENTO = HastaEvento("la baja del ítem")
_UN_DIA = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Baja:
    """A baja on `fecha`: the last `copias` copies (`por_dia`: days) are kept until `hasta`.

    `tramo` says the same to the calculus: from the day after `hasta` nothing is kept by number,
    which is known since the baja.
    """

    fecha: date
    hasta: date
    copias: int
    por_dia: bool
    tramo: Tramo


def baja_de(regla: Tramo, *, fecha: date | None, texto: str) -> Baja | None:
    """The baja that `texto` («1 año», «hasta 31/12/2027») writes for a rule, or None.

    None also when the rule needs no end (time alone, no end at all) or the text says none.
    """
    plazo = regla.plazo
    if fecha is None or not texto.strip() or fecha == date.max:
        return None
    if isinstance(plazo, PorCopias):
        copias, por_dia = plazo.n, plazo.por_dia
    elif isinstance(plazo, PorTiempo) and plazo.minimo_copias:
        copias, por_dia = plazo.minimo_copias, False
    else:
        return None
    hasta = min(max(_fin(texto, fecha), fecha), date.max - _UN_DIA)
    fin = replace(
        regla,
        desde=max(hasta + _UN_DIA, regla.desde),  # a rule ends nothing before it enters (RC-41)
        transicion=Transicion.VIGENTE,
        sabido=max(fecha, regla.desde),
    )
    if isinstance(plazo, PorTiempo):  # the time goes on; what ends is the number
        tramo = replace(fin, plazo=PorTiempo(plazo.n, plazo.unidad))
    else:
        tramo = replace(fin, plazo=_EVENTO, fecha_evento=hasta, ajuste=0)
    return Baja(fecha, hasta, copias, por_dia, tramo)


def _fin(texto: str, fecha: date) -> date:
    try:
        fin = leer_post_baja(texto)
    except PlazoInvalido:
        return date.max  # nobody could say when: never sooner than was meant
    return fin if isinstance(fin, date) else fin.sumar(fecha)
