"""Which copies newer ones have pushed out, when a rule counts copies (R14, R15)."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from respaldo.retencion.modelo import CopiaHecho

_ALTA, _BAJA = 1, 0  # at the same instant, what is removed goes first


class Rotacion:
    """The n-th newest existing copy at each instant: whatever is older is out from then on (R19).

    `copias` are those that count; `por_dia`, those of one ancla count as one. Nothing after `al`,
    nor from `hasta` on, is looked at. Built in n·log n; each question takes log n.
    """

    def __init__(
        self,
        copias: Sequence[CopiaHecho],
        n: int,
        *,
        por_dia: bool,
        al: datetime,
        hasta: datetime | None,
    ) -> None:
        self._por_dia = por_dia
        self._nada: Any = date.min if por_dia else datetime.min.replace(tzinfo=UTC)
        self._instantes: list[datetime] = []
        fronteras = [self._nada]
        vivas: list[Any] = []
        repetidas: Counter[Any] = Counter()
        for instante, cambio, orden in self._sucesos(copias):
            if instante > al or (hasta is not None and instante >= hasta):
                break
            if cambio == _ALTA:
                repetidas[orden] += 1
                if not por_dia or repetidas[orden] == 1:
                    insort(vivas, orden)
            else:
                repetidas[orden] -= 1
                if not por_dia or not repetidas[orden]:
                    del vivas[bisect_left(vivas, orden)]
            self._instantes.append(instante)
            fronteras.append(vivas[-n] if len(vivas) >= n else self._nada)
        self._maxima = _maximos_hasta_el_final(fronteras)

    def expulsa(self, copia: CopiaHecho, desde: datetime) -> bool:
        """Tell whether n newer copies existed at `desde` or at some later instant."""
        posicion = bisect_right(self._instantes, desde)
        # `fronteras[k]` holds from the k-th event on: the state at `desde` and all that follows.
        return bool(self._maxima[posicion] > self._orden(copia))

    def _orden(self, copia: CopiaHecho) -> Any:
        return copia.ancla if self._por_dia else copia.inicio

    def _sucesos(self, copias: Sequence[CopiaHecho]) -> list[tuple[datetime, int, Any]]:
        sucesos = []
        for copia in copias:
            if copia.existe(copia.fin):
                sucesos.append((copia.fin, _ALTA, self._orden(copia)))
                if copia.eliminada_en is not None:
                    sucesos.append((copia.eliminada_en, _BAJA, self._orden(copia)))
        return sorted(sucesos)


def _maximos_hasta_el_final(valores: list[Any]) -> list[Any]:
    maximos = valores[:]
    for n in range(len(maximos) - 2, -1, -1):
        maximos[n] = max(maximos[n], maximos[n + 1])
    return maximos
