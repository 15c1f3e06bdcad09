"""Statements that the ORM writes once and the product runs many times.

Where evidence comes in run by run, writing the SQL of a queryset costs several times what running
it does. Here the ORM stays the only author of that SQL: a queryset is compiled the first time, with
stand-ins where the values of each call go, and kept. Only the intake of evidence, the trail, the
history of an ítem and what every request asks use this; anything else is a plain queryset.
"""

from gobierno.preparadas.altas import AltaPreparada
from gobierno.preparadas.sentencias import (
    CambioPreparado,
    CuentaPreparada,
    ModelosPreparados,
    Preparada,
)
from gobierno.preparadas.viaje import Orden, enviar

__all__ = [
    "AltaPreparada",
    "CambioPreparado",
    "CuentaPreparada",
    "ModelosPreparados",
    "Orden",
    "Preparada",
    "enviar",
]
