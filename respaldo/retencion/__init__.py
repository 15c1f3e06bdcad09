"""The retention calculus: pure functions of recorded facts and an explicit instant.

Same facts, same answer, for ever; a fact recorded after the instant asked about never counts.
Source: dominio.md 4.4–4.7. The answer to a restore request (4.8–4.10) is built on this.
"""

from respaldo.retencion.cadena import (
    SinBase,
    ancestros,
    eslabon_roto,
    fisicamente_hasta,
    padre,
    restaurable,
)
from respaldo.retencion.modelo import CopiaHecho, Tramo, Transicion
from respaldo.retencion.vigencia import en_retencion, ultimo_dia_retenido

__all__ = [
    "CopiaHecho",
    "SinBase",
    "Tramo",
    "Transicion",
    "ancestros",
    "en_retencion",
    "eslabon_roto",
    "fisicamente_hasta",
    "padre",
    "restaurable",
    "ultimo_dia_retenido",
]
