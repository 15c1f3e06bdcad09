"""The institution's own sheet, read without trusting it. Pure: bytes in, texts and findings out.

`leer` opens the file, `adivinar` says which column is which, `interpretar` turns the texts of each
row into values of a line or into messages with the address of the cell. Fuente: MIN-6.1-g, MIN-IX.
"""

from directorio.importadores.archivo import leer
from directorio.importadores.encabezado import adivinar, repetidas
from directorio.importadores.filas import (
    Contexto,
    Interpretada,
    direccion,
    interpretar,
    interpretar_varias,
)
from directorio.importadores.modelo import (
    MAXIMO_BYTES,
    MAXIMO_CELDA,
    MAXIMO_FILAS,
    ArchivoRechazado,
    Fila,
    Libro,
    letra,
)

__all__ = [
    "MAXIMO_BYTES",
    "MAXIMO_CELDA",
    "MAXIMO_FILAS",
    "ArchivoRechazado",
    "Contexto",
    "Fila",
    "Interpretada",
    "Libro",
    "adivinar",
    "direccion",
    "interpretar",
    "interpretar_varias",
    "leer",
    "letra",
    "repetidas",
]
