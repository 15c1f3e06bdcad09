"""The policy of one series at an instant: which of its copies are in retention (4.9 c)."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from directorio.plazos import PorCopias
from gobierno.calendario import fin_del_dia
from respaldo.retencion.modelo import CopiaHecho, Tramo, Transicion
from respaldo.retencion.rotacion import Rotacion
from respaldo.retencion.vigencia import (
    SIN_LIMITE,
    UN_DIA,
    Regencia,
    desde_de,
    limite_de,
    minimo_de,
    regencias,
    ultimo_dia,
    vence,
)

_REMOTA = date(1900, 1, 1).toordinal()
_UN_INSTANTE = timedelta.resolution


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
    ) -> None:
        self.al, self.zona = al, zona
        self.hoy = al.astimezone(zona).date()
        orden = sorted(tramos, key=desde_de)
        self.tramos = [t for t in orden if (t.sabido or t.desde) <= self.hoy] or orden[:1]
        self.copias = [copia for copia in copias if copia.fin <= al]
        self._hay_ad_hoc = any(copia.ad_hoc for copia in self.copias)
        self.cuenta_copias = any(minimo_de(tramo.plazo) for tramo in self.tramos)
        self._distintos = sin_repetir(self.tramos)
        self._regencias: dict[date, list[Regencia]] = {}
        self._rotaciones: dict[tuple[int, bool, datetime, bool], Rotacion] = {}

    def regencias(self, ancla: date) -> list[Regencia]:
        """The rules that govern a copy of that ancla, computed once."""
        if ancla not in self._regencias:
            self._regencias[ancla] = regencias(ancla, self._distintos)
        return self._regencias[ancla]

    def ultimo_dia(self, ancla: date) -> date | None:
        """L of a copy of that ancla by the rules that had entered; see `ultimo_dia_retenido`."""
        return ultimo_dia(self.regencias(ancla))

    def version(self, ancla: date) -> str:
        """The label of the version in force for a copy of that ancla."""
        return regencias(ancla, self.tramos)[-1].version

    def promete(self, ancla: date) -> bool:
        """Tell whether time alone keeps a copy of that ancla today: the horizon of 4.10."""
        for regencia in self.regencias(ancla):
            if regencia.limite == SIN_LIMITE:
                return False
            ultimo = vence(regencia)
            if ultimo is not None:
                return self.hoy <= ultimo
        return True

    @cached_property
    def primera_prometida(self) -> date | None:
        """The first ancla of which time keeps a copy today, and every one after it; None when an
        origen rule lets an older one outlive a newer one."""
        if any(tramo.transicion != Transicion.VIGENTE for tramo in self._distintos[1:]):
            return None
        return self._primera(self.promete)

    def retiene(self, copia: CopiaHecho) -> bool:
        """Tell whether policy keeps the copy (4.9 c)."""
        if copia.fin > self.al:
            return False
        if not self.cuenta_copias:
            return self.promete(copia.ancla)
        return not any(self._muere(r, copia) for r in self.regencias(copia.ancla))

    def retenidas(self) -> list[CopiaHecho]:
        """Return every copy that policy keeps, in one pass."""
        desde = self.primera_prometida
        if desde is None:
            return [copia for copia in self.copias if self.retiene(copia)]
        if not self.cuenta_copias:
            return [copia for copia in self.copias if copia.ancla >= desde]
        quedan, nunca = self._no_rotadas()
        return [c for c in quedan if c.ancla >= desde or nunca(c) or self.retiene(c)]

    def _primera(self, vive: Callable[[date], bool]) -> date:
        """The first ancla that a rule of time keeps: without origen, L never goes back."""
        anclas = range(_REMOTA, self.hoy.toordinal() + 2)
        posicion = bisect_left(anclas, True, key=lambda n: vive(date.fromordinal(n)))
        return date.fromordinal(_REMOTA + posicion)

    def _no_rotadas(self) -> tuple[list[CopiaHecho], Callable[[CopiaHecho], bool]]:
        """Leave out at once what the rule of today has ended: too old, and pushed out.

        With it, which copies no rule ever pushed out: with one rule, those that its rotation says.
        """
        ultima = self._distintos[-1]
        minimo = minimo_de(ultima.plazo)
        if not minimo:
            return self.copias, lambda _: False
        por_dia = isinstance(ultima.plazo, PorCopias) and ultima.plazo.por_dia
        rotaciones = [self._rotacion(minimo, por_dia, self.al, x) for x in (False, True)]
        fronteras, orden = [r.ultima for r in rotaciones], rotaciones[0].orden
        desde = self._primera(lambda ancla: (limite_de(ancla, ultima) or date.max) >= self.hoy)
        quedan = [c for c in self.copias if c.ancla >= desde or orden(c) >= fronteras[c.ad_hoc]]
        for ad_hoc in {False, self._hay_ad_hoc}:
            quedan = self._sin_las_de_antes(quedan, ultima, rotaciones[ad_hoc], ad_hoc)
        maximas = [r.maxima for r in rotaciones]
        una_regla = len(self._distintos) == 1
        return quedan, lambda c: una_regla and orden(c) >= maximas[c.ad_hoc]

    def _sin_las_de_antes(
        self, copias: list[CopiaHecho], regla: Tramo, rotacion: Rotacion, ad_hoc: bool
    ) -> list[CopiaHecho]:
        """Leave out what `regla`, of today, pushed out before some copy was removed (R19)."""
        if rotacion.firme is None:
            return copias
        firme, maxima, orden = rotacion.firme, rotacion.maxima, rotacion.orden
        dia = firme.astimezone(self.zona).date()
        if len(self._distintos) > 1 and regla.desde >= dia:
            return copias
        ancla = self._primera(lambda ancla: (limite_de(ancla, regla) or date.max) >= dia - UN_DIA)
        ancla = min(ancla, dia)
        return [
            c
            for c in copias
            if c.ad_hoc != ad_hoc or c.fin >= firme or c.ancla >= ancla or orden(c) >= maxima
        ]

    def _muere(self, regencia: Regencia, copia: CopiaHecho) -> bool:
        if not regencia.minimo:
            ultimo = vence(regencia)
            return ultimo is not None and ultimo < self.hoy
        limite = regencia.limite or date.max  # a rule that counts always has one
        if limite >= self.hoy:
            return False
        desde = max(copia.fin, fin_del_dia(max(limite, regencia.desde - UN_DIA), self.zona))
        hasta = self.al
        if regencia.hasta is not None:
            # What time ends with the last day of a rule is counted at that very midnight.
            relevo = fin_del_dia(regencia.hasta - UN_DIA, self.zona)
            hasta = min(hasta, max(desde, relevo - _UN_INSTANTE))
            if desde > relevo:
                return False
        rotacion = self._rotacion(regencia.minimo, regencia.por_dia, hasta, copia.ad_hoc)
        return rotacion.expulsa(copia, desde)

    def _rotacion(self, minimo: int, por_dia: bool, al: datetime, ad_hoc: bool) -> Rotacion:
        ad_hoc = ad_hoc and self._hay_ad_hoc
        clave = (minimo, por_dia, al, ad_hoc)
        if clave not in self._rotaciones:
            cuentan = [copia for copia in self.copias if ad_hoc or not copia.ad_hoc]
            self._rotaciones[clave] = Rotacion(cuentan, minimo, por_dia=por_dia, al=al)
        return self._rotaciones[clave]


def sin_repetir(tramos: Sequence[Tramo]) -> list[Tramo]:
    """Leave out the versions that change nothing: the same rule, for no more copies than before."""
    distintos = list(tramos[:1])
    for tramo in tramos[1:]:
        ultimo = distintos[-1]
        alcanza_a_las_mismas = (
            tramo.transicion != Transicion.VIGENTE
            or ultimo.transicion == Transicion.VIGENTE
            or len(distintos) == 1
        )
        if not alcanza_a_las_mismas or _regla(tramo) != _regla(ultimo):
            distintos.append(tramo)
    return distintos


def _regla(tramo: Tramo) -> tuple[object, ...]:
    return tramo.plazo, tramo.ajuste, tramo.fecha_evento
