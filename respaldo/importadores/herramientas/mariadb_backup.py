"""mariadb-backup, mariabackup and xtrabackup: stderr and `xtrabackup_info` (evidencia.md §2.15).

The only sign of success is «completed OK!» in the last line; times are local.
"""

import re
from datetime import datetime

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.textos import renglones
from respaldo.importadores.veredicto import Senales, dictar

_MARCA = r"^(?:\[\d\d\] )?(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)\S{0,20} "
_LINEA = re.compile(_MARCA)
_PROPIO = re.compile(
    r"(?:mariadb-backup|mariabackup|xtrabackup) (?:based on|version)|\[Xtrabackup\]|"
    r"^tool_name = (?:mariadb-backup|mariabackup|xtrabackup)|^(?:mariadb-backup|mariabackup): |"
    r"\[\d\d\] \d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:Connecting to M|Failed to connect)"
)
_CONECTA = re.compile(r"[Cc]onnect(?:ing)? to M(?:ariaDB|ySQL) server")
_BIEN = re.compile(r"completed OK!\s*$")
_FALLO = re.compile(r"\bError: |\[ERROR\]|Failed to connect|: Can't |error: failed|fatal error")
_INCREMENTAL = re.compile(r"incremental backup from \d+ is enabled|^incremental = Y")
_DATO = re.compile(r"^(uuid|name|start_time|end_time|tool_version|incremental) = (.{0,200})$")


def reconoce(material: Material) -> bool:
    """Its banner, its log lines or its information file."""
    return material.hallar(_PROPIO) is not None


def lee(material: Material) -> Lecturas:
    """One run; `--prepare` and `--copy-back` are steps of a restore."""
    datos = {m[1]: m[2].strip() for r in renglones(material.todo) if (m := _DATO.match(r))}
    es_copia = material.hallar(_CONECTA) is not None or "uuid" in datos
    ultimo = next((r for r in reversed(material.errores.split("\n")) if r.strip()), "")
    if not material.errores:
        ultimo = next((r for r in reversed(material.todo.split("\n")) if r.strip()), "")
    inicio, fin = _momentos(material)
    incremental = material.hallar(_INCREMENTAL) is not None
    yield EjecucionLeida(
        clave=clave("mariadb-backup", datos["uuid"]) if datos.get("uuid") else "",
        trabajo=datos.get("name", ""),
        herramienta="mariadb-backup",
        operacion="respaldo" if es_copia else "restauracion",
        modalidad="incremental" if incremental else "total",
        estado=dictar(
            Senales(
                codigo=material.codigo,
                exito=_BIEN.search(ultimo) is not None,
                fallo=material.hallar(_FALLO) is not None,
                empezada=es_copia,
            )
        ),
        inicio=material.instante(datos.get("start_time")) or inicio,
        fin=material.instante(datos.get("end_time")) or fin,
        copia_id=datos.get("uuid", ""),
        version=datos.get("tool_version", ""),
    )


def _momentos(material: Material) -> tuple[datetime | None, datetime | None]:
    """Times of the first and last lines of the log."""
    marcas = [m[1] for r in renglones(material.todo) if (m := _LINEA.match(r))]
    if not marcas:
        return None, None
    return material.instante(marcas[0]), material.instante(marcas[-1])


ANALIZADOR = Analizador("mariadb-backup", "1", reconoce, lee)
