"""From a line of the Directorio to the runs it owes on one fecha operativa. Pure.

Source: dominio.md 4.2 and 4.3 (R1–R3), R5.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from directorio import periodicidad
from directorio.periodicidad import ASolicitud, CadaHoras, Periodicidad, PorEvento
from directorio.ventanas import Ventana
from gobierno.calendario import Calendario, vencimiento_de_verificacion

_UN_MINUTO = timedelta(minutes=1)
ORDINAL_DE_EVENTO = 101  # above those of any calendar: a day opened later never collides


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

    def por_evento(
        self, texto: str, ventana: Ventana, *, ocurrido_en: datetime, registrado_en: datetime
    ) -> Prevista | None:
        """The run that an event (or an approved request) makes due; None if the line owes none.

        It may start from the event to the end of the tolerance; on request, until the end of the
        first whole window. Nobody verifies what nobody had told: the deadline counts from the
        closing or, if later, from when the event was registered. Fuente: dominio.md 4.3, R5.
        """
        cada = _leer(texto)
        if isinstance(cada, PorEvento):
            fin = ocurrido_en + cada.tolerancia
        elif isinstance(cada, ASolicitud):
            noches = (self.fecha, self.fecha + timedelta(days=1))
            enteras = (ventana.intervalo(noche, self.zona) for noche in noches)
            fin = next(cierre for abre, cierre in enteras if abre >= ocurrido_en)
        else:
            return None
        vence_en = self._vencimiento(max(fin, registrado_en))
        return Prevista(ORDINAL_DE_EVENTO, ocurrido_en, fin, vence_en)

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
