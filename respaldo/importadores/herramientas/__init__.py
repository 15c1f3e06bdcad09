"""The analysers of each tool, the specific before the generic: the first that recognises reads."""

from collections.abc import Mapping
from types import MappingProxyType

from respaldo.importadores.herramientas import (
    barman,
    borg,
    borgmatic,
    estadisticas,
    mariadb_backup,
    pgbackrest,
    rclone,
    restic,
    rsnapshot,
    rsync,
    volcados,
)
from respaldo.importadores.herramientas.programas import PROGRAMAS
from respaldo.importadores.material import Analizador

ANALIZADORES: tuple[Analizador, ...] = (
    pgbackrest.ANALIZADOR,
    barman.ANALIZADOR,
    restic.ANALIZADOR,
    borgmatic.ANALIZADOR,
    borg.ANALIZADOR,
    mariadb_backup.ANALIZADOR,
    estadisticas.ANALIZADOR_DUPLICITY,
    estadisticas.ANALIZADOR_RDIFF,
    rclone.ANALIZADOR,
    rsnapshot.ANALIZADOR,
    rsync.ANALIZADOR,
    *PROGRAMAS,
    volcados.ANALIZADOR,
)
_OTROS_NOMBRES = {
    "volcado": ("pg_dump", "pg_dumpall", "pg_basebackup", "mysqldump", "mariadb-dump", "script"),
    "mariadb-backup": ("mariabackup", "xtrabackup"),
    "borg": ("borgbackup",),
}
POR_NOMBRE: Mapping[str, Analizador] = MappingProxyType(
    {nombre: a for a in ANALIZADORES for nombre in (a.nombre, *_OTROS_NOMBRES.get(a.nombre, ()))}
)
