"""Proxmox Backup Server and Proxmox VE: the task list of a node, with an API token. Beta.

Written from their schemas (evidencia.md §2.8). The list comes newest first and a task carries its
end state, so that nothing more is asked of each one; the account is `user@realm!token`.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from respaldo.sondeo.base import PAGINAS, Fila, Paginas, Pedido, Sesion, entero, identidad, lista
from respaldo.sondeo.fallos import Fallo
from respaldo.sondeo.red import Cliente

NODO = "localhost"  # PBS answers to this name whatever its host is called


def paginas_de_pbs(cliente: Cliente, pedido: Pedido) -> Paginas:
    """Yield the backup tasks of a PBS node. Raises Fallo."""
    token = f"PBSAPIToken={pedido.cuenta}:{pedido.secreto}"
    return _paginas(cliente, pedido, token, {"typefilter": "backup"})


def paginas_de_pve(cliente: Cliente, pedido: Pedido) -> Paginas:
    """Yield the vzdump tasks of a PVE node, those that run too. Raises Fallo."""
    token = f"PVEAPIToken={pedido.cuenta}={pedido.secreto}"
    return _paginas(cliente, pedido, token, {"typefilter": "vzdump", "source": "all"})


def _paginas(cliente: Cliente, pedido: Pedido, token: str, filtros: dict[str, str]) -> Paginas:
    ruta = f"/api2/json/nodes/{pedido.nodo or NODO}/tasks"
    sesion = Sesion(cliente, _con_token(cliente, token))
    consulta = {**filtros, "since": int(pedido.desde.timestamp()), "limit": pedido.por_pagina}
    saltar = 0
    for _ in range(PAGINAS):
        pagina = {**consulta, "start": saltar}
        datos = sesion.pedir(partial(cliente.get, ruta, pagina), ruta)
        filas = lista(datos, "data")
        yield [_fila(tarea) for tarea in filas]
        saltar += len(filas)
        total = entero(datos.get("total"))
        if len(filas) < pedido.por_pagina or saltar == total:
            return
    raise Fallo(  # the oldest, which come last, would be lost
        "El servidor tiene demasiadas tareas para un solo sondeo.",
        "Acorte el intervalo del sondeo.",
    )


def _con_token(cliente: Cliente, token: str) -> Callable[[], None]:
    def entrar() -> None:
        cliente.cabeceras["Authorization"] = token

    return entrar


def _fila(tarea: dict[str, Any]) -> Fila:
    estado = [tarea.get(campo) for campo in ("status", "endtime")]
    return Fila.de(identidad(tarea.get("upid")), estado, tarea)
