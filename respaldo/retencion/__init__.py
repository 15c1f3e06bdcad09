"""The retention calculus: pure functions of recorded facts and an explicit instant.

Same facts, same answer, for ever; a fact recorded after the instant asked about never counts.
Source: dominio.md 4.4–4.10. Explained, with a worked timeline, in docs/retencion.md.
"""

from respaldo.retencion.admision import (
    Guarda,
    Patron,
    Rechazo,
    ReglasDeAdmision,
    primera_objecion,
)
from respaldo.retencion.cadena import (
    SinBase,
    ancestros,
    eslabon_roto,
    fisicamente_hasta,
    padre,
    restaurable,
)
from respaldo.retencion.dias import ClaseDeDia, Dia, calendario
from respaldo.retencion.dictamen import Aviso, Candidata, Cercana, Codigo, Dictamen, Lapso
from respaldo.retencion.historia import (
    Alcance,
    Contrato,
    Custodia,
    EstadoDeMedio,
    HechoDeMedio,
    Historia,
    Reserva,
    Serie,
)
from respaldo.retencion.modelo import CopiaHecho, Tramo, Transicion
from respaldo.retencion.motor import evaluar, segunda_puerta
from respaldo.retencion.pedido import (
    AntesDe,
    Cuales,
    Cuando,
    EstadoAl,
    MasReciente,
    Pedido,
    PedidoInvalido,
    Periodo,
)
from respaldo.retencion.politica import en_retencion
from respaldo.retencion.vigencia import ultimo_dia_retenido
from respaldo.retencion.vista import Atencion

__all__ = [
    "Alcance",
    "AntesDe",
    "Atencion",
    "Aviso",
    "Candidata",
    "Cercana",
    "ClaseDeDia",
    "Codigo",
    "Contrato",
    "CopiaHecho",
    "Cuales",
    "Cuando",
    "Custodia",
    "Dia",
    "Dictamen",
    "EstadoAl",
    "EstadoDeMedio",
    "Guarda",
    "HechoDeMedio",
    "Historia",
    "Lapso",
    "MasReciente",
    "Patron",
    "Pedido",
    "PedidoInvalido",
    "Periodo",
    "Rechazo",
    "ReglasDeAdmision",
    "Reserva",
    "Serie",
    "SinBase",
    "Tramo",
    "Transicion",
    "ancestros",
    "calendario",
    "en_retencion",
    "eslabon_roto",
    "evaluar",
    "fisicamente_hasta",
    "padre",
    "primera_objecion",
    "restaurable",
    "segunda_puerta",
    "ultimo_dia_retenido",
]
