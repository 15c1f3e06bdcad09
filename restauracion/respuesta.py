"""What the engine says of a request that is being written, ready to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from directorio.models import Item
from gobierno import formato
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
# How each kind of date is drawn: class, letter and words; never the colour alone.
_ASPECTOS = {
    ClaseDeDia.TOTAL: ("tono-ok", "T", "copia total"),
    ClaseDeDia.INCREMENTAL: ("tono-info", "I", "copia incremental"),
    ClaseDeDia.EXTERNO: ("dia-externo", "E", "copia externa"),
    ClaseDeDia.NINGUNA: ("dia-sin", "×", "sin copia"),
    ClaseDeDia.FUTURA: ("dia-futuro", "", "todavía no llega"),
}
_VENCE = ("reloj", f"vence en {PRONTO} días o menos")
_APARTADA = ("candado", "apartada para una solicitud")
_MARCAS = (("tono-aviso", _VENCE), ("", _APARTADA))


@dataclass(frozen=True, slots=True)
class Respuesta:
    """The answer in words: tone, title, explanation and the numeral behind it.

    `copias` are listed when there are several; the explanation already says which one it is.
    """

    tono: str
    titulo: str
    explicacion: str
    numeral: str
    copias: tuple[Candidata, ...] = ()
    alternativa: Candidata | None = None


@dataclass(frozen=True, slots=True)
class Casilla:
    """A date of the month as it is drawn: its class, its letter, its icons, and all in words."""

    dia: Dia
    clase: str
    letra: str
    iconos: tuple[str, ...]
    texto: str


@dataclass(frozen=True, slots=True)
class Mes:
    """A month of recoverable days: its weeks, Monday first, with None outside the month.

    `anterior` and `siguiente` are «AAAA-MM», "" when that month is in the future. `leyenda` says
    in words each mark that the month has: (class, letter, icon, words).
    """

    titulo: str
    semanas: tuple[tuple[Casilla | None, ...], ...]
    anterior: str
    siguiente: str
    leyenda: tuple[tuple[str, str, str, str], ...]


def en_palabras(dictamen: Dictamen) -> Respuesta:
    """What a person reads of an answer. Fuente: MIN-7.2.2-c, MIN-7.2.2-d-2."""
    tono, titulo = TITULOS.get(dictamen.codigo, NO_PROCEDE)
    return Respuesta(
        tono=tono,
        titulo=titulo,
        explicacion=_sin_repetir(dictamen.explicacion),
        numeral=perfil_activo().cita(dictamen.regla) if dictamen.regla else "",
        copias=dictamen.elegidas if len(dictamen.elegidas) > 1 else (),
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
    propias = [_casilla(dia, hoy) for dia in dias]
    casillas: list[Casilla | None] = [None] * primero.weekday() + [*propias]
    casillas += [None] * (-len(casillas) % _SEMANA)
    return Mes(
        titulo=f"{formato.MESES[primero.month - 1].capitalize()} de {primero.year}",
        semanas=tuple(tuple(casillas[n : n + _SEMANA]) for n in range(0, len(casillas), _SEMANA)),
        anterior=f"{primero - timedelta(days=1):%Y-%m}",
        siguiente=f"{siguiente:%Y-%m}" if siguiente <= hoy else "",
        leyenda=_leyenda(propias),
    )


def _casilla(dia: Dia, hoy: date) -> Casilla:
    clase, letra, palabras = _ASPECTOS[dia.clase]
    texto, iconos = f"{formato.fecha(dia.fecha)}: {palabras}", []
    if dia.instante is None:
        return Casilla(dia, clase, letra, (), texto)
    texto += f" del {formato.fecha_hora(dia.instante, perfil_activo().zona)}"
    vencida = dia.retenida_hasta is not None and dia.retenida_hasta < hoy
    if dia.retenida_hasta and not vencida:
        texto += f", disponible hasta el {formato.fecha(dia.retenida_hasta)}"
    if dia.reservada:
        texto += f", {_APARTADA[1]}"
        iconos.append(_APARTADA[0])
    if not vencida and dia.vence_pronto(hoy, PRONTO):
        texto += f", {_VENCE[1]}"
        iconos.append(_VENCE[0])
        clase = "tono-aviso"
    return Casilla(dia, clase, letra, tuple(iconos), texto)


def _leyenda(casillas: Sequence[Casilla]) -> tuple[tuple[str, str, str, str], ...]:
    """What the marks of these dates mean, each once."""
    clases = {casilla.dia.clase for casilla in casillas}
    iconos = {icono for casilla in casillas for icono in casilla.iconos}
    return (
        *((c, letra, "", dice) for k, (c, letra, dice) in _ASPECTOS.items() if k in clases),
        *((c, "", icono, dice) for c, (icono, dice) in _MARCAS if icono in iconos),
    )
