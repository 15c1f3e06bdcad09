"""From what is configured to the rows of each page: the one place where all of it meets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from respaldo.redes import redes_de
from respaldo.sondeo.base import POR_PAGINA, Fila, Pedido
from respaldo.sondeo.clases import CLASES
from respaldo.sondeo.credenciales import credencial_para
from respaldo.sondeo.destinos import leer_destino
from respaldo.sondeo.fallos import Fallo
from respaldo.sondeo.red import Cliente, Limites

Ajustes = Mapping[str, str]  # settings.SONDEO: credenciales, ca, redes


@dataclass(frozen=True, slots=True)
class Medida:
    """Rows of a page, seconds for each answer, and for all of them."""

    por_pagina: int = POR_PAGINA
    espera: float = 20.0
    total: float = 300.0


SIN_PRISA = Medida()
PARA_UNA_PERSONA = Medida(
    por_pagina=20, espera=8.0, total=20.0
)  # somebody looks at the screen meanwhile


@dataclass(frozen=True, slots=True)
class Pagina:
    """The rows of one page and the address of the machine that gave them."""

    filas: Sequence[Fila]
    ip: str


def limites_de(ajustes: Ajustes) -> Limites:
    """The limits that the settings say; Fallo when they cannot be read."""
    try:
        redes = redes_de(ajustes["redes"].replace(",", "\n"))
    except ValueError:
        raise Fallo(
            "SONDEO_REDES no es una lista de redes.", "Escríbala así: 127.0.0.1/32,169.254.0.0/16."
        ) from None
    return Limites(ca=ajustes["ca"], redes=tuple(redes))


def paginas(
    sondeo: Any,
    *,
    desde: datetime,
    ahora: datetime,
    ajustes: Ajustes,
    medida: Medida = SIN_PRISA,
) -> Iterator[Pagina]:
    """Yield what `sondeo` (a row of Sondeo) brings since `desde`, page by page. Raises Fallo."""
    try:
        destino = leer_destino(sondeo.url)
    except ValueError as mala:
        raise Fallo(str(mala), "Corrija la dirección del sondeo.") from None
    credencial = credencial_para(sondeo.credencial, destino, ajustes["credenciales"])
    limites = replace(limites_de(ajustes), espera=medida.espera, total=medida.total)
    cliente = Cliente(destino, limites)
    pedido = Pedido(
        cuenta=sondeo.cuenta, secreto=credencial.secreto, desde=desde, ahora=ahora,
        nodo=sondeo.nodo, por_maquina=sondeo.por_maquina, por_pagina=medida.por_pagina,
    )  # fmt: skip
    for filas in CLASES[sondeo.clase].paginas(cliente, pedido):
        for inicio in range(0, len(filas), POR_PAGINA):  # a server may give more than asked
            yield Pagina(filas[inicio : inicio + POR_PAGINA], cliente.ip)
