"""Which copies newer ones have pushed out, when a rule counts copies (R14, R15)."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any

from respaldo.retencion.modelo import CopiaHecho

_por_ancla, _por_inicio = attrgetter("ancla"), attrgetter("inicio")
_MUCHAS = 8
_por_fin, _por_baja = attrgetter("fin"), attrgetter("eliminada_en")


class Rotacion:
    """The n-th newest existing copy at each instant: whatever is older is out from then on (R19).

    `copias` are those that count; `por_dia`, those of one ancla count as one, and a copy is older
    by its ancla instead of its start. Nothing after `al` is looked at. Built in n·log n; each
    question takes log n.

    `orden` gives the place of a copy. Whatever is before `ultima` is out at `al`; nothing from
    `maxima` on was ever out. What is before `maxima` is out if it is asked about from an instant
    before `firme`, and None says that it is whatever the instant.
    """

    def __init__(
        self, copias: Iterable[CopiaHecho], n: int, *, por_dia: bool, al: datetime
    ) -> None:
        self.orden: Callable[[CopiaHecho], Any] = _por_ancla if por_dia else _por_inicio
        conocidas = [
            c for c in copias if c.fin <= al and (c.eliminada_en is None or c.eliminada_en > c.fin)
        ]
        bajas = [c for c in conocidas if c.eliminada_en is not None and c.eliminada_en <= al]
        nada: Any = date.min if por_dia else datetime.min.replace(tzinfo=UTC)
        todas = _Enesima(map(self.orden, conocidas), n, por_dia=por_dia, nada=nada)
        vivas = todas
        if bajas:
            quedan = (c for c in conocidas if c.eliminada_en is None or c.eliminada_en > al)
            vivas = _Enesima(map(self.orden, quedan), n, por_dia=por_dia, nada=nada)
        self.ultima = vivas.frontera
        self._instantes: list[datetime] = []
        self._maximas = [self.ultima]
        if bajas and _alguna_vez(n, conocidas, bajas):
            self._seguir(conocidas, bajas, todas, vivas)
        self.maxima = self._maximas[0]
        self.firme = self._instantes[0] if self._instantes else None

    def expulsa(self, copia: CopiaHecho, desde: datetime) -> bool:
        """Tell whether n newer copies existed at `desde` or at some later instant."""
        maxima = self._maximas[bisect_right(self._instantes, desde)]
        return bool(maxima > self.orden(copia))

    def _seguir(
        self,
        conocidas: Iterable[CopiaHecho],
        bajas: Iterable[CopiaHecho],
        todas: "_Enesima",
        vivas: "_Enesima",
    ) -> None:
        """Undo what happened, the last first, and keep the highest frontier from each instant on.

        Of all the copies made by an instant, removed or not, no earlier frontier is higher: once
        that one is reached the rest of the past changes nothing.
        """
        maxima, altas = self.ultima, sorted(conocidas, key=_por_fin)
        bajas, orden = sorted(bajas, key=_por_baja), self.orden
        while maxima < todas.frontera:
            instante = max([altas[-1].fin, *map(_por_baja, bajas[-1:])])
            vueltas = []
            while bajas and bajas[-1].eliminada_en == instante:
                vueltas.append(orden(bajas.pop()))
            vivas.poner(vueltas)
            while altas and altas[-1].fin == instante:
                hecha = orden(altas.pop())
                vivas.quitar(hecha)
                todas.quitar(hecha)
            if vivas.frontera > maxima:
                maxima = vivas.frontera
                self._instantes.append(instante)
                self._maximas.append(maxima)
        self._instantes.reverse()
        self._maximas.reverse()


class _Enesima:
    """A changing set of copies, by their place, and the n-th newest of it."""

    def __init__(self, ordenes: Iterable[Any], n: int, *, por_dia: bool, nada: Any) -> None:
        self._n, self._nada = n, nada
        self._veces = Counter(ordenes) if por_dia else None
        self._orden = sorted(ordenes if self._veces is None else self._veces)

    @property
    def frontera(self) -> Any:
        """Its place, or the lowest of all when there are fewer."""
        return self._orden[-self._n] if len(self._orden) >= self._n else self._nada

    def poner(self, ordenes: list[Any]) -> None:
        if self._veces is not None:
            nuevos = [orden for orden in dict.fromkeys(ordenes) if not self._veces[orden]]
            self._veces.update(ordenes)
            ordenes = nuevos
        if len(ordenes) > _MUCHAS:
            self._orden += ordenes
            self._orden.sort()  # two runs in order: merged in one pass
        else:
            for orden in ordenes:
                insort(self._orden, orden)

    def quitar(self, orden: Any) -> None:
        if self._veces is not None:
            self._veces[orden] -= 1
            if self._veces[orden]:
                return
        del self._orden[bisect_left(self._orden, orden)]


def _alguna_vez(n: int, conocidas: Iterable[CopiaHecho], bajas: Iterable[CopiaHecho]) -> bool:
    """Tell whether as many as n copies existed at once."""
    idas = sorted(map(_por_baja, bajas))
    hechas = enumerate(sorted(map(_por_fin, conocidas)), start=1)
    return any(cuantas - bisect_right(idas, fin) >= n for cuantas, fin in hechas)
