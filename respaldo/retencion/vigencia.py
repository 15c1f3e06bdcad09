"""Until when a copy is in retention: R12–R17 inside one rule, R18–R20 across versions."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from directorio.plazos import HastaEvento, Plazo, PorCopias, PorTiempo
from gobierno.calendario import fin_del_dia
from respaldo.retencion.modelo import CopiaHecho, Tramo, Transicion
from respaldo.retencion.rotacion import Rotacion

_UN_DIA = timedelta(days=1)
_SIN_LIMITE = date.min  # a rule that counts copies looks at no date
_REMOTA = date(1900, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Regencia:
    """A tramo while it governs one copy: from `desde` to the date before `hasta` (None: for ever).

    Inside it the copy dies on the first instant after `limite` (None: never) with `minimo` newer
    copies or more.
    """

    desde: date
    hasta: date | None
    limite: date | None
    minimo: int
    por_dia: bool = False
    version: str = ""


def regencias(ancla: date, tramos: Sequence[Tramo], *, tope: date | None = None) -> list[Regencia]:
    """Return the rules that govern a copy, in order: R18, or R20 where a tramo says origen.

    `tope` is the last date for what only a number of copies keeps, once the ítem is retired (R17).
    """
    orden = sorted(tramos, key=lambda tramo: tramo.desde)
    anteriores = [tramo for tramo in orden if tramo.desde <= ancla]
    propio = anteriores[-1] if anteriores else orden[0]
    siguientes = [
        tramo
        for tramo in orden
        if tramo.desde > max(ancla, propio.desde) and tramo.transicion == Transicion.VIGENTE
    ]
    rigen = [propio, *siguientes]
    desde = [min(ancla, propio.desde), *(tramo.desde for tramo in siguientes)]
    hasta = [*desde[1:], None]
    lista = [
        _regencia(ancla, tramo, inicio, fin)
        for tramo, inicio, fin in zip(rigen, desde, hasta, strict=True)
    ]
    return lista if tope is None else _con_tope(lista, tope)


def _regencia(ancla: date, tramo: Tramo, desde: date, hasta: date | None) -> Regencia:
    version = tramo.version
    match tramo.plazo:
        case PorCopias(n, por_dia):
            return Regencia(desde, hasta, _SIN_LIMITE, n, por_dia, version)
        case PorTiempo() as plazo:
            limite = _ajustar(plazo.sumar(ancla), tramo.ajuste)
            return Regencia(desde, hasta, limite, plazo.minimo_copias, version=version)
        case HastaEvento():
            return Regencia(desde, hasta, tramo.fecha_evento, 0, version=version)
        case _:  # Indefinida
            return Regencia(desde, hasta, None, 0, version=version)


def _ajustar(fecha: date, dias: int) -> date:
    return min(date.max - fecha, timedelta(days=dias)) + fecha


def _con_tope(lista: list[Regencia], tope: date) -> list[Regencia]:
    """No copy is newer than the last ones of a retired ítem: a date ends them instead (R17)."""
    ultima = lista[-1]
    if not ultima.minimo or tope == date.max:
        return lista
    corte = max(tope + _UN_DIA, ultima.desde)
    limite = tope if ultima.limite == _SIN_LIMITE else ultima.limite
    final = replace(ultima, desde=corte, limite=limite, minimo=0)
    return [*lista[:-1], replace(ultima, hasta=corte), final]


def _vence(regencia: Regencia) -> date | None:
    """The last date of a copy that the time of the rule ends, or None if it outlives the rule."""
    limite, hasta = regencia.limite, regencia.hasta
    if limite is None or (hasta is not None and limite >= hasta):
        return None
    return max(limite, regencia.desde - _UN_DIA)


def ultimo_dia_retenido(
    ancla: date, tramos: Sequence[Tramo], *, tope: date | None = None
) -> date | None:
    """Return L, the last local date on which the copy is in retention, inclusive.

    None when no date is known in advance: the rule counts copies, never ends or waits for an
    event (R14, R16). With «… y mínimo k copias» it is the date before which it cannot expire.
    There is no roll to business days (R13). `tramos` may come in any order; a copy older than the
    first one is governed by it. `tope` as in `Serie.retenida_tras_baja` (R17).

    Fuente: R12, R13, R16, R17, R18, R19, R20, MIN-7.1.1-c.
    """
    for regencia in regencias(ancla, tramos, tope=tope):
        if regencia.limite == _SIN_LIMITE:
            return tope
        if (vence := _vence(regencia)) is not None:
            return vence
    return None


def en_retencion(
    copia: CopiaHecho,
    serie: Iterable[CopiaHecho],
    tramos: Sequence[Tramo],
    *,
    al: datetime,
    zona: ZoneInfo,
) -> bool:
    """Tell whether policy keeps a copy at an aware instant, counting newer copies where it says so.

    `serie` holds the copies of the same series, in any order; the copy itself may be among them.
    Failed runs leave no copy and so do not count; an ad hoc copy does not push out a scheduled
    one; with `por_dia` those of one fecha ancla count as one. What expired once stays expired
    (R19), and what happened after `al` is ignored.

    Fuente: R12, R14, R15, R16, R18, R19, R20, MIN-7.1.1-c.
    """
    return Politica(tramos, serie, al=al, zona=zona).retiene(copia)


class Politica:
    """The rules of one series over its copies, as they stood at an aware instant.

    Built once, it answers for each copy in constant or logarithmic time. A version that enters
    later does not rule yet (RC-45).
    """

    def __init__(
        self,
        tramos: Sequence[Tramo],
        copias: Iterable[CopiaHecho],
        *,
        al: datetime,
        zona: ZoneInfo,
        tope: date | None = None,
    ) -> None:
        self.al, self.zona, self.tope = al, zona, tope
        self.hoy = al.astimezone(zona).date()
        orden = sorted(tramos, key=lambda tramo: tramo.desde)
        self.tramos = [t for t in orden if t.desde <= self.hoy] or orden[:1]
        self.copias = [copia for copia in copias if copia.fin <= al]
        self.cuenta_copias = any(_minimo(tramo.plazo) for tramo in self.tramos)
        self._regencias: dict[date, list[Regencia]] = {}
        self._rotaciones: dict[tuple[object, ...], Rotacion] = {}

    def regencias(self, ancla: date) -> list[Regencia]:
        """The rules that govern a copy of that ancla, computed once."""
        if ancla not in self._regencias:
            self._regencias[ancla] = regencias(ancla, self.tramos, tope=self.tope)
        return self._regencias[ancla]

    def ultimo_dia(self, ancla: date) -> date | None:
        """L of a copy of that ancla by the rules that had entered; see `ultimo_dia_retenido`."""
        return ultimo_dia_retenido(ancla, self.tramos, tope=self.tope)

    def version(self, ancla: date) -> str:
        """The label of the rule in force for a copy of that ancla."""
        return [r for r in self.regencias(ancla) if r.desde <= max(self.hoy, ancla)][-1].version

    def promete(self, ancla: date) -> bool:
        """Tell whether time alone keeps a copy of that ancla today: the horizon of 4.10."""
        for regencia in self.regencias(ancla):
            if regencia.limite == _SIN_LIMITE:
                return False
            if (vence := _vence(regencia)) is not None:
                return self.hoy <= vence
        return True

    def retiene(self, copia: CopiaHecho) -> bool:
        """Tell whether policy keeps the copy (4.9 c)."""
        if copia.fin > self.al:
            return False
        if not self.cuenta_copias:
            return self.promete(copia.ancla)
        return not any(self._muere(r, copia) for r in self.regencias(copia.ancla))

    def retenidas(self) -> list[CopiaHecho]:
        """Return every copy that policy keeps, in one pass."""
        if self.cuenta_copias or any(t.transicion != Transicion.VIGENTE for t in self.tramos[1:]):
            return [copia for copia in self.copias if self.retiene(copia)]
        desde = self._primera_ancla()
        return [copia for copia in self.copias if copia.ancla >= desde]

    def _primera_ancla(self) -> date:
        """The first ancla still kept: with neither counts nor origen, L never goes back."""
        anclas = range(_REMOTA, self.hoy.toordinal() + 2)
        posicion = bisect_left(anclas, True, key=lambda n: self.promete(date.fromordinal(n)))
        return date.fromordinal(_REMOTA + posicion)

    def _muere(self, regencia: Regencia, copia: CopiaHecho) -> bool:
        if regencia.limite is None:
            return False
        vence = max(regencia.limite, regencia.desde - _UN_DIA)
        if vence == date.max:
            return False
        desde = max(copia.fin, fin_del_dia(vence, self.zona))
        hasta = None
        if regencia.hasta is not None:
            hasta = fin_del_dia(regencia.hasta - _UN_DIA, self.zona)
        if desde > self.al or (hasta is not None and desde >= hasta):
            return False
        return not regencia.minimo or self._rotacion(regencia, hasta, copia).expulsa(copia, desde)

    def _rotacion(self, regencia: Regencia, hasta: datetime | None, copia: CopiaHecho) -> Rotacion:
        clave = (regencia.minimo, regencia.por_dia, hasta, copia.ad_hoc)
        if clave not in self._rotaciones:
            self._rotaciones[clave] = Rotacion(
                [c for c in self.copias if copia.ad_hoc or not c.ad_hoc],
                regencia.minimo,
                por_dia=regencia.por_dia,
                al=self.al,
                hasta=hasta,
            )
        return self._rotaciones[clave]


def _minimo(plazo: Plazo) -> int:
    match plazo:
        case PorCopias(n):
            return n
        case PorTiempo(minimo_copias=k):
            return k
        case _:
            return 0
