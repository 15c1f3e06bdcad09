"""A table with many columns on a sheet of paper. Pure.

What a page has to show goes in its columns; what else a row says goes below it, named, and only
when it says something.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gobierno import formato


@dataclass(frozen=True, slots=True)
class Columna:
    """A printed column; `ancho` is its share of the page, in any unit that the table shares."""

    titulo: str
    ancho: int
    normada: bool = True


@dataclass(frozen=True, slots=True)
class Fila:
    """One row: the cells under the columns, and the rest as (title, text)."""

    celdas: Sequence[str]
    resto: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Impresa:
    """What `componentes/documento_tabla.html` prints.

    `identidad` and `huella` head and close the table on every page.
    """

    columnas: Sequence[Columna]
    filas: Iterable[Fila]
    identidad: tuple[str, str]
    huella: str
    vacia: str

    @property
    def anchos(self) -> list[str]:
        """Each width as a whole percentage of the page."""
        total = sum(columna.ancho for columna in self.columnas)
        return [f"{100 * columna.ancho / total:.1f}%" for columna in self.columnas]


def doblar(
    titulos: Sequence[str], filas: Iterable[Sequence[Any]], principales: Sequence[str]
) -> Iterator[Fila]:
    """Each of `filas`, with the columns `principales` first and the filled rest below."""
    delante = [titulos.index(titulo) for titulo in principales]
    detras = [(n, titulo) for n, titulo in enumerate(titulos) if titulo not in principales]
    for fila in filas:
        yield Fila(
            celdas=[escribir(fila[n]) for n in delante],
            resto=[(titulo, texto) for n, titulo in detras if (texto := escribir(fila[n]))],
        )


def escribir(valor: Any) -> str:
    """A cell on paper: nothing for what is missing, «sí» or «no», digits in threes."""
    if valor is None:
        return ""
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    if isinstance(valor, int):
        return formato.numero(valor)
    return str(valor)
