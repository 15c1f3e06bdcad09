"""mariadb-backup, mariabackup and xtrabackup: stderr and `xtrabackup_info` (evidencia.md §2.15).

The only sign of success is «completed OK!» in the last line; times are local. A script may make
several copies, and prepare each: every copy is a run, judged with what follows it.
"""

import re
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.textos import hallar, renglones
from respaldo.importadores.veredicto import Senales, dictar

_MARCA = (
    r"^(?:\[\d\d\] )?(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?)\S{0,20} "
)
_LINEA = re.compile(_MARCA)
_PROPIO = re.compile(
    r"(?:mariadb-backup|mariabackup|xtrabackup) (?:based on|version)|\[Xtrabackup\]|"
    r"^tool_name = (?:mariadb-backup|mariabackup|xtrabackup)|^(?:mariadb-backup|mariabackup): |"
    r"\[\d\d\] \d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:Connecting to M|Failed to connect)"
)
_CONECTA = re.compile(r"[Cc]onnect(?:ing)? to M(?:ariaDB|ySQL) server")
_CARTEL = re.compile(
    r"^\S{0,200}(?:mariadb-backup|mariabackup|xtrabackup) (?:based on|version \S{1,40} based on) "
)
_COPIA = re.compile(  # what only `--backup` does, when its beginning was lost
    r"Executing BACKUP STAGE|Finished backing up|Backup created in directory|"
    r"[Tt]ransaction log of lsn|Redo log \(from LSN|Writing xtrabackup_|Executing UNLOCK"
)
_PREVIA = re.compile(r"[Cc]onnecting to M(?:ariaDB|ySQL) server|Using server version|^\s*$")
_ANTES_DEL_CARTEL = 6
_BIEN = re.compile(r"completed OK!\s*$")
_FALLO = re.compile(r"\bError: |\[ERROR\]|Failed to connect|: Can't |error: failed|fatal error")
_INCREMENTAL = re.compile(r"incremental backup from \d+ is enabled|^incremental = Y")
_DATO = re.compile(r"^(uuid|name|start_time|end_time|tool_version|incremental) = (.{0,200})$")


def reconoce(material: Material) -> bool:
    """Its banner, its log lines or its information file."""
    return material.hallar(_PROPIO) is not None


def lee(material: Material) -> Lecturas:
    """A run per copy; `--prepare` and `--copy-back` alone are steps of a restore."""
    datos = {m[1]: m[2].strip() for r in renglones(material.todo) if (m := _DATO.match(r))}
    tramos = _tramos(material.errores or material.todo)
    unica = len(tramos) == 1
    for n, tramo in enumerate(tramos):
        ultima = n == len(tramos) - 1
        suyos = datos if ultima else {}
        leida = _ejecucion(material, tramo, suyos, es_ultima=ultima, unica=unica)
        yield leida if unica else replace(leida, prosa=tramo)


def _tramos(texto: str) -> list[str]:
    """The text of each copy with what was done to it: from its first line to that of the next."""
    lineas = texto.split("\n")
    carteles = _carteles(lineas)
    cortes = [0, *(_comienzo(lineas, n) for n in carteles[1:]), len(lineas)]
    tramos: list[str] = []
    for desde, hasta in pairwise(cortes):
        tramo = "\n".join(lineas[desde:hasta])
        if tramos and not _es_copia(tramo):
            tramos[-1] += "\n" + tramo
        else:
            tramos.append(tramo)
    return tramos


def _carteles(lineas: list[str]) -> list[int]:
    """Where each program says which it is. Said again at once it is the same one: another connects
    first, or has something to say in between."""
    vistos: list[int] = []
    for n, linea in enumerate(lineas):
        if _CARTEL.match(linea):
            entre = lineas[vistos[-1] + 1 : n] if vistos else []
            repetido = vistos and len(entre) < _ANTES_DEL_CARTEL
            if not repetido or any(map(_CONECTA.search, entre)):
                vistos.append(n)
    return vistos


def _comienzo(lineas: list[str], cartel: int) -> int:
    """Its first line: it connects before it prints its banner."""
    desde = cartel
    while desde and cartel - desde < _ANTES_DEL_CARTEL and _PREVIA.search(lineas[desde - 1]):
        desde -= 1
    return desde


def _entera(tramo: str) -> bool:
    """Whether it ends well, and so does each program that it ran."""
    lineas = [r for r in tramo.split("\n") if r.strip()]
    buenas = sum(_BIEN.search(r) is not None for r in lineas)
    return (
        bool(lineas) and _BIEN.search(lineas[-1]) is not None and buenas >= len(_carteles(lineas))
    )


def _es_copia(texto: str) -> bool:
    return hallar(_CONECTA, texto) is not None or hallar(_COPIA, texto) is not None


def _ejecucion(
    material: Material, tramo: str, datos: dict[str, str], *, es_ultima: bool, unica: bool
) -> EjecucionLeida:
    es_copia = _es_copia(tramo) or "uuid" in datos
    fallo = hallar(_FALLO, tramo) or (material.hallar(_FALLO) if unica else None)
    inicio, fin = _momentos(material, tramo)
    incremental = hallar(_INCREMENTAL, tramo) is not None or datos.get("incremental") == "Y"
    return EjecucionLeida(
        clave=clave("mariadb-backup", datos["uuid"]) if datos.get("uuid") else "",
        trabajo=datos.get("name", ""),
        herramienta="mariadb-backup",
        operacion="respaldo" if es_copia else "restauracion",
        modalidad="incremental" if incremental else "total",
        estado=dictar(
            Senales(
                codigo=material.codigo if es_ultima else 0,  # the others went on
                exito=_entera(tramo),
                fallo=fallo is not None,
                empezada=es_copia,
            )
        ),
        inicio=material.instante(datos.get("start_time")) or inicio,
        fin=material.instante(datos.get("end_time")) or fin,
        copia_id=datos.get("uuid", ""),
        version=datos.get("tool_version", ""),
    )


def _momentos(material: Material, tramo: str) -> tuple[datetime | None, datetime | None]:
    """Times of the first and last lines of the log."""
    marcas = [m[1] for r in renglones(tramo) if (m := _LINEA.match(r))]
    if not marcas:
        return None, None
    return material.instante(marcas[0]), material.instante(marcas[-1])


ANALIZADOR = Analizador("mariadb-backup", "1", reconoce, lee)
