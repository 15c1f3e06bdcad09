"""The analysers of each tool, the specific before the generic: the first that recognises reads."""

from collections.abc import Mapping
from types import MappingProxyType

from respaldo.importadores.herramientas import (
    borg,
    borgmatic,
    mariadb_backup,
    pgbackrest,
    restic,
    rsync,
    volcados,
)
from respaldo.importadores.herramientas.programas import PROGRAMAS
from respaldo.importadores.material import Analizador

ANALIZADORES: tuple[Analizador, ...] = (
    pgbackrest.ANALIZADOR,
    restic.ANALIZADOR,
    borgmatic.ANALIZADOR,
    borg.ANALIZADOR,
    mariadb_backup.ANALIZADOR,
    rsync.ANALIZADOR,
    *PROGRAMAS,
    volcados.ANALIZADOR,
)
POR_NOMBRE: Mapping[str, Analizador] = MappingProxyType({a.nombre: a for a in ANALIZADORES})
