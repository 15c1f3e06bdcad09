"""When two readings are of the same run: their keys and aliases. Pure.

A key is `herramienta:parts`; ids of restic are compared by prefix because 0.14 prints 8 digits and
0.18 all 64. Source: evidencia.md §1.8, §4.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.veredicto import SIN_DATO, peor

LARGO = 200
_HEX = re.compile(r"[0-9a-f]{8,64}")
PREFIJO_MINIMO = 8


def clave(herramienta: str, *partes: object) -> str:
    """Make a key of the parts that are told; a long one is replaced by its SHA-256."""
    texto = ":".join([herramienta, *(str(p) for p in partes if p is not None and p != "")])
    if len(texto) <= LARGO:
        return texto
    return f"{herramienta[:40]}:{hashlib.sha256(texto.encode(errors='replace')).hexdigest()}"


def _iguales(una: str, otra: str) -> bool:
    if una == otra:
        return True
    raiz_una, _, id_una = una.rpartition(":")
    raiz_otra, _, id_otra = otra.rpartition(":")
    if raiz_una != raiz_otra or not (_HEX.fullmatch(id_una) and _HEX.fullmatch(id_otra)):
        return False
    return id_una.startswith(id_otra) or id_otra.startswith(id_una)


def es_la_misma(una: EjecucionLeida, otra: EjecucionLeida) -> bool:
    """Whether two readings of one source are the same run told twice."""
    claves = (una.clave, *una.alias)
    return any(_iguales(a, b) for a in claves for b in (otra.clave, *otra.alias))


def agrupar(leidas: Sequence[EjecucionLeida]) -> list[list[EjecucionLeida]]:
    """Group the readings of the same run, in order of arrival."""
    grupos: list[list[EjecucionLeida]] = []
    for leida in leidas:
        suyos = [g for g in grupos if any(es_la_misma(leida, otra) for otra in g)]
        unido = [otra for g in suyos for otra in g] + [leida]
        grupos = [g for g in grupos if g not in suyos] + [unido]
    return grupos


def estado_final(estados: Iterable[str]) -> str:
    """The worst of those that judge; `sin_dato` when none does."""
    final = SIN_DATO
    for estado in estados:
        final = peor(final, estado)
    return final
