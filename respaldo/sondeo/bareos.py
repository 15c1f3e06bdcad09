"""Bareos by its REST service: `/token` and `/control/jobs` (`llist jobs` of the console). Beta.

Written from its source (rest-api, evidencia.md §2.3): filters travel as JSON in the body of a GET,
`offset` must be above zero, nothing found is 404, and every value is a text.
"""

from functools import partial
from http import HTTPStatus
from typing import Any

from respaldo.sondeo.base import PAGINAS, Fila, Paginas, Pedido, Sesion, entero, identidad, lista
from respaldo.sondeo.red import Cliente

_TOKEN, _TRABAJOS = "/token", "/control/jobs"
_MINIMO_DE_HORAS = 2  # the service refuses less


def paginas(cliente: Cliente, pedido: Pedido) -> Paginas:
    """Yield the rows of each page, from the lowest JobId. Raises Fallo."""
    sesion = Sesion.con_clave(cliente, pedido, _TOKEN)
    horas = -int((pedido.desde - pedido.ahora).total_seconds() // 3600)
    filtro = {"hours": max(horas, _MINIMO_DE_HORAS)}
    saltar = 0
    for _ in range(PAGINAS):
        consulta = {"limit": pedido.por_pagina} | ({"offset": saltar} if saltar else {})
        datos = sesion.pedir(
            partial(cliente.get_con_json, _TRABAJOS, consulta, filtro),
            _TRABAJOS,
            vacio=HTTPStatus.NOT_FOUND,
        )
        if datos is None:
            return
        filas = lista(datos, "jobs")
        yield [_fila(trabajo) for trabajo in filas]
        saltar += len(filas)
        total = entero(datos.get("totalItems"))
        if len(filas) < pedido.por_pagina or saltar == total:
            return


def _fila(trabajo: dict[str, Any]) -> Fila:
    plano = {str(campo).lower(): valor for campo, valor in trabajo.items()}
    estado = [plano.get(c) for c in ("jobstatus", "joberrors", "realendtime", "endtime")]
    propia = identidad(plano.get("jobid"))
    return Fila.de(f"{propia}/{plano.get('job')}", estado, {"totalItems": 1, "jobs": [trabajo]})
