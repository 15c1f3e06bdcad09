"""Bacula: job reports by mail, `llist jobs`, `.sql query=…`, `list jobs` (evidencia.md §2.3).

Run with 9.6.7. `.sql` prints rows apart by tabs with no new line between them, so its columns are
those of the query, which bconsole repeats before them.
"""

import re
from collections.abc import Iterator

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.herramientas import bacula_informe
from respaldo.importadores.herramientas.bacula_catalogo import de_fila
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.textos import hallar, renglones
from respaldo.importadores.veredicto import SIN_DATO

_SALUDO = re.compile(r"^1000 OK: \d{1,4} (\S{1,80}) Version: ")
_LLIST = re.compile(r"^ {0,30}([A-Za-z]{2,25}): ?(.{0,300})$")
_CONSULTA = re.compile(
    r"^\.?sql(?:query)?\s{1,4}(?:query=)?\"?\s{0,9}select\s{1,9}(.{1,1000}?)\s{1,9}from\s{1,9}job\b",
    re.IGNORECASE,
)
_COLUMNA = re.compile(
    r"^(?:\w{1,40}\.)?(\w{1,40})(?:\s{1,4}(?:as\s{1,4})?(\w{1,40}))?$", re.IGNORECASE
)
_NUMERO = re.compile(r"^ {0,20}JobId: \d", re.IGNORECASE)  # PostgreSQL folds its columns
_LETRA = re.compile(r"^ {0,20}JobStatus: \w", re.IGNORECASE)
_POR_TABULADOR = re.compile(r"^(?:\w+\t)*JobStatus(?:\t\w+)*$", re.IGNORECASE)
_TABLA = re.compile(  # of bconsole, or of psql
    r"^\|\s{0,20}jobid\s{0,20}\||^\s{0,20}jobid\s{0,20}\|.{1,400}\bjobstatus\b", re.IGNORECASE
)


def reconoce(material: Material) -> bool:
    """A report of a job, a table with JobId and JobStatus, or a greeting of the director."""
    texto = material.todo
    return (
        bacula_informe.esta_en(texto)
        or hallar(_TABLA, texto) is not None
        or hallar(_CONSULTA, texto) is not None
        or (hallar(_NUMERO, texto) is not None and hallar(_LETRA, texto) is not None)
        or hallar(_POR_TABULADOR, texto) is not None
    )  # fmt: skip


def lee(material: Material) -> Lecturas:
    """Yield the runs of the reports, or those of the rows of the catalogue."""
    informes = list(bacula_informe.leer(material))
    if informes:
        return informes
    saludo = material.hallar(_SALUDO)
    director = saludo[1] if saludo else ""
    filas = [*_llist(material.todo), *_tabla(material), *_sql(material.entero)]
    # Both consoles print the same: the source says which.
    programa = "bareos" if material.captura.herramienta.lower() == "bareos" else "bacula"
    leidas = [de_fila(material, fila, programa, director) for fila in filas]
    return [e for e in leidas if e is not None] or _nada(material)


def _nada(material: Material) -> list[EjecucionLeida]:
    """A console that failed, or that listed nothing that can be read."""
    if material.codigo in {None, 0}:
        return []
    return [EjecucionLeida(clave="", trabajo="", estado=SIN_DATO, herramienta="bacula",
                           operacion="inventario")]  # fmt: skip


def _llist(texto: str) -> Iterator[dict[str, str]]:
    """Yield a dict per job; one that was cut before what follows its errors loses them."""
    fila: dict[str, str] = {}
    for renglon in renglones(texto):
        hallado = _LLIST.match(renglon)
        if hallado is None:
            continue
        columna = hallado[1].lower()
        if columna == "jobid" and fila:
            yield _entera(fila)
            fila = {}
        if fila or columna == "jobid":
            fila.setdefault(columna, hallado[2].strip())
    if fila:
        yield _entera(fila)


def _entera(fila: dict[str, str]) -> dict[str, str]:
    """The row; without what follows its errors, or without its missing files, it did not come
    whole, and its errors prove nothing."""
    if "jobmissingfiles" not in fila:
        fila.pop("joberrors", None)
    return fila


def _tabla(material: Material) -> Iterator[dict[str, str]]:
    """Yield the rows of the tables that bconsole or psql draws, or of tabs with a heading."""
    columnas: list[str] = []
    for renglon in renglones(material.todo):
        celdas = _celdas(renglon)
        if "jobstatus" in (c.lower() for c in celdas):
            columnas = [c.lower() for c in celdas]
        elif columnas and len(celdas) == len(columnas) and _entero(material, renglon):
            yield dict(zip(columnas, celdas, strict=True))


def _celdas(renglon: str) -> list[str]:
    separador = "|" if "|" in renglon else "\t"
    return [c.strip() for c in renglon.strip("|").split(separador)]


def _entero(material: Material, renglon: str) -> bool:
    """Whether a row came to its end; those of psql have no bar there."""
    if renglon.startswith("|"):
        return renglon.endswith("|")
    return "|" not in renglon or material.cerrado(renglon)


def _sql(texto: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a query; the last one only if it is whole."""
    columnas: list[str] = []
    for renglon in texto.split("\n"):
        consulta = _CONSULTA.match(renglon[:2000])
        if consulta:
            hallados = [_COLUMNA.match(c.strip()) for c in consulta[1].split(",")]
            columnas = [(h[2] or h[1]).lower() for h in hallados if h]
            columnas = columnas if len(columnas) == len(hallados) else []
        elif columnas and "\t" in renglon:
            celdas = renglon.split("\t")
            # Every value, the last too, ends with a tab.
            for n in range(0, (len(celdas) - 1) // len(columnas) * len(columnas), len(columnas)):
                yield dict(zip(columnas, celdas[n : n + len(columnas)], strict=True))
            columnas = []


ANALIZADOR = Analizador("bacula", "1", reconoce, lee, por_partes=True)
