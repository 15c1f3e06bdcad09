"""Which copies newer ones have pushed out, when a rule counts copies (R14, R15)."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any

from respaldo.retencion.modelo import CopiaHecho

_ALTA, _BAJA = 1, 0  # at the same instant, what is removed goes first
_por_ancla, _por_inicio = attrgetter("ancla"), attrgetter("inicio")


class Rotacion:
    """The n-th newest existing copy at each instant: whatever is older is out from then on (R19).

    `copias` are those that count; `por_dia`, those of one ancla count as one, and a copy is older
    by its ancla instead of its start. Nothing after `al` is looked at. Built in n·log n; each
    question takes log n.

    `orden` gives the place of a copy. Whatever is before `ultima` is out at `al`; nothing from
    `maxima` on was ever out.
    """

    def __init__(
        self, copias: Iterable[CopiaHecho], n: int, *, por_dia: bool, al: datetime
    ) -> None:
        self.orden: Callable[[CopiaHecho], Any] = _por_ancla if por_dia else _por_inicio
        self._n, self._por_dia = n, por_dia
        self._nada: Any = date.min if por_dia else datetime.min.replace(tzinfo=UTC)
        conocidas = [copia for copia in copias if copia.fin <= al]
        self._instantes: list[datetime] = []
        if all(copia.eliminada_en is None for copia in conocidas):
            # Nothing was ever removed: the last state is the highest.
            vivas = map(self.orden, conocidas)
            self._maximas = [self._frontera(sorted(set(vivas) if por_dia else vivas))]
        else:
            self._maximas = self._seguir(_sucesos(conocidas, self.orden, al))
        self.maxima, self.ultima = self._maximas[0], self._maximas[-1]

    def expulsa(self, copia: CopiaHecho, desde: datetime) -> bool:
        """Tell whether n newer copies existed at `desde` or at some later instant."""
        maxima = self._maximas[bisect_right(self._instantes, desde)]
        return bool(maxima > self.orden(copia))

    def _frontera(self, vivas: Sequence[Any]) -> Any:
        return vivas[-self._n] if len(vivas) >= self._n else self._nada

    def _seguir(self, sucesos: Iterable[tuple[datetime, int, Any]]) -> list[Any]:
        """Follow the frontier event by event; return the highest from each one to the end."""
        vivas: list[Any] = []
        de_un_dia: Counter[Any] = Counter()
        maximas = [self._nada]
        for instante, cambio, orden in sucesos:
            if self._por_dia:
                antes = de_un_dia[orden]
                de_un_dia[orden] += 1 if cambio == _ALTA else -1
                es_otra = antes == (0 if cambio == _ALTA else 1)
            else:
                es_otra = True
            if es_otra and cambio == _ALTA:
                insort(vivas, orden)
            elif es_otra:
                del vivas[bisect_left(vivas, orden)]
            self._instantes.append(instante)
            maximas.append(self._frontera(vivas))
        for n in range(len(maximas) - 2, -1, -1):
            maximas[n] = max(maximas[n], maximas[n + 1])
        return maximas


def _sucesos(
    copias: Iterable[CopiaHecho], orden: Callable[[CopiaHecho], Any], al: datetime
) -> list[tuple[datetime, int, Any]]:
    """What happened up to `al`, in order: each copy when it was made and when it was removed."""
    sucesos = []
    for copia in copias:
        baja = copia.eliminada_en
        if baja is None or baja > copia.fin:
            sucesos.append((copia.fin, _ALTA, orden(copia)))
        if baja is not None and copia.fin < baja <= al:
            sucesos.append((baja, _BAJA, orden(copia)))
    return sorted(sucesos)
