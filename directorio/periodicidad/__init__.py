"""Periodicity of a line of the Directorio: canonical Spanish text ↔ dates that are owed.

The database stores `texto(p)`; everything else is computed from it. Source: dominio.md 4.3,
MIN-6.1-g. Pure: no ORM and no clock; the calendar and the dates are always parameters.
"""

from directorio.periodicidad.calculo import (
    aperturas,
    fechas,
    periodo_maximo_dias,
    proximas,
)
from directorio.periodicidad.fijas import (
    CadaHoras,
    Diaria,
    EnMeses,
    Laborable,
    Mensual,
    Quincenal,
    Semanal,
)
from directorio.periodicidad.lectura import leer
from directorio.periodicidad.modelo import (
    Apertura,
    DiaDelMes,
    DiaSemanaDelMes,
    Periodicidad,
    PeriodicidadInvalida,
    ReglaMensual,
    UltimoDia,
)
from directorio.periodicidad.otras import ASolicitud, Continua, Evento, PorEvento
from directorio.periodicidad.periodo import periodo_de

__all__ = [
    "ASolicitud",
    "Apertura",
    "CadaHoras",
    "Continua",
    "DiaDelMes",
    "DiaSemanaDelMes",
    "Diaria",
    "EnMeses",
    "Evento",
    "Laborable",
    "Mensual",
    "Periodicidad",
    "PeriodicidadInvalida",
    "PorEvento",
    "Quincenal",
    "ReglaMensual",
    "Semanal",
    "UltimoDia",
    "aperturas",
    "describir",
    "fechas",
    "leer",
    "periodo_de",
    "periodo_maximo_dias",
    "proximas",
    "texto",
]


def texto(periodicidad: Periodicidad) -> str:
    """Return the canonical text, the one that is stored; `leer(texto(p)) == p`."""
    return periodicidad.texto()


def describir(periodicidad: Periodicidad) -> str:
    """Return what it means in plain Spanish, for people."""
    return periodicidad.describir()
