"""The daily verification (§3.4), one import point for views, tasks and commands.

`declaraciones` one by one · `bloque` many at once · `dispensas` no aplica · `rectificaciones`
corrections and repairs as new events.
"""

from respaldo.acciones.bloque import verificar_en_bloque
from respaldo.acciones.declaraciones import (
    declarar_sin_evidencia,
    verificar_conforme,
    verificar_no_conforme,
)
from respaldo.acciones.dispensas import declarar_no_aplica
from respaldo.acciones.rectificaciones import rectificar, subsanar

__all__ = [
    "declarar_no_aplica",
    "declarar_sin_evidencia",
    "rectificar",
    "subsanar",
    "verificar_conforme",
    "verificar_en_bloque",
    "verificar_no_conforme",
]
