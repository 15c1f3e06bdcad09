"""What a change of rule would do to the copies alive and to requests already answered.

Asked about a draft, before anyone signs it; nothing of it is stored. Source: MIN-6.1-g, R18, R19.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from directorio.plazos import Plazo, PorCopias, PorTiempo
from respaldo.retencion.dictamen import Codigo
from respaldo.retencion.historia import Historia, Serie
from respaldo.retencion.modelo import CopiaHecho, Tramo
from respaldo.retencion.motor import SIN_GUARDAS, evaluar
from respaldo.retencion.pedido import Cuando
from respaldo.retencion.serie_al import SerieAl
from respaldo.retencion.vigencia import ultimo_dia_retenido

SIN_TERMINO = None


@dataclass(frozen=True, slots=True)
class EfectoEnCopias:
    """The living copies of a series under today's rule and under the one proposed.

    Storage is what they have still to be kept, in byte-days from today on; None when the rule sets
    no end. Rules that count copies are estimated from the period of the series.
    """

    vivas: int
    vencen_antes: int
    vencen_despues: int
    byte_dias_antes: int | None
    byte_dias_despues: int | None


def efecto_en_copias(
    serie: Serie, nuevo: Tramo, *, al: datetime, zona: ZoneInfo, tamanos: Mapping[str, int]
) -> EfectoEnCopias:
    """Compare the life that is left to each living copy at an aware instant.

    `nuevo` rules from its own date on, as R18 or R20 say. `tamanos` gives the bytes of each clave;
    a copy without one weighs nothing. Fuente: R14, R18, R19, R20.
    """
    vista = SerieAl(serie, al=al, zona=zona)
    hoy = vista.politica.hoy
    vivas = sorted(
        (c for c in vista.retenidas if c.existe(al)), key=lambda c: c.inicio, reverse=True
    )
    antes = _restan(serie, vista.politica.tramos, vivas, hoy)
    despues = _restan(serie, [*vista.politica.tramos, nuevo], vivas, hoy)
    pares = list(zip(antes, despues, strict=True))
    pesos = [tamanos.get(copia.clave, 0) for copia in vivas]
    return EfectoEnCopias(
        vivas=len(vivas),
        vencen_antes=sum(_menor(nueva, vieja) for vieja, nueva in pares),
        vencen_despues=sum(_menor(vieja, nueva) for vieja, nueva in pares),
        byte_dias_antes=_pesar(antes, pesos),
        byte_dias_despues=_pesar(despues, pesos),
    )


def _restan(
    serie: Serie, tramos: Sequence[Tramo], copias: Sequence[CopiaHecho], hoy: date
) -> list[int | None]:
    """The days left to each copy, from the newest to the oldest."""
    plazo = tramos[-1].plazo
    return [
        _dias(plazo, ultimo_dia_retenido(copia.ancla, tramos), hoy, puesto, serie.periodo_dias)
        for puesto, copia in enumerate(copias)
    ]


def _dias(plazo: Plazo, ultimo: date | None, hoy: date, puesto: int, periodo: int) -> int | None:
    """Days left to a copy: until `ultimo`, or until newer ones, one a period, push it out."""
    por_fecha = None if ultimo is None else max(0, (ultimo - hoy).days)
    match plazo:
        case PorCopias(n) if ultimo is None:
            return max(0, n - puesto) * periodo
        case PorTiempo(minimo_copias=k) if k:
            return max(por_fecha or 0, (k - puesto) * periodo)
        case _:
            return por_fecha


def _menor(uno: int | None, otro: int | None) -> bool:
    return uno is not None and (otro is None or uno < otro)


def _pesar(dias: Sequence[int | None], pesos: Sequence[int]) -> int | None:
    conocidos = [d for d in dias if d is not None]
    if len(conocidos) < len(dias):
        return SIN_TERMINO
    return sum(d * peso for d, peso in zip(conocidos, pesos, strict=True))


@dataclass(frozen=True, slots=True)
class EfectoEnPedidos:
    """Requests that the proposed rule would have answered otherwise."""

    mirados: int
    imposibles: int
    posibles: int


def efecto_en_pedidos(
    historia: Historia,
    reglas: Mapping[str, Plazo],
    pedidos: Iterable[tuple[Cuando, datetime]],
    *,
    zona: ZoneInfo,
) -> EfectoEnPedidos:
    """Answer past requests again, each at its own reception, as if the rules had always been these.

    `reglas` gives the rule proposed for each clave of series. Guards are left out, they do not
    depend on the rule; and holds too: they came of these very requests. Fuente: MIN-7.2.2-c, R22.
    """
    actual = replace(historia, reservas=())
    propuesta = replace(
        actual,
        series=tuple(
            replace(s, tramos=tuple(_proponer(t, reglas[s.clave]) for t in s.tramos))
            if s.clave in reglas
            else s
            for s in historia.series
        ),
    )
    mirados = imposibles = posibles = 0
    for cuando, recibida_en in pedidos:
        hoy, entonces = (
            evaluar(h, cuando, recibida_en, zona, SIN_GUARDAS).codigo for h in (actual, propuesta)
        )
        mirados += 1
        imposibles += _empeora(hoy, entonces)
        posibles += _empeora(entonces, hoy)
    return EfectoEnPedidos(mirados, imposibles, posibles)


def _proponer(tramo: Tramo, plazo: Plazo) -> Tramo:
    """Another rule in the place of one; what a baja ended has still ended (R17)."""
    return tramo if tramo.sabido else replace(tramo, plazo=plazo)


def _empeora(antes: Codigo, despues: Codigo) -> bool:
    return not antes.no_procede and despues.no_procede
