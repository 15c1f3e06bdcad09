"""The kinds of retention rule, and the sum of a time to a date."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gobierno.errores import ValorInvalido

MAXIMO = {"días": 36_600, "semanas": 5_200, "meses": 1_200, "años": 100, "copias": 10_000}


class PlazoInvalido(ValorInvalido):
    """A retention rule nobody can act upon."""

    regla = "retencion"


class Unidad(StrEnum):
    """A unit of time in which a retention is written."""

    DIAS = "días"
    SEMANAS = "semanas"
    MESES = "meses"
    ANIOS = "años"


_EVENTO = re.compile(r"(?:el|la|los|las|que) \w[\w .,°º()/-]{1,70}[\w.)]")
_DIAS_POR_UNIDAD = {Unidad.DIAS: 1, Unidad.SEMANAS: 7}


def exigir(n: int, unidad: str) -> None:
    """Refuse a number of units out of range."""
    if not 1 <= n <= MAXIMO[unidad]:
        raise PlazoInvalido(
            f"La retención de {n} {unidad} está fuera de lo posible.",
            f"Escriba un número entero de 1 a {MAXIMO[unidad]}, por ejemplo «30 {unidad}».",
        )


@dataclass(frozen=True, slots=True)
class PorTiempo:
    """Kept for n units from the ancla (R12); with `minimo_copias`, also the last k (R15)."""

    n: int
    unidad: Unidad
    minimo_copias: int = 0

    def __post_init__(self) -> None:
        exigir(self.n, self.unidad)
        if self.minimo_copias:
            exigir(self.minimo_copias, "copias")

    def sumar(self, fecha: date) -> date:
        """Return fecha ⊕ n, the last day retained, inclusive (R12).

        Days and weeks are calendar days. Months keep the day number, clamped to the end of the
        month; years are twelve months. Past the year 9999 it is that year's last day.
        """
        try:
            if self.unidad in _DIAS_POR_UNIDAD:
                return fecha + timedelta(days=self.n * _DIAS_POR_UNIDAD[self.unidad])
            meses = self.n * (12 if self.unidad is Unidad.ANIOS else 1)
            anio, mes = divmod(fecha.year * 12 + fecha.month - 1 + meses, 12)
            return date(anio, mes + 1, min(fecha.day, monthrange(anio, mes + 1)[1]))
        except (OverflowError, ValueError):
            return date.max


@dataclass(frozen=True, slots=True)
class PorCopias:
    """The last n existing copies of the series (R14); `por_dia`: those of one FO count as one."""

    n: int
    por_dia: bool = False

    def __post_init__(self) -> None:
        exigir(self.n, "copias")


@dataclass(frozen=True, slots=True)
class Indefinida:
    """Always kept; somebody must look at it again on `revision` (R16)."""

    revision: date


@dataclass(frozen=True, slots=True)
class HastaEvento:
    """Kept until an event fixes the date (R16): «el cierre del proyecto», with its article."""

    evento: str

    def __post_init__(self) -> None:
        if _EVENTO.fullmatch(self.evento) is None or "  " in self.evento:
            raise PlazoInvalido(
                "El evento que termina la retención no se entiende.",
                "Dígalo en pocas palabras: «hasta el cierre del proyecto».",
            )


Plazo = PorTiempo | PorCopias | Indefinida | HastaEvento
