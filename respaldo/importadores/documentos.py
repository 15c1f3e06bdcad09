"""JSON documents inside noisy text: NDJSON, pretty-printed, after an «OK» or among log lines. Pure.

Only a document that starts a line counts, never a piece of one that was cut (evidencia.md §1.6).
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from respaldo.importadores.valores import CIFRAS

PROFUNDIDAD = 32
NODOS = 100_000
INTENTOS = 100  # unreadable openings tried as a document of several lines
# At the start of a line, or after a short word there: «OK», a prompt. Never inside a document cut.
_ABRE = r"^(?:[^\s\"\[{][^\"\n\[{]{0,23})?(?P<llave>[\[{])"
_ALGUNO = re.compile(_ABRE, re.MULTILINE)
_DE_UN_RENGLON = re.compile(rf"{_ABRE}[^\n]*[\]}}]$", re.MULTILINE)
# What follows a document that a byte of noise closed too early: the rest of its members.
_SIGUE = re.compile(r'\s{0,40},\s{0,40}"[^"\n]{1,80}"\s{0,4}:')
_Json = dict[str, Any] | list[Any]


def documentos(texto: str) -> Iterator[_Json]:
    """Yield each JSON object or list of the text, in order; noise between them is skipped."""
    decodificador = json.JSONDecoder(parse_constant=_nulo, parse_int=_entero)
    posicion, fallidos = 0, 0
    while True:
        hallado = (_ALGUNO if fallidos < INTENTOS else _DE_UN_RENGLON).search(texto, posicion)
        if hallado is None:
            return
        fin_de_linea = texto.find("\n", hallado.start())
        fin_de_linea = len(texto) if fin_de_linea < 0 else fin_de_linea
        posicion = fin_de_linea + 1
        leido = _leer(decodificador, texto, hallado.start("llave"), fin_de_linea, fallidos)
        if leido is None:
            fallidos += 1
            continue
        valor, fin = leido
        posicion = max(posicion, fin)
        if _cabe(valor) and not _SIGUE.match(texto, fin):
            yield valor


def objetos(texto: str) -> Iterator[dict[str, Any]]:
    """Yield the objects among the documents, and those of each list."""
    for documento in documentos(texto):
        yield from (d for d in ([documento] if isinstance(documento, dict) else documento)
                    if isinstance(d, dict))  # fmt: skip


def _leer(
    decodificador: json.JSONDecoder, texto: str, desde: int, fin_de_linea: int, fallidos: int
) -> tuple[_Json, int] | None:
    """A document of one line, or of several while few have failed."""
    if texto[fin_de_linea - 1 : fin_de_linea] in {"}", "]"}:
        leido = _decodificar(decodificador, texto[desde:fin_de_linea], 0)
        if leido is not None:
            return leido[0], leido[1] + desde
    return _decodificar(decodificador, texto, desde) if fallidos < INTENTOS else None


def _decodificar(
    decodificador: json.JSONDecoder, texto: str, desde: int
) -> tuple[_Json, int] | None:
    try:
        valor, fin = decodificador.raw_decode(texto, desde)
    except (ValueError, RecursionError):
        return None
    return (valor, fin) if isinstance(valor, dict | list) else None


def _nulo(_nombre: str) -> None:
    return None


def _entero(cifras: str) -> int | None:
    return int(cifras) if len(cifras) <= CIFRAS else None


def _cabe(valor: _Json) -> bool:
    """Whether depth and number of nodes are those of a report and not of an attack."""
    nivel: list[Any] = [valor]
    nodos = 0
    for _ in range(PROFUNDIDAD):
        siguiente: list[Any] = []
        for nodo in nivel:
            hijos = nodo.values() if isinstance(nodo, dict) else nodo
            siguiente += [h for h in hijos if isinstance(h, dict | list)]
            nodos += len(hijos)
        if nodos > NODOS:
            return False
        if not siguiente:
            return True
        nivel = siguiente
    return False
