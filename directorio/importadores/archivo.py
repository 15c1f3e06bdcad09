"""From the bytes of an upload to its rows, whatever the file says of itself."""

from collections.abc import Sequence
from dataclasses import replace

from directorio.importadores import encabezado, hoja_csv, hoja_xlsx
from directorio.importadores.modelo import (
    MAXIMO_BYTES,
    MAXIMO_FILAS,
    ArchivoRechazado,
    Fila,
    Libro,
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CIFRADO = "EncryptedPackage".encode("utf-16-le")
_AJENOS = {
    b"%PDF": "un PDF",
    b"\x89PNG": "una imagen",
    b"\xff\xd8\xff": "una imagen",
    b"GIF8": "una imagen",
    b"Rar!": "un archivo comprimido",
    b"7z\xbc\xaf": "un archivo comprimido",
    b"\x1f\x8b": "un archivo comprimido",
    b"MZ": "un programa",
    b"{\\rtf": "un documento de Word",
    b"<html": "una página web",
    b"<!DOCTYPE": "una página web",
    b"<?xml": "un archivo XML",
}
_SUELTAS = 2  # a row of signatures or notes below the table has at most this many cells


def leer(datos: bytes, *, hoja: str = "") -> Libro:
    """Read an XLSX or CSV; `hoja` chooses among several. Raises ArchivoRechazado.

    The kind is decided by the content, never by the name.
    """
    _revisar_tamano(datos)
    if datos.startswith(b"PK"):
        libro = hoja_xlsx.leer(datos, hoja=hoja)
    elif datos.startswith(_OLE):
        raise _ole(datos)
    else:
        _rechazar_ajenos(datos)
        libro = hoja_csv.leer(datos)
    return _recortar(libro)


def _revisar_tamano(datos: bytes) -> None:
    if not datos.strip():
        raise ArchivoRechazado("El archivo está vacío.", remedio="Suba la hoja con sus líneas.")
    if len(datos) > MAXIMO_BYTES:
        raise ArchivoRechazado(
            f"El archivo pesa {len(datos) / 2**20:.1f} MB".replace(".", ",")
            + f" y se admiten {MAXIMO_BYTES // 2**20} MB.",
            remedio="Copie solo la tabla del Directorio a un libro nuevo, sin imágenes.",
        )


def _ole(datos: bytes) -> ArchivoRechazado:
    if _CIFRADO in datos:
        return ArchivoRechazado(
            "El libro está protegido con contraseña y no se puede leer.",
            remedio="Quite la contraseña en Excel (Archivo, Información, Proteger libro).",
        )
    return ArchivoRechazado(
        "Es un libro de Excel 97-2003 (.xls).",
        remedio="En Excel use «Guardar como» → «Libro de Excel (.xlsx)» y suba esa copia.",
    )


def _rechazar_ajenos(datos: bytes) -> None:
    inicio = datos[:16].lstrip().lower()
    for firma, que_es in _AJENOS.items():
        if inicio.startswith(firma.lower()):
            raise ArchivoRechazado(
                f"El archivo es {que_es}, no una hoja.",
                remedio="Suba el Directorio como .xlsx o .csv.",
            )


def _recortar(libro: Libro) -> Libro:
    """Drop blank rows, repeated headers and what comes below the table, saying so."""
    titulos = [encabezado.plegar(texto) for texto in libro.encabezados]
    utiles, avisos = list(_sin_pie(libro.filas)), list(libro.avisos)
    sueltas = sum(not fila.vacia for fila in libro.filas) - sum(not f.vacia for f in utiles)
    if sueltas:
        avisos.append(f"No se leyeron {sueltas} filas sueltas debajo de la tabla (firmas o notas).")
    filas = []
    for fila in utiles:
        if fila.vacia:
            continue
        if [encabezado.plegar(celda) for celda in fila.celdas][: len(titulos)] == titulos:
            avisos.append(f"La fila {fila.numero} repite los encabezados y no se leyó.")
            continue
        filas.append(fila)
    if not filas:
        raise ArchivoRechazado(
            f"Debajo de los encabezados (fila {libro.fila_encabezado}) no hay ninguna línea.",
            remedio="Escriba una línea por fila o elija otra hoja del libro.",
        )
    if len(filas) > MAXIMO_FILAS:
        raise ArchivoRechazado(
            f"La hoja tiene {len(filas)} líneas y se admiten {MAXIMO_FILAS} por archivo.",
            remedio="Divídala en varios archivos y use «agregar a las líneas que ya están».",
        )
    return replace(libro, filas=tuple(filas), avisos=tuple(avisos))


def _sin_pie(filas: Sequence[Fila]) -> Sequence[Fila]:
    """The table ends at the blank row after which only loose cells remain."""
    fin = len(filas)
    for n in range(len(filas) - 1, -1, -1):
        llenas = sum(1 for celda in filas[n].celdas if celda)
        if llenas > _SUELTAS:
            break
        if filas[n].vacia:
            fin = n
    return filas[:fin]
