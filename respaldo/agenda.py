"""From a line of the Directorio to the runs it owes on one fecha operativa. Pure.

Source: dominio.md 4.2 and 4.3 (R1–R3), R5.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from directorio import periodicidad
from directorio.periodicidad import CadaHoras, Periodicidad
from directorio.ventanas import Ventana
from gobierno.calendario import Calendario, vencimiento_de_verificacion

_UN_MINUTO = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Prevista:
    """One run owed: its number within the date, its window in UTC (end exclusive), its deadline."""

    ordinal: int
    inicio: datetime
    fin: datetime
    vence_en: datetime


@dataclass(frozen=True)
class Agenda:
    """What any line owes on `fecha`, by the calendar and the zone of the institution.

    Equal periodicities and windows are computed once: an institution has thousands of lines and a
    dozen schedules.
    """

    fecha: date
    calendario: Calendario
    zona: ZoneInfo

    def __post_init__(self) -> None:
        object.__setattr__(self, "_memoria", {})

    def previstas(self, texto: str, hora_inicio: time, hora_fin: time) -> tuple[Prevista, ...]:
        """The runs that a canonical periodicity and a window owe on the date; often none.

        Raises PeriodicidadInvalida. Fuente: MIN-6.2, R1, R2, R5, RC-52, RC-53.
        """
        memoria: dict[tuple[str, time, time], tuple[Prevista, ...]] = self.__dict__["_memoria"]
        clave = (texto, hora_inicio, hora_fin)
        if clave not in memoria:
            memoria[clave] = tuple(self._calcular(_leer(texto), hora_inicio, hora_fin))
        return memoria[clave]

    def _calcular(
        self, cada: Periodicidad, hora_inicio: time, hora_fin: time
    ) -> Iterable[Prevista]:
        if not periodicidad.fechas(cada, self.fecha, self.fecha, self.calendario):
            return
        ventana = Ventana(hora_inicio, hora_fin)
        for apertura in periodicidad.aperturas(cada, self.fecha, hora_inicio):
            inicio, fin = ventana.desde(apertura.hora).intervalo(apertura.fecha, self.zona)
            if isinstance(cada, CadaHoras):
                # Windows of one date never overlap: each ends, at the latest, where the next opens.
                fin = min(fin, inicio + timedelta(hours=cada.horas))
            fin = max(fin, inicio + _UN_MINUTO)  # a clock change may swallow a short window
            yield Prevista(apertura.ordinal, inicio, fin, self._vencimiento(fin))

    def _vencimiento(self, fin: datetime) -> datetime:
        """R5 counts from the local date on which the window closes."""
        return vencimiento_de_verificacion(
            fin.astimezone(self.zona).date(), self.calendario, self.zona
        )


@lru_cache(maxsize=4096)
def _leer(texto: str) -> Periodicidad:
    return periodicidad.leer(texto)
