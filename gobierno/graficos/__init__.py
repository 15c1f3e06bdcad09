"""Geometry of the charts that the server draws as SVG. Pure: dataclasses in, coordinates out.

Templates only print what comes out: every coordinate is a whole number of viewBox units (so that
no locale can turn 1.5 into 1,5), and every chart also carries the text of its table equivalent.
"""

from gobierno.graficos.barras import BarraSimple, Medida, barra
from gobierno.graficos.copias import CopiaEnTiempo, Copias, TramoDeCopia, copias_en_tiempo
from gobierno.graficos.gantt import Barra, Gantt, Solape, Ventana, gantt
from gobierno.graficos.mapas import (
    Celda,
    Dato,
    Fila,
    Mapa,
    dias_del_mes,
    mapa_anio,
    mapa_lineas,
    mapa_mes,
    matriz,
)
from gobierno.graficos.trazo import Texto, recortar

__all__ = [
    "Barra",
    "BarraSimple",
    "Celda",
    "CopiaEnTiempo",
    "Copias",
    "Dato",
    "Fila",
    "Gantt",
    "Mapa",
    "Medida",
    "Solape",
    "Texto",
    "TramoDeCopia",
    "Ventana",
    "barra",
    "copias_en_tiempo",
    "dias_del_mes",
    "gantt",
    "mapa_anio",
    "mapa_lineas",
    "mapa_mes",
    "matriz",
    "recortar",
]
