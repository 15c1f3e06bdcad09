"""Rows of a CSV as Spanish Excel writes it, or as anybody else does."""

import codecs
import csv
import io
from itertools import islice

from directorio.importadores import encabezado
from directorio.importadores.modelo import (
    MAXIMO_COLUMNAS,
    ArchivoRechazado,
    Fila,
    Libro,
    limpiar,
)

_SEPARADORES = (";", ",", "\t", "|")
_MUESTRA = 40
_CONTROL = bytes({*range(32)} - {*b"\t\n\v\f\r"})  # what no text has
_CELDA_CSV = 100_000


def leer(datos: bytes) -> Libro:
    """Read a CSV: UTF-8, UTF-16 or Windows-1252; `;`, `,`, tab or `|`."""
    texto, avisos = _decodificar(datos)
    primera, _, resto = texto.partition("\n")
    if primera.strip().lower().startswith("sep=") and len(primera.strip()) <= len("sep=\\t"):
        filas = _filas("\n" + resto, primera.strip()[4:5] or "\t")
    else:
        separador = max(_SEPARADORES, key=lambda s: encabezado.parecido(_filas(texto, s, _MUESTRA)))
        filas = _filas(texto, separador)
    numero, titulos, cuerpo = encabezado.separar(filas)
    return Libro(("CSV",), "CSV", numero, titulos, cuerpo, avisos)


def _decodificar(datos: bytes) -> tuple[str, tuple[str, ...]]:
    if datos.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return datos.decode("utf-16", errors="replace"), ()
    _rechazar_binario(datos)
    try:
        return datos.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        texto = datos.decode("cp1252", errors="replace").replace("\ufffd", "")
        return texto, ("El archivo no es UTF-8: se leyó como Windows-1252. Revise las tildes.",)


def _rechazar_binario(datos: bytes) -> None:
    """Some nulls are dirt in a cell, reported there; many are not a text at all."""
    muestra = datos[:8192]
    control = len(muestra) - len(muestra.translate(None, _CONTROL))
    if control > len(muestra) * 0.05:
        raise ArchivoRechazado(
            "El archivo no es un texto CSV: contiene datos binarios.",
            remedio="Suba el Directorio como .xlsx, o expórtelo como «CSV UTF-8» desde Excel.",
        )


def _filas(texto: str, separador: str, cuantas: int | None = None) -> list[Fila]:
    csv.field_size_limit(_CELDA_CSV)
    lector = csv.reader(io.StringIO(texto, newline=""), delimiter=separador)
    try:
        return [
            _fila(numero, celdas) for numero, celdas in enumerate(islice(lector, cuantas), start=1)
        ]
    except csv.Error as error:
        raise ArchivoRechazado(
            f"El CSV no se puede leer cerca de la línea {lector.line_num}: hay una comilla sin "
            "cerrar o una celda enorme.",
            remedio="Ábralo en Excel, revise esa línea y guárdelo como «CSV UTF-8».",
        ) from error


def _fila(numero: int, celdas: list[str]) -> Fila:
    if len(celdas) > MAXIMO_COLUMNAS and any(celdas[MAXIMO_COLUMNAS:]):
        raise ArchivoRechazado(
            f"La fila {numero} tiene más de {MAXIMO_COLUMNAS} columnas.",
            remedio="Revise el separador o deje solo las columnas del Directorio.",
        )
    textos, problemas = [], {}
    for columna, crudo in enumerate(celdas[:MAXIMO_COLUMNAS]):
        texto, problema = limpiar(crudo)
        if texto.startswith("="):
            problema = "es el texto de una fórmula: escriba el valor, no la fórmula"
        if problema:
            problemas[columna] = problema
        textos.append(texto)
    while textos and not textos[-1]:
        textos.pop()
    return Fila(numero, tuple(textos), problemas)
