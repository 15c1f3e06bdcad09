"""JSON documents inside noisy text: NDJSON, pretty-printed, after an «OK» or among log lines. Pure.

Only a document that starts a line counts, never a piece of one that was cut (evidencia.md §1.6).
"""

import json
import re
from collections.abc import Iterator
from typing import Any

PROFUNDIDAD = 32
NODOS = 100_000
INTENTOS = 100  # unreadable openings tried as a document of several lines
_ABRE = re.compile(r"[\[{]")
_ADORNO = 24  # characters that may come before the document on its line: «OK», a prompt
_Json = dict[str, Any] | list[Any]


def documentos(texto: str) -> Iterator[_Json]:
    """Yield each JSON object or list of the text, in order; noise between them is skipped."""
    decodificador = json.JSONDecoder(parse_constant=_nulo, parse_int=_entero)
    posicion, fallidos = 0, 0
    while posicion < len(texto):
        fin_de_linea = texto.find("\n", posicion)
        fin_de_linea = len(texto) if fin_de_linea < 0 else fin_de_linea
        inicio = _apertura(texto, posicion, fin_de_linea)
        posicion = fin_de_linea + 1
        if inicio is None:
            continue
        entero = texto[fin_de_linea - 1 : fin_de_linea] in {"}", "]"}
        if not entero and fallidos >= INTENTOS:
            continue
        leido = _leer(decodificador, texto, inicio, fin_de_linea if entero else len(texto))
        if leido is None and entero and fallidos < INTENTOS:
            leido = _leer(decodificador, texto, inicio, len(texto))
        if leido is None:
            fallidos += 1
            continue
        valor, fin = leido
        posicion = max(posicion, fin)
        if _cabe(valor):
            yield valor


def objetos(texto: str) -> Iterator[dict[str, Any]]:
    """Yield the objects among the documents, and those of each list."""
    for documento in documentos(texto):
        yield from (d for d in ([documento] if isinstance(documento, dict) else documento)
                    if isinstance(d, dict))  # fmt: skip


def _apertura(texto: str, desde: int, hasta: int) -> int | None:
    """Where a document may start in a line: at its first letter, or after a short word."""
    hallado = _ABRE.search(texto, desde, min(hasta, desde + _ADORNO))
    if hallado is None:
        return None
    previo = texto[desde : hallado.start()]
    return (
        hallado.start() if not previo or (not previo[0].isspace() and '"' not in previo) else None
    )


def _leer(
    decodificador: json.JSONDecoder, texto: str, desde: int, hasta: int
) -> tuple[_Json, int] | None:
    try:
        trozo = texto if hasta == len(texto) else texto[desde:hasta]
        base = 0 if hasta == len(texto) else desde
        valor, fin = decodificador.raw_decode(trozo, desde - base)
    except (ValueError, RecursionError):
        return None
    return (valor, fin + base) if isinstance(valor, dict | list) else None


def _nulo(_nombre: str) -> None:
    return None


def _entero(cifras: str) -> int | None:
    return int(cifras) if len(cifras) <= 20 else None  # noqa: PLR2004


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
