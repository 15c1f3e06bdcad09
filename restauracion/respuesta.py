"""What the engine says of a request that is being written, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from directorio.models import Item
from gobierno.formato import MESES
from gobierno.perfil import perfil_activo
from respaldo.historias import historia_de
from respaldo.retencion import Candidata, Codigo, Dictamen, calendario
from respaldo.retencion.dias import ClaseDeDia, Dia

PRONTO = 3  # days: a copy that expires sooner is marked
_SEMANA = 7
TITULOS = {
    Codigo.PROCEDE: ("ok", "Procede: esa información se puede restaurar"),
    Codigo.PROCEDE_PARCIAL: ("aviso", "Procede en parte"),
    Codigo.APROXIMADA: ("aviso", "No hay copia de ese día, pero sí de días cercanos"),
    Codigo.VERIFICAR_ANTES: ("info", "Hay una copia: el operador la comprueba antes"),
    Codigo.DERIVADA: ("info", "Corresponde a otra unidad"),
}
NO_PROCEDE = ("mal", "No procede")
_ASPECTOS = {
    ClaseDeDia.TOTAL: ("ok", "T"),
    ClaseDeDia.INCREMENTAL: ("info", "I"),
    ClaseDeDia.EXTERNO: ("neutro", "E"),
}


@dataclass(frozen=True, slots=True)
class Respuesta:
    """The answer in words: tone, title, explanation, the copies and the numeral behind it."""

    tono: str
    titulo: str
    explicacion: str
    numeral: str
    copias: tuple[Candidata, ...] = ()
    alternativa: Candidata | None = None


@dataclass(frozen=True, slots=True)
class Casilla:
    """A date of the month as it is drawn; `letra` says the class of copy besides the tone."""

    dia: Dia
    tono: str
    letra: str


@dataclass(frozen=True, slots=True)
class Mes:
    """A month of recoverable days: its weeks, Monday first, with None outside the month.

    `anterior` and `siguiente` are «AAAA-MM», "" when that month is in the future.
    """

    titulo: str
    semanas: tuple[tuple[Casilla | None, ...], ...]
    anterior: str
    siguiente: str


def en_palabras(dictamen: Dictamen) -> Respuesta:
    """What a person reads of an answer. Fuente: MIN-7.2.2-c, MIN-7.2.2-d-2."""
    tono, titulo = TITULOS.get(dictamen.codigo, NO_PROCEDE)
    return Respuesta(
        tono=tono,
        titulo=titulo,
        explicacion=_sin_repetir(dictamen.explicacion),
        numeral=perfil_activo().numeral(dictamen.regla) if dictamen.regla else "",
        copias=dictamen.ofrecidas,
        alternativa=dictamen.informativa.candidata if dictamen.informativa else None,
    )


def _sin_repetir(explicacion: str) -> str:
    """The title already says whether it proceeds."""
    resto = explicacion.removeprefix("No procede").lstrip(":. ")
    return resto[:1].upper() + resto[1:]


def mes_de(item: Item, primero: date, *, ahora: datetime) -> Mes:
    """The recoverable days of an ítem in the month that starts on `primero`. Fuente: PC-5.3-c."""
    zona = perfil_activo().zona
    siguiente = (primero + timedelta(days=32)).replace(day=1)
    dias = calendario(historia_de(item), primero, siguiente - timedelta(days=1), ahora, zona)
    hoy = ahora.astimezone(zona).date()
    casillas: list[Casilla | None] = [None] * primero.weekday() + [
        _casilla(dia, hoy) for dia in dias
    ]
    casillas += [None] * (-len(casillas) % _SEMANA)
    return Mes(
        titulo=f"{MESES[primero.month - 1].capitalize()} de {primero.year}",
        semanas=tuple(tuple(casillas[n : n + _SEMANA]) for n in range(0, len(casillas), _SEMANA)),
        anterior=f"{primero - timedelta(days=1):%Y-%m}",
        siguiente=f"{siguiente:%Y-%m}" if siguiente <= hoy else "",
    )


def _casilla(dia: Dia, hoy: date) -> Casilla:
    tono, letra = _ASPECTOS.get(dia.clase, ("", ""))
    return Casilla(dia, "aviso" if letra and dia.vence_pronto(hoy, PRONTO) else tono, letra)
