"""Sheets that leave the product: CSV and XLSX that open right in Spanish Excel, row by row.

Memory does not grow with the rows: the CSV is a generator and the XLSX goes through a temporary
file. The same rows give the same bytes on any day (no clock, fixed properties).
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter

BOM = "\ufeff"
SEPARADOR = ";"
_LOTE = 500
_SIGNOS = frozenset("'=+-@\t\r")
_PELIGROSO = re.compile(r"'*[=+\-@\t\r]")
_FECHA_FIJA = datetime(2000, 1, 1)  # noqa: DTZ001 - a property of the file, not an instant
_MAXIMO_XLSX = 1_048_576


def neutralizar(texto: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula (=, +, -, @, tab, CR).

    Reversible: `restaurar(neutralizar(t)) == t` for every text.
    """
    if texto and texto[0] in _SIGNOS and _PELIGROSO.match(texto):
        return f"'{texto}"
    return texto


def restaurar(texto: str) -> str:
    """Take away the apostrophe that `neutralizar` put."""
    return texto[1:] if texto.startswith("'") and _PELIGROSO.match(texto) else texto


def celda(valor: Any) -> Any:
    """A value ready for a cell: texts neutralised, numbers as they are, the rest as text."""
    if valor is None:
        return ""
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    return valor if isinstance(valor, int | float) else neutralizar(str(valor))


def _celdas(fila: Sequence[Any]) -> list[Any]:
    """`celda` of each value; nearly every one of a million rows is a text that needs nothing."""
    return [v if v.__class__ is str and v[:1] not in _SIGNOS else celda(v) for v in fila]


@dataclass(frozen=True, slots=True)
class Tabla:
    """A sheet to write: `titulo` rows go above the header (not in CSV), `pie` below the table."""

    nombre: str
    columnas: Sequence[str]
    filas: Iterable[Sequence[Any]]
    titulo: Sequence[str] = ()
    pie: Sequence[Sequence[str]] = ()
    anchos: Sequence[int] = ()


def lineas_csv(tabla: Tabla) -> Iterator[bytes]:
    """The CSV in pieces: UTF-8 with BOM, `;`, CRLF, header in the first row and nothing above."""
    memoria = io.StringIO(newline="")
    escritor = csv.writer(memoria, delimiter=SEPARADOR, lineterminator="\r\n")
    memoria.write(BOM)
    escritor.writerow([neutralizar(columna) for columna in tabla.columnas])
    filas = iter(tabla.filas)
    while lote := [_celdas(fila) for fila in islice(filas, _LOTE)]:
        escritor.writerows(lote)
        yield _vaciar(memoria)
    for texto in [[], *tabla.pie] if tabla.pie else []:
        escritor.writerow([celda(valor) for valor in texto])
    yield _vaciar(memoria)


def _vaciar(memoria: io.StringIO) -> bytes:
    datos = memoria.getvalue().encode()
    memoria.seek(0)
    memoria.truncate()
    return datos


def escribir_xlsx(ruta: Path, tabla: Tabla) -> int:
    """Write the workbook at `ruta` in constant memory; returns how many rows of data it holds.

    Rows past the last one that a sheet admits continue in another sheet.
    """
    libro = xlsxwriter.Workbook(
        str(ruta),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "tmpdir": str(ruta.parent), "nan_inf_to_errors": True},
    )  # fmt: skip
    libro.set_properties({"created": _FECHA_FIJA})
    filas, total, parte = iter(tabla.filas), 0, 0
    while parte == 0 or total == parte * _por_hoja(tabla):
        parte += 1
        escritas = _escribir_hoja(libro, tabla, filas, parte)
        total += escritas
        if escritas < _por_hoja(tabla):
            break
    libro.close()
    return total


def _por_hoja(tabla: Tabla) -> int:
    return _MAXIMO_XLSX - len(tabla.titulo) - len(tabla.pie) - 5


def _escribir_hoja(
    libro: xlsxwriter.Workbook, tabla: Tabla, filas: Iterator[Sequence[Any]], parte: int
) -> int:
    negrita = libro.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
    titulo = libro.add_format({"bold": True, "font_size": 12})
    nombre = tabla.nombre if parte == 1 else f"{tabla.nombre} ({parte})"
    hoja = libro.add_worksheet(nombre[-31:])
    for columna, ancho in enumerate(tabla.anchos or [18] * len(tabla.columnas)):
        hoja.set_column(columna, columna, ancho)
    for numero, texto in enumerate(tabla.titulo):
        hoja.write_string(numero, 0, neutralizar(texto), titulo)
    encabezado = len(tabla.titulo) + (1 if tabla.titulo else 0)
    _pagina(hoja, encabezado)
    for columna, texto in enumerate(tabla.columnas):
        hoja.write_string(encabezado, columna, neutralizar(texto), negrita)
    siguiente = encabezado + 1
    for fila in filas:
        _escribir_fila(hoja, siguiente, fila)
        siguiente += 1
        if siguiente - encabezado - 1 >= _por_hoja(tabla):
            break
    for n, textos in enumerate(tabla.pie):
        _escribir_fila(hoja, siguiente + 1 + n, textos)
    return siguiente - encabezado - 1


def _pagina(hoja: Any, encabezado: int) -> None:
    hoja.set_landscape()
    hoja.set_paper(9)  # A4
    hoja.fit_to_pages(1, 0)
    hoja.repeat_rows(encabezado)
    hoja.freeze_panes(encabezado + 1, 0)
    hoja.set_footer("&CPágina &P de &N")


def _escribir_fila(hoja: Any, numero: int, fila: Sequence[Any]) -> None:
    for columna, valor in enumerate(fila):
        listo = celda(valor)
        if isinstance(listo, str):
            hoja.write_string(numero, columna, listo[:32_767])
        else:
            hoja.write_number(numero, columna, listo)
