"""CSV exports of consoles → rows by heading, whatever the separator, the order or the noise. Pure.

A row cut before its last cell is not a row (evidencia.md §1, §11).
"""

import csv
import io
from collections.abc import Iterator

from respaldo.importadores.celdas import plegar

MAXIMO_FILAS = 50_000
_SEPARADORES = ",;\t|"
_LARGO_CELDA = 20_000


def filas(
    texto: str, nombres: dict[str, str], exigidos: frozenset[str]
) -> Iterator[dict[str, str]]:
    """Yield each row under the first heading that names the `exigidos`.

    `nombres` maps folded headings to fields. A last line without its end of line counts only if
    its last cell is none of the `exigidos`.
    """
    encabezado, separador = _encabezado(texto, nombres, exigidos)
    if encabezado is None:
        return
    campos, resto = encabezado
    entero = resto.endswith("\n")
    lector = csv.reader(io.StringIO(resto), delimiter=separador)
    previa: list[str] | None = None
    try:
        for n, celdas in enumerate(lector):
            if n > MAXIMO_FILAS:
                break
            if previa is not None:
                yield from _fila(previa, campos)
            previa = celdas
    except csv.Error:  # an open quote or a cell beyond every limit
        previa = None
    if previa is not None and (entero or campos[-1] not in exigidos):
        yield from _fila(previa, campos)


def _fila(celdas: list[str], campos: list[str]) -> Iterator[dict[str, str]]:
    if len(celdas) == len(campos) and any(c.strip() for c in celdas):
        yield {c: v.strip()[:_LARGO_CELDA] for c, v in zip(campos, celdas, strict=True) if c}


def _encabezado(
    texto: str, nombres: dict[str, str], exigidos: frozenset[str]
) -> tuple[tuple[list[str], str] | None, str]:
    """The fields of the heading and the text after it; None when there is no heading."""
    posicion = 0
    for renglon in texto.split("\n")[:200]:
        posicion += len(renglon) + 1
        for separador in _SEPARADORES:
            if separador not in renglon or len(renglon) > _LARGO_CELDA:
                continue
            celdas = next(csv.reader([renglon], delimiter=separador), [])
            campos = [nombres.get(plegar(c), "") for c in celdas]
            if exigidos <= set(campos):
                return (campos, texto[posicion:]), separador
    return None, ","


def tiene(texto: str, nombres: dict[str, str], exigidos: frozenset[str]) -> bool:
    """Whether the text has a heading with the `exigidos`."""
    return _encabezado(texto, nombres, exigidos)[0] is not None
