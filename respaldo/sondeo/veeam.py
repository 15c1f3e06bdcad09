"""Veeam Backup & Replication: `/api/oauth2/token`, `/api/v1/sessions`, `/api/v1/taskSessions`.

Written from the schemas 1.1 to 1.3 (evidencia.md §2.1); beta. Sessions that ended since the mark,
oldest first, and those that work now. By machine, the task sessions are the runs, named after the
job of their session; a session speaks for itself only when it has none or went worse than all.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from respaldo.sondeo.base import PAGINAS, Fila, Paginas, Pedido, Sesion, entero, identidad, lista
from respaldo.sondeo.red import Cliente

# Newer servers accept older revisions: the first that has what is asked (12.0, and 13 for tasks).
VERSION, VERSION_CON_TAREAS = "1.1-rev0", "1.3-rev0"
_TOKEN, _SESIONES, _TAREAS = "/api/oauth2/token", "/api/v1/sessions", "/api/v1/taskSessions"
# Of its 100 types of session, those that copy or restore; what each one is, its reader says.
_INTERESAN = re.compile(r"Backup|Replica|Restore")
_HOLGURA = timedelta(hours=48)  # tasks end before their session
_GRAVEDAD = {"Warning": 1, "Failed": 2}
Objeto = dict[str, Any]


def paginas(cliente: Cliente, pedido: Pedido) -> Paginas:
    """Yield the rows of each page. Raises Fallo."""
    cliente.cabeceras["x-api-version"] = VERSION_CON_TAREAS if pedido.por_maquina else VERSION
    sesion = Sesion.con_clave(cliente, pedido, _TOKEN)
    if pedido.por_maquina:
        yield from _por_maquina(sesion, pedido)
        return
    for pagina in _todas(sesion, pedido, _SESIONES, pedido.desde):
        yield [_fila(s) for s in pagina if _interesa(s)]


def _todas(sesion: Sesion, pedido: Pedido, ruta: str, desde: Any) -> Iterator[list[Objeto]]:
    """Yield the pages of what ended since then and of what is working."""
    terminadas = {"endedAfterFilter": desde.isoformat(), "orderColumn": "EndTime"}
    yield from _paginas(sesion, pedido, ruta, {**terminadas, "orderAsc": "true"})
    yield from _paginas(sesion, pedido, ruta, {"stateFilter": "Working"})


def _paginas(
    sesion: Sesion, pedido: Pedido, ruta: str, filtros: dict[str, str]
) -> Iterator[list[Objeto]]:
    saltar = 0
    for _ in range(PAGINAS):
        consulta = {**filtros, "skip": saltar, "limit": pedido.por_pagina}
        datos = sesion.pedir(partial(sesion.cliente.get, ruta, consulta), ruta)
        filas = lista(datos, "data")
        yield filas
        saltar += len(filas)
        pagina = datos.get("pagination")
        total = entero(pagina.get("total")) if isinstance(pagina, dict) else None
        if not filas or (saltar >= total if total is not None else len(filas) < pedido.por_pagina):
            return


def _interesa(objeto: Objeto) -> bool:
    return _INTERESAN.search(str(objeto.get("sessionType"))) is not None


def _fila(objeto: Objeto, trabajo: str = "") -> Fila:
    estado = [objeto.get(campo) for campo in ("state", "endTime", "result")]
    return Fila.de(identidad(objeto.get("id")), estado, objeto, trabajo)


def _por_maquina(sesion: Sesion, pedido: Pedido) -> Paginas:
    sesiones = {
        identidad(s.get("id")): s
        for pagina in _todas(sesion, pedido, _SESIONES, pedido.desde)
        for s in pagina
        if _interesa(s)
    }
    tareas: defaultdict[str, list[Objeto]] = defaultdict(list)
    for pagina in _todas(sesion, pedido, _TAREAS, pedido.desde - _HOLGURA):
        for tarea in pagina:
            tareas[identidad(tarea.get("sessionId"))].append(tarea)
    for propia, objeto in sesiones.items():
        nombre = str(objeto.get("name") or "")[:200]
        suyas = tareas.get(propia, [])
        filas = [_fila(tarea, nombre) for tarea in suyas]
        if not suyas or _gravedad(objeto) > max(map(_gravedad, suyas)):
            filas.append(_fila(objeto))
        yield filas


def _gravedad(objeto: Objeto) -> int:
    resultado = objeto.get("result")
    if not isinstance(resultado, dict):
        return 0
    if resultado.get("isCanceled") is True:
        return 2
    return _GRAVEDAD.get(str(resultado.get("result")), 0)
