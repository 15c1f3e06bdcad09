"""Periodicities that the calendar alone decides."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from directorio.periodicidad.modelo import (
    DIAS,
    MESES,
    Apertura,
    DiaDelMes,
    Periodicidad,
    PeriodicidadInvalida,
    ReglaMensual,
    enumerar,
    nombrar_dias,
)
from gobierno.calendario import Calendario

TODOS = frozenset(range(len(DIAS)))
CATORCE = 14
HORAS_DEL_DIA = 24
EN_LOS_MESES = "en los meses"
_NOMBRES_POR_PASO = {
    2: "bimestral",
    3: "trimestral",
    4: "cuatrimestral",
    6: "semestral",
    12: "anual",
}


def _cada_dia(desde: date, hasta: date) -> Iterator[date]:
    return (desde + timedelta(days=n) for n in range((hasta - desde).days + 1))


def _cada_mes(desde: date, hasta: date) -> Iterator[tuple[int, int]]:
    primero, ultimo = desde.year * 12 + desde.month - 1, hasta.year * 12 + hasta.month - 1
    return ((n // 12, n % 12 + 1) for n in range(primero, ultimo + 1))


def _exigir_dias(dias: frozenset[int]) -> None:
    if not dias or not dias <= TODOS:
        raise PeriodicidadInvalida(
            "No dice qué días de la semana.", "Escriba por ejemplo «semanal (domingo)»."
        )


@dataclass(frozen=True, slots=True)
class Diaria(Periodicidad):
    """Every calendar date or those of some weekdays (Monday = 0), holidays included."""

    dias: frozenset[int] = TODOS

    def __post_init__(self) -> None:
        _exigir_dias(self.dias)

    def texto(self) -> str:
        """Return «diaria» or «diaria (lunes a viernes)»."""
        return "diaria" if self.dias == TODOS else f"diaria ({nombrar_dias(self.dias)})"

    def describir(self) -> str:
        """Say that holidays count."""
        if self.dias == TODOS:
            return "diaria, todos los días del año"
        return f"diaria, {nombrar_dias(self.dias)} (también feriados)"

    def fechas(self, desde: date, hasta: date, calendario: Calendario) -> Iterator[date]:
        """Yield each date whose weekday is listed."""
        return (fecha for fecha in _cada_dia(desde, hasta) if fecha.weekday() in self.dias)


@dataclass(frozen=True, slots=True)
class Laborable(Periodicidad):
    """Every business day of the institution's calendar on that date."""

    def texto(self) -> str:
        """Return «diaria laborable»."""
        return "diaria laborable"

    def describir(self) -> str:
        """Say what is left out."""
        return "diaria, solo días laborables (sin fines de semana ni feriados)"

    def fechas(self, desde: date, hasta: date, calendario: Calendario) -> Iterator[date]:
        """Yield each business day."""
        return (fecha for fecha in _cada_dia(desde, hasta) if calendario.es_habil(fecha))


@dataclass(frozen=True, slots=True)
class Semanal(Periodicidad):
    """The given weekdays of every week (Monday = 0); a week has no calendar boundary."""

    dias: frozenset[int]

    def __post_init__(self) -> None:
        _exigir_dias(self.dias)

    def texto(self) -> str:
        """Return «semanal (domingo)»."""
        return f"semanal ({nombrar_dias(self.dias)})"

    def describir(self) -> str:
        """Say it in plural: «semanal, los domingos»."""
        plural = [DIAS[dia] + ("s" if DIAS[dia][-1] == "o" else "") for dia in sorted(self.dias)]
        return f"semanal, los {enumerar(plural)}"

    def fechas(self, desde: date, hasta: date, calendario: Calendario) -> Iterator[date]:
        """Yield each date whose weekday is listed."""
        return (fecha for fecha in _cada_dia(desde, hasta) if fecha.weekday() in self.dias)


@dataclass(frozen=True, slots=True)
class Quincenal(Periodicidad):
    """Days 1 and 16 or, with `ancla`, every 14 days from that date on."""

    ancla: date | None = None

    def texto(self) -> str:
        """Return «quincenal, días 1 y 16» or «cada 14 días desde 05/01/2026»."""
        if self.ancla is None:
            return "quincenal, días 1 y 16"
        return f"cada {CATORCE} días desde {self.ancla:%d/%m}/{self.ancla.year:04d}"

    def describir(self) -> str:
        """Say which of both."""
        if self.ancla is None:
            return "quincenal, los días 1 y 16 de cada mes"
        return f"{self.texto()} ({DIAS[self.ancla.weekday()]} por medio)"

    def fechas(self, desde: date, hasta: date, calendario: Calendario) -> Iterator[date]:
        """Yield both days of each month, or every fourteenth date counted from the anchor."""
        if self.ancla is None:
            return (fecha for fecha in _cada_dia(desde, hasta) if fecha.day in {1, 16})
        primera = max(desde, self.ancla)
        salto = (self.ancla - primera).days % CATORCE
        return (
            primera + timedelta(days=n) for n in range(salto, (hasta - primera).days + 1, CATORCE)
        )


@dataclass(frozen=True, slots=True)
class Mensual(Periodicidad):
    """One date in each month, by its rule."""

    regla: ReglaMensual

    def texto(self) -> str:
        """Return «mensual, día 31»."""
        return f"mensual, {self.regla.texto()}"

    def describir(self) -> str:
        """Return «mensual, día 31 (último si no existe)»."""
        return f"mensual, {self.regla.describir()}"

    def fechas(self, desde: date, hasta: date, calendario: Calendario) -> Iterator[date]:
        """Yield the date of each month, computed from the rule and never from the one before."""
        candidatas = (self.regla.en(anio, mes) for anio, mes in _cada_mes(desde, hasta))
        return (fecha for fecha in candidatas if desde <= fecha <= hasta)


@dataclass(frozen=True, slots=True)
class EnMeses(Periodicidad):
    """A monthly rule in some months: trimestral, semestral, anual… Months from 1 to 12."""

    meses: frozenset[int]
    regla: ReglaMensual

    def __post_init__(self) -> None:
        if not self.meses or not self.meses < set(range(1, len(MESES) + 1)):
            raise PeriodicidadInvalida(
                "No dice en qué meses, o son los doce.",
                "Escriba por ejemplo «semestral (junio y diciembre), último día»; "
                "si es en todos, «mensual, último día».",
            )
        if isinstance(self.regla, DiaDelMes):
            self._exigir_dia_posible(self.regla.dia)

    def _exigir_dia_posible(self, dia: int) -> None:
        # A leap year, so that 29 February is allowed and falls on the 28th in the others.
        if all(dia > monthrange(2024, mes)[1] for mes in self.meses):
            raise PeriodicidadInvalida(
                f"El día {dia} no existe en {enumerar(self._nombres())}.",
                "Corrija el día o escriba «último día».",
            )

    def _nombres(self) -> list[str]:
        return [MESES[mes - 1] for mes in sorted(self.meses)]

    def _nombre(self) -> str:
        paso, resto = divmod(len(MESES), len(self.meses))
        parejos = len({mes % paso for mes in self.meses}) == 1
        return _NOMBRES_POR_PASO[paso] if resto == 0 and parejos else EN_LOS_MESES

    def texto(self) -> str:
        """Return «semestral (junio y diciembre), último día»."""
        return f"{self._nombre()} ({enumerar(self._nombres())}), {self.regla.texto()}"

    def describir(self) -> str:
        """Say the months and the day."""
        nombre = self._nombre()
        cuando = "cada año" if nombre == EN_LOS_MESES else nombre
        return f"{cuando}, en {enumerar(self._nombres())}, {self._dia()}"

    def _dia(self) -> str:
        regla = self.regla
        siempre = isinstance(regla, DiaDelMes) and all(
            regla.dia <= monthrange(2023, mes)[1] for mes in self.meses
        )
        return regla.texto() if siempre else regla.describir()

    def fechas(self, desde: date, hasta: date, calendario: Calendario) -> Iterator[date]:
        """Yield the date of each month that is listed."""
        candidatas = (
            self.regla.en(anio, mes) for anio, mes in _cada_mes(desde, hasta) if mes in self.meses
        )
        return (fecha for fecha in candidatas if desde <= fecha <= hasta)


@dataclass(frozen=True, slots=True)
class CadaHoras(Periodicidad):
    """Every N hours, the same local times each date: N divides 24.

    `ancla` is one of those times; without it, the hora inicio of the line is. The fecha operativa
    of each start is its own local date, so a date has 24/N starts.
    """

    horas: int
    ancla: time | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.horas < HORAS_DEL_DIA or HORAS_DEL_DIA % self.horas:
            raise PeriodicidadInvalida(
                f"Cada {self.horas} horas no cae a las mismas horas todos los días.",
                "Use 1, 2, 3, 4, 6, 8 o 12 horas, por ejemplo «cada 6 horas desde 02:00».",
            )

    def texto(self) -> str:
        """Return «cada 6 horas desde 02:00»."""
        unidad = "hora" if self.horas == 1 else "horas"
        desde = "" if self.ancla is None else f" desde {self.ancla:%H:%M}"
        return f"cada {self.horas} {unidad}{desde}"

    def describir(self) -> str:
        """Say how many copies a date has."""
        ancla = " desde la hora de inicio" if self.ancla is None else ""
        return f"{self.texto()}{ancla} ({HORAS_DEL_DIA // self.horas} copias por día)"

    def fechas(self, desde: date, hasta: date, calendario: Calendario) -> Iterator[date]:
        """Yield every date."""
        return _cada_dia(desde, hasta)

    def aperturas(self, fecha: date, hora_inicio: time) -> tuple[Apertura, ...]:
        """Return the 24/N starts of the date, in order of time."""
        ancla = hora_inicio if self.ancla is None else self.ancla
        primera = ancla.hour % self.horas
        horas = range(primera, HORAS_DEL_DIA, self.horas)
        return tuple(
            Apertura(n, fecha, ancla.replace(hour=hora)) for n, hora in enumerate(horas, start=1)
        )
