"""The retention rule of a line, as it is written: units are kept and never converted.

The database stores `texto(plazo)`; what a rule means for a copy is `respaldo.retencion`.
Source: MIN-6.1-g, MIN-7.1.1-c, dominio.md 4.5 (R12, R14–R16) and R10. Pure: no ORM, no clock.
"""

from directorio.plazos.base import ESTRICTA, EXTIENDE_BASE, HallazgoDeBase, verificar_base
from directorio.plazos.lectura import leer
from directorio.plazos.modelo import (
    HastaEvento,
    Indefinida,
    Plazo,
    PlazoInvalido,
    PorCopias,
    PorTiempo,
    Unidad,
)
from directorio.plazos.palabras import describir, texto
from directorio.plazos.post_baja import leer_post_baja

__all__ = [
    "ESTRICTA",
    "EXTIENDE_BASE",
    "HallazgoDeBase",
    "HastaEvento",
    "Indefinida",
    "Plazo",
    "PlazoInvalido",
    "PorCopias",
    "PorTiempo",
    "Unidad",
    "describir",
    "leer",
    "leer_post_baja",
    "texto",
    "verificar_base",
]
