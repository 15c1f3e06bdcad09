"""The quarterly minimum of the restore tests of a year. Pure: no ORM, no clock.

The plan of tests will ask it before it can be submitted; until then the calendar examples do.
Source: MIN-7.2.1-a («la periodicidad mínima de las pruebas debe ser trimestral»), dominio.md 3.2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

TRIMESTRES = (1, 2, 3, 4)
SEPARACION = 100  # days between two tests from which on the plan is warned


@dataclass(frozen=True, slots=True)
class Separacion:
    """Two tests, one after the other, with too many days between them."""

    desde: date
    hasta: date

    @property
    def dias(self) -> int:
        """How many days apart they are."""
        return (self.hasta - self.desde).days


@dataclass(frozen=True, slots=True)
class Revision:
    """What is wrong with the dates of a plan: empty quarters refuse it, separations only warn."""

    vacios: tuple[int, ...]
    separaciones: tuple[Separacion, ...]

    @property
    def se_acepta(self) -> bool:
        """Whether every quarter has its test."""
        return not self.vacios

    @property
    def mensaje(self) -> str:
        """Why it is refused, for people; "" when it is not."""
        if self.se_acepta:
            return ""
        cuales = " y ".join(f"T{n}" for n in self.vacios)
        return f"{cuales} sin prueba: la periodicidad mínima de las pruebas es trimestral."


def trimestre_de(fecha: date) -> int:
    """The natural quarter of a date, from 1 to 4."""
    return (fecha.month + 2) // 3


def revisar(fechas: Iterable[date], *, anio: int, desde: date | None = None) -> Revision:
    """Check the local dates of the tests of a plan against the natural quarters of its year.

    Dates of other years do not count. Quarters that ended before `desde` are not asked for: a
    plan made in May owes nothing of the first. Fuente: CAL-6.
    """
    orden = sorted({fecha for fecha in fechas if fecha.year == anio})
    con_prueba = {trimestre_de(fecha) for fecha in orden}
    primero = trimestre_de(desde) if desde is not None and desde.year == anio else 1
    pares = (Separacion(*par) for par in pairwise(orden))
    return Revision(
        vacios=tuple(n for n in TRIMESTRES if n >= primero and n not in con_prueba),
        separaciones=tuple(par for par in pares if par.dias > SEPARACION),
    )
