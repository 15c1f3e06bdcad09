"""The analysers of each tool, the specific before the generic: the first that recognises reads."""

from collections.abc import Mapping
from types import MappingProxyType

from respaldo.importadores.herramientas import restic
from respaldo.importadores.material import Analizador

ANALIZADORES: tuple[Analizador, ...] = (restic.ANALIZADOR,)
POR_NOMBRE: Mapping[str, Analizador] = MappingProxyType({a.nombre: a for a in ANALIZADORES})
