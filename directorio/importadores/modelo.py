"""What comes out of a sheet, and the limits of what goes in."""

import re
import unicodedata
from dataclasses import dataclass, field

from gobierno.errores import ReglaIncumplida

MAXIMO_BYTES = 10 * 2**20  # of the uploaded file
MAXIMO_INFLADO = 150 * 2**20  # of everything inside an XLSX
MAXIMO_FILAS = 10_000
MAXIMO_COLUMNAS = 120
MAXIMO_CELDA = 2_000
_INVISIBLES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\ud800-\udfff\ufffe\uffff]")


class ArchivoRechazado(ReglaIncumplida):
    """The file as a whole cannot be read; `mensaje` says why and `remedio` what to do."""


@dataclass(frozen=True, slots=True)
class Fila:
    """One row as text: `numero` is the one that the sheet shows, `celdas` go by column from A.

    `problemas` maps a column index to what is wrong with the cell whatever its column means.
    """

    numero: int
    celdas: tuple[str, ...]
    problemas: dict[int, str] = field(default_factory=dict)

    @property
    def vacia(self) -> bool:
        return not any(self.celdas) and not self.problemas


@dataclass(frozen=True, slots=True)
class Libro:
    """A sheet ready for the preview, with the names of all the sheets of its file."""

    hojas: tuple[str, ...]
    hoja: str
    fila_encabezado: int
    encabezados: tuple[str, ...]
    filas: tuple[Fila, ...]
    avisos: tuple[str, ...] = ()


def letra(columna: int) -> str:
    """Letter of a column counted from 0: 0 → A, 26 → AA."""
    texto, resto = "", columna + 1
    while resto:
        resto, unidad = divmod(resto - 1, 26)
        texto = chr(65 + unidad) + texto
    return texto


def plegar(texto: str) -> str:
    """Lower case, without accents or punctuation, single spaces: how headers are compared."""
    plano = unicodedata.normalize("NFKD", texto.replace("°", " ").replace("º", " ")).casefold()
    sin_tildes = "".join(c for c in plano if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9ñ]+", " ", sin_tildes).split())


def limpiar(texto: str) -> tuple[str, str]:
    """The text that can be stored, and what was wrong with it ("" when nothing was)."""
    problema = ""
    if "\x00" in texto:
        problema = "contiene caracteres nulos: bórrelos y escriba el texto de nuevo"
    limpio = texto.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    limpio = _INVISIBLES.sub("", limpio).strip()
    if len(limpio) > MAXIMO_CELDA:
        problema = (
            f"tiene {len(limpio)} caracteres y se admiten {MAXIMO_CELDA}: resuma el texto "
            "o llévelo a un documento y cítelo"
        )
        limpio = limpio[:MAXIMO_CELDA]
    return limpio, problema
