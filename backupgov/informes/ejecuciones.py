"""Bitácora of runs: each run that a source told, whatever it answers for (PC-7.2.1-c, PC-8.2)."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import Q

from backupgov.informes.modelo import (
    Informe,
    Pedido,
    como_texto,
    escribir_fecha,
    escribir_instante,
)
from gobierno.estados import aspecto_de
from respaldo.models import Ejecucion
from respaldo.querysets import INSTANTE, EjecucionQuerySet

COLUMNAS = (
    "Fecha", "Hora", "Nombre del respaldo", "Trabajo", "Clase", "Medio", "Ruta", "Equipo",
    "Modalidad", "Estado según la herramienta", "Fin", "Tamaño (bytes)", "Fuente",
    "Id en la fuente", "Ítem del Directorio", "Fecha operativa", "Verificado por", "Mensaje",
)  # fmt: skip
NO_NORMADAS = COLUMNAS[7:16]
# Dominio §5.1, form «Bitácora»: date, hour and name, and who checked it.
IMPRESAS = {
    "Fecha": 8, "Hora": 5, "Nombre del respaldo": 25, "Clase": 12, "Ítem del Directorio": 24,
    "Estado según la herramienta": 11, "Verificado por": 18,
}  # fmt: skip
_LOTE = 5_000
_VALORES = (
    "pk", como_texto(INSTANTE), "copia_id", "trabajo", "corrida__linea__clase",
    "corrida__linea__medio", "corrida__linea__ruta", "equipo", "modalidad", "estado",
    como_texto("fin"), "bytes", "fuente__nombre", "clave", "item__nombre",
    "corrida__fecha_operativa", "corrida__verificacion__por__first_name",
    "corrida__verificacion__por__last_name", "mensaje",
)  # fmt: skip


def filas(pedido: Pedido) -> Iterator[Sequence[Any]]:
    """The runs of the period by when they were: start, else end, else arrival."""
    fecha, instante = escribir_fecha(), escribir_instante(pedido.zona)
    clase = lru_cache(maxsize=None)(pedido.perfil.directorio.nombre_de_clase)
    for (
        _, cuando, copia, trabajo, codigo, medio, ruta, equipo, modalidad, estado, fin,
        tamano, fuente, clave, item, operativa, nombres, apellidos, mensaje,
    ) in _valores(pedido):  # fmt: skip
        dia, _, hora = instante(cuando).partition(" ")
        yield (
            dia, hora, copia or trabajo, trabajo, clase(codigo or ""), medio, ruta, equipo,
            modalidad, aspecto_de(estado).texto, instante(fin), tamano, fuente, clave,
            item or "no contemplado en el Directorio", fecha(operativa) if operativa else "",
            f"{nombres or ''} {apellidos or ''}".strip(), mensaje[:2_000],
        )  # fmt: skip


def _valores(pedido: Pedido) -> Iterator[tuple[Any, ...]]:
    desde, hasta = pedido.instantes
    visibles = Ejecucion.objects.visibles_para(pedido.usuario, hoy=pedido.hoy)
    if pedido.tipo:
        visibles = visibles.filter(tipo_de_backup=pedido.tipo)
    del_periodo = visibles.entre(desde, hasta)
    lote = _leer(del_periodo)
    while lote:
        yield from lote
        clave = lote[-1][0]
        cuando = Ejecucion.objects.values_list(INSTANTE, flat=True).get(pk=clave)
        mas_alla = Q(cuando__gt=cuando) | Q(pk__gt=clave)
        lote = _leer(del_periodo.filter(mas_alla, cuando__gte=cuando))


def _leer(filas: EjecucionQuerySet) -> list[tuple[Any, ...]]:
    """The first rows: which ones, from one table by its index; then all about them by key. A join
    over the period, or a cursor on it, makes PostgreSQL read whole tables of history."""
    primeras = filas.order_by("cuando", "pk").values("pk")[:_LOTE]
    detalle = Ejecucion.objects.filter(pk__in=primeras).order_by(INSTANTE, "pk")
    return list(detalle.values_list(*_VALORES))


EJECUCIONES = Informe(
    codigo="bitacora-de-ejecuciones",
    titulo="Bitácora de copias de respaldo",
    descripcion="Cada ejecución que contó una fuente, esté o no contemplada en el Directorio, con "
    "la fecha y hora de su inicio; si no lo dice, de su fin; si tampoco, de su recepción.",
    regla="ejecucion_segun_directorio",
    columnas=COLUMNAS,
    filas=filas,
    permiso="ejecuciones.ver",
    impresas=IMPRESAS,
    no_normadas=NO_NORMADAS,
)
