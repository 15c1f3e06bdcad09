"""The institution's sheet of 60 lines as a workbook, with the cells a test wants wrong."""

import csv
import io
from collections.abc import Mapping

from openpyxl import Workbook

from backupgov.demostracion.siembra import HOJA

LINEAS = 60
ENCABEZADO = 3  # a title and an empty row come before, as in any real sheet


def filas() -> list[dict[str, str]]:
    """The first 60 lines of the Directorio of the demonstration, by title of column."""
    with HOJA.open(encoding="utf-8", newline="") as hoja:
        return list(csv.DictReader(hoja, delimiter=";"))[:LINEAS]


def siglas() -> set[str]:
    return {fila["Unidad propietaria"] for fila in filas()}


def libro(malas: Mapping[tuple[int, str], str] | None = None) -> bytes:
    """An XLSX; `malas` replaces cells by (row of the sheet, title of column)."""
    datos = filas()
    for (fila, titulo), valor in (malas or {}).items():
        datos[fila - ENCABEZADO - 1][titulo] = valor
    nuevo = Workbook()
    hoja = nuevo.active
    assert hoja is not None
    hoja.append(["Anexo N° 01: Directorio de Información a Respaldar"])
    hoja.append([])
    hoja.append(list(datos[0]))
    for fila_de_datos in datos:
        hoja.append(list(fila_de_datos.values()))
    salida = io.BytesIO()
    nuevo.save(salida)
    return salida.getvalue()


DOS_MALAS = {(7, "Hora inicio"): "25:00", (12, "Periodo de retención"): "un tiempito"}
CORRECCIONES = {(7, "hora_inicio"): "20:10", (12, "retencion"): "60 días"}
