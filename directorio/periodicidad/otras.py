"""Periodicities that somebody or something else decides: events, requests, replication."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from directorio.periodicidad.modelo import Periodicidad, PeriodicidadInvalida
from gobierno.calendario import Calendario

_HORAS_POR_DIA = 24
_MAXIMO_DIAS = 366


class Evento(StrEnum):
    """What can make a copy due (dominio.md 4.3)."""

    PASE = "pase a producción"
    CESE = "cese"
    BAJA = "baja"
    ACTUALIZACION = "actualización de código"
    CAMBIO = "cambio de configuración"


@dataclass(frozen=True, slots=True)
class PorEvento(Periodicidad):
    """A copy is owed within `tolerancia_horas` of each event.

    With `base`, the dates of that periodicity are owed too, and a copy of the event also
    satisfies the period of the base in which it falls (PC-6.4: «mensual o cada actualización»).
    """

    evento: Evento
    tolerancia_horas: int
    base: Periodicidad | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.tolerancia_horas <= _MAXIMO_DIAS * _HORAS_POR_DIA:
            raise PeriodicidadInvalida(
                "La tolerancia tras el evento debe estar entre 1 hora y 366 días.",
                "Escriba por ejemplo «por evento (baja), tolerancia 3 días».",
            )
        base = self.base
        if base is not None and (isinstance(base, PorEvento) or not base.es_programada):
            raise PeriodicidadInvalida(
                "La periodicidad que acompaña al evento debe tener fechas propias.",
                "Escriba por ejemplo «por evento (actualización de código), tolerancia 2 días "
                "o mensual, día 1».",
            )

    @property
    def tolerancia(self) -> timedelta:
        """How long after the event the copy may start."""
        return timedelta(hours=self.tolerancia_horas)

    @property
    def es_programada(self) -> bool:
        """Whether it also has dates of its own."""
        return self.base is not None

    def texto(self) -> str:
        """Return «por evento (baja), tolerancia 3 días o mensual, día 1»."""
        base = "" if self.base is None else f" o {self.base.texto()}"
        return f"por evento ({self.evento.value}), tolerancia {self._plazo()}{base}"

    def _plazo(self) -> str:
        dias, horas = divmod(self.tolerancia_horas, _HORAS_POR_DIA)
        n, unidad = (self.tolerancia_horas, "hora") if horas else (dias, "día")
        return f"{n} {unidad}{'' if n == 1 else 's'}"

    def describir(self) -> str:
        """Say the event, the term and the baseline."""
        base = "" if self.base is None else f"; además, {self.base.describir()}"
        return f"tras cada {self.evento.value}, dentro de {self._plazo()}{base}"

    def fechas(self, desde: date, hasta: date, calendario: Calendario) -> Iterator[date]:
        """Yield the dates of the baseline; those of the event come with the event."""
        return iter(()) if self.base is None else self.base.fechas(desde, hasta, calendario)


@dataclass(frozen=True, slots=True)
class ASolicitud(Periodicidad):
    """Nothing is owed; each approved request creates one copy (PC: mail)."""

    @property
    def es_programada(self) -> bool:
        """Never."""
        return False

    def texto(self) -> str:
        """Return «a solicitud»."""
        return "a solicitud"

    def describir(self) -> str:
        """Say who starts it."""
        return "a solicitud: solo cuando se aprueba un pedido"

    def fechas(self, desde: date, hasta: date, calendario: Calendario) -> Iterator[date]:
        """Yield nothing."""
        return iter(())


@dataclass(frozen=True, slots=True)
class Continua(Periodicidad):
    """Replication: no points in time, so never the only protection of an ítem."""

    @property
    def es_programada(self) -> bool:
        """Never."""
        return False

    def texto(self) -> str:
        """Return «continua (réplica)»."""
        return "continua (réplica)"

    def describir(self) -> str:
        """Say what it cannot do."""
        return "réplica continua: no conserva puntos en el tiempo y no basta como única protección"

    def fechas(self, desde: date, hasta: date, calendario: Calendario) -> Iterator[date]:
        """Yield nothing."""
        return iter(())
