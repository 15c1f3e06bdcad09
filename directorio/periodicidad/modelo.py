"""What every periodicity is, the monthly rules, and the names of days and months."""

from abc import ABC, abstractmethod
from calendar import monthrange
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from gobierno.calendario import Calendario
from gobierno.errores import ValorInvalido

DIAS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MESES = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "setiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
ORDINALES = {1: "primer", 2: "segundo", 3: "tercer", 4: "cuarto", -1: "último"}
ULTIMO_DIA = 31
SEGUIDOS = 3  # days in a row that are named by their ends
ULTIMO_DIA_SEGURO = 28  # every month has it


class PeriodicidadInvalida(ValorInvalido):
    """A periodicity nobody can act upon."""

    regla = "directorio_columnas"


@dataclass(frozen=True, slots=True)
class Apertura:
    """One start owed on a fecha operativa: local time, and its number within that date from 1."""

    ordinal: int
    fecha: date
    hora: time


@dataclass(frozen=True, slots=True)
class Periodicidad(ABC):
    """A periodicity of dominio.md 4.3. Frozen, hashable, equal when it says the same."""

    @abstractmethod
    def texto(self) -> str:
        """Return the canonical text, which `leer` reads back as an equal value."""

    @abstractmethod
    def describir(self) -> str:
        """Return what it means, in plain Spanish."""

    @abstractmethod
    def fechas(self, desde: date, hasta: date, calendario: Calendario) -> Iterator[date]:
        """Yield the fechas operativas owed between two dates, both inclusive, in order."""

    def aperturas(self, fecha: date, hora_inicio: time) -> tuple[Apertura, ...]:
        """Return the starts owed on a fecha operativa: one, unless it says several hours."""
        return (Apertura(1, fecha, hora_inicio),)

    @property
    def es_programada(self) -> bool:
        """Whether the calendar alone says when a copy is owed."""
        return True


@dataclass(frozen=True, slots=True)
class ReglaMensual(ABC):
    """Which day of a month."""

    @abstractmethod
    def en(self, anio: int, mes: int) -> date:
        """Return the date of that month; every month has exactly one."""

    @abstractmethod
    def texto(self) -> str:
        """Return the canonical text of the rule."""

    def describir(self) -> str:
        """Return what it means, in plain Spanish."""
        return f"el {self.texto()} del mes"


@dataclass(frozen=True, slots=True)
class DiaDelMes(ReglaMensual):
    """Day k, clamped to the end of the month from k each time (RC-52, RC-53: never drifts)."""

    dia: int

    def __post_init__(self) -> None:
        if not 1 <= self.dia <= ULTIMO_DIA:
            raise PeriodicidadInvalida(
                f"El día {self.dia} no existe en ningún mes.",
                "Escriba un día de 1 a 31, por ejemplo «mensual, día 15».",
            )

    def en(self, anio: int, mes: int) -> date:
        """Return day k of that month or, if it has none, its last day."""
        return date(anio, mes, min(self.dia, monthrange(anio, mes)[1]))

    def texto(self) -> str:
        """Return «día 31»."""
        return f"día {self.dia}"

    def describir(self) -> str:
        """Say the day, and what happens in a month that lacks it."""
        aclaracion = " (último si no existe)" if self.dia > ULTIMO_DIA_SEGURO else ""
        return f"día {self.dia}{aclaracion}"


@dataclass(frozen=True, slots=True)
class UltimoDia(ReglaMensual):
    """The last day of the month."""

    def en(self, anio: int, mes: int) -> date:
        """Return the last day of that month."""
        return date(anio, mes, monthrange(anio, mes)[1])

    def texto(self) -> str:
        """Return «último día»."""
        return "último día"


@dataclass(frozen=True, slots=True)
class DiaSemanaDelMes(ReglaMensual):
    """The n-th weekday of the month (1 to 4) or the last one (-1); Monday = 0."""

    ordinal: int
    dia_semana: int

    def __post_init__(self) -> None:
        if self.ordinal not in ORDINALES or not 0 <= self.dia_semana < len(DIAS):
            raise PeriodicidadInvalida(
                "No todos los meses tienen ese día de la semana.",
                "Use primer, segundo, tercer, cuarto o último: «mensual, último viernes».",
            )

    def en(self, anio: int, mes: int) -> date:
        """Return that weekday of the month."""
        if self.ordinal > 0:
            primero = date(anio, mes, 1)
            salto = (self.dia_semana - primero.weekday()) % 7 + 7 * (self.ordinal - 1)
            return primero + timedelta(days=salto)
        ultimo = date(anio, mes, monthrange(anio, mes)[1])
        return ultimo - timedelta(days=(ultimo.weekday() - self.dia_semana) % 7)

    def texto(self) -> str:
        """Return «último viernes»."""
        return f"{ORDINALES[self.ordinal]} {DIAS[self.dia_semana]}"


def enumerar(nombres: Sequence[str]) -> str:
    """Join names the Spanish way: «a, b y c»."""
    return " y ".join(filter(None, [", ".join(nombres[:-1]), nombres[-1]]))


def nombrar_dias(dias: Collection[int]) -> str:
    """Name weekdays: a run of three or more as «lunes a viernes», the rest one by one."""
    orden = sorted(dias)
    seguidos = orden[-1] - orden[0] + 1 == len(orden)
    if seguidos and len(orden) >= SEGUIDOS:
        return f"{DIAS[orden[0]]} a {DIAS[orden[-1]]}"
    return enumerar([DIAS[dia] for dia in orden])
