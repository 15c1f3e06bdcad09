"""Windows of the Directorio: local hours to UTC instants, and instants back to their date.

A window belongs to the local date on which it **opens** (fecha operativa). Every date is computed
in the zone of the institution, never from a UTC timestamp. Source: dominio.md 4.1 and 4.2, R1–R3.
Pure: no ORM and no clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gobierno.errores import ValorInvalido

TOLERANCIA = timedelta(minutes=30)
DATO_APERTURA = "apertura"
DATO_DIA_ANTERIOR = "dia_anterior"
_UN_DIA = timedelta(days=1)


class VentanaInvalida(ValorInvalido):
    """A window that cannot be."""

    regla = "directorio_columnas"


@dataclass(frozen=True, slots=True)
class Ventana:
    """From `hora_inicio` to `hora_fin`, local times; it ends the next date if that is earlier (R2).

    Raises `VentanaInvalida` when both hours are equal: 24 hours must be stated as such.
    """

    hora_inicio: time
    hora_fin: time

    def __post_init__(self) -> None:
        if self.hora_inicio == self.hora_fin:
            raise VentanaInvalida(
                f"La ventana abre y cierra a la misma hora ({self.hora_inicio:%H:%M}).",
                "Corrija la hora de fin; si dura todo el día, ciérrela un minuto antes "
                "(por ejemplo de 00:00 a 23:59).",
            )

    @property
    def cruza_medianoche(self) -> bool:
        """Whether it closes on the date after it opens."""
        return self.hora_fin < self.hora_inicio

    @property
    def duracion(self) -> timedelta:
        """How long it lasts on a day without clock changes."""
        return _corridas(self.hora_fin, self.hora_inicio)

    def desde(self, hora_inicio: time) -> "Ventana":
        """Return a window of the same length that opens at another hour («cada 6 horas»)."""
        inicio = datetime.combine(date(2000, 1, 2), hora_inicio)
        return Ventana(hora_inicio, (inicio + self.duracion).time())

    def fecha_de_cierre(self, fecha_operativa: date) -> date:
        """Return the local date on which it closes; the deadline R5 counts from it."""
        return fecha_operativa + _UN_DIA if self.cruza_medianoche else fecha_operativa

    def intervalo(self, fecha_operativa: date, zona: ZoneInfo) -> tuple[datetime, datetime]:
        """Return when it opens and closes, UTC, the end exclusive (R1, R2).

        An hour that a clock change skips is moved forward by it and a repeated one is the first,
        so that the end is never before the start.
        """
        inicio = _instante(fecha_operativa, self.hora_inicio, zona)
        fin = _instante(self.fecha_de_cierre(fecha_operativa), self.hora_fin, zona)
        return inicio, max(fin, inicio)

    def fecha_operativa_de(
        self, instante: datetime, zona: ZoneInfo, tolerancia: timedelta = TOLERANCIA
    ) -> date | None:
        """Return the fecha operativa whose window contains the start of a run, or None (R3).

        `instante` must be aware. `tolerancia` is how long before opening a start still counts.
        A start inside a window is preferred to one in the tolerance of the next.
        Fuente: RC-11, RC-12, RC-13.
        """
        local = instante.astimezone(zona).date()
        for margen in (timedelta(0), tolerancia):
            for fecha in (local - _UN_DIA, local, local + _UN_DIA):
                inicio, fin = self.intervalo(fecha, zona)
                if inicio - margen <= instante < fin:
                    return fecha
        return None


def _instante(fecha: date, hora: time, zona: ZoneInfo) -> datetime:
    return datetime.combine(fecha, hora, tzinfo=zona).astimezone(UTC)


def _corridas(hasta: time, desde: time) -> timedelta:
    """Return the hours from one local time to the next occurrence of another."""
    dia = date(2000, 1, 2)
    return (datetime.combine(dia, hasta) - datetime.combine(dia, desde)) % _UN_DIA


def excede_ventana(fin: datetime, fecha_operativa: date, ventana: Ventana, zona: ZoneInfo) -> bool:
    """Tell whether a run ended after its window closed; the fecha operativa stays (R3)."""
    return fin > ventana.intervalo(fecha_operativa, zona)[1]


def dia_de_datos(fecha_operativa: date, dato: str) -> date:
    """Return the date whose data the run saves (dominio.md 4.1, RC-20).

    `dato` is `DATO_APERTURA` (that date) or `DATO_DIA_ANTERIOR` (the date just ended).
    """
    return fecha_operativa - _UN_DIA if dato == DATO_DIA_ANTERIOR else fecha_operativa


@dataclass(frozen=True, slots=True)
class Turno:
    """One window of one night, for the Gantt: what runs, where, from when to when."""

    clave: str
    inicio: datetime
    fin: datetime
    recurso: str = ""


@dataclass(frozen=True, slots=True)
class Solape:
    """Two turns that share time on the same resource; the end is exclusive."""

    primero: str
    segundo: str
    desde: datetime
    hasta: datetime


def solapes(turnos: Iterable[Turno]) -> list[Solape]:
    """Return every pair of turns that overlap on the same `recurso`, in order of time.

    Turns that only touch do not overlap. The order of the input is irrelevant.
    """
    encontrados: list[Solape] = []
    abiertos: list[Turno] = []
    for turno in sorted(turnos, key=lambda t: (t.recurso, t.inicio, t.fin, t.clave)):
        abiertos = [a for a in abiertos if a.recurso == turno.recurso and a.fin > turno.inicio]
        encontrados += (
            Solape(a.clave, turno.clave, turno.inicio, min(a.fin, turno.fin)) for a in abiertos
        )
        abiertos.append(turno)
    return sorted(encontrados, key=lambda s: (s.desde, s.primero, s.segundo))
