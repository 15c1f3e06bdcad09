"""restic, JSON and text, 0.9 to 0.18 (evidencia.md §2.4).

Exit 3 leaves a snapshot with files missing, and so does exit 0 with «does not exist, skipping».
The summary says nothing of unread files, so it needs the exit code or stderr in the same text.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import en, entero, intactas, tamano, texto
from respaldo.importadores.veredicto import SIN_DATO, Senales, dictar

_PARCIALES = frozenset({3})
_GUARDADA = re.compile(r"^snapshot ([0-9a-f]{8,64}) saved$")
_PROCESADO = re.compile(r"^processed (\d+) files, ([\d.]+ [KMGTP]?i?B) in ")
_AGREGADO = re.compile(
    r"^Added to the repo(?:sitory)?: ([\d.]+ [KMGTP]?i?B)(?: +\(([\d.]+ [KMGTP]?i?B) +stored\))?"
)
_SALTADA = re.compile(r"^skipped creating snapshot")
_FALLO = re.compile(
    r"^Fatal: |^panic: |unable to create lock|\"message_type\":\"exit_error\",\"code\":(?!3\b)"
)
_AVISO = re.compile(
    r"^error: |^Warning: (?:at least one source|failed to read all source)|^warning: |"
    r"source file could not be read|failed to read all |source data during backup|"
    r"^scan: |does not exist|, skipping$|\"message_type\":\"error\"|\"during\":\""
)
# A command that did not even begin: when another one went well, this was of another.
_NO_EMPEZO = re.compile(
    r"^Fatal: (?:wrong password|unable to (?:open|save)|all (?:target|source) |nothing to backup|"
    r"an empty password|Please specify repository|create key in)|unable to create lock in backend|"
    r"or no key found$"
)
# What only looks or prepares: if it fails, it may be the beginning of a backup that failed.
_PREPARA = re.compile(
    r"^(?:created restic repository [0-9a-f]{8,}|successfully removed (?:\d+ )?locks?$|"
    r" ID +User +Host +Created$|Repo ID +Last Used +Old|available migrations:$|"
    r"no snapshot to write\.$|"
    r"comparing snapshot [0-9a-f]{8} to|Found matching entries in snapshot|"
    r"saved new key (?:as|with ID)|modified tags on \d+ snapshots?$|"
    r"Now serving the repository at )"
)
_PROPIO = re.compile(
    r"^(?:snapshot [0-9a-f]{8,64} saved$|using parent snapshot [0-9a-f]{8}|"
    r"repository [0-9a-f]{8} opened|Files: +\d+ new, +\d+ changed|Fatal: |open repository$|"
    r"no parent snapshot found, will read all files|created restore lock|"
    r"restoring <?[Ss]napshot |create exclusive lock for repository|load indexes$|"
    r"Stats in \S{1,20} mode:|ID +Time +Host +Tags|snapshot [0-9a-f]{8} of \[|"
    r"Summary: Restored \d|remaining: +\d+ blobs|Applying Policy: keep |"
    r"Warning: at least one source file could not be read|rebuilding index$|cannot dump file: |"
    r"unable to create lock in backend: repository is already locked)|" + _PREPARA.pattern
)
_OTRAS = {
    "verificacion": re.compile(r"^(?:check all packs|no errors were found|check snapshots, trees)"),
    "restauracion": re.compile(
        r"^(?:cannot dump file: |restoring <?[Ss]napshot |Summary: Restored \d)"
    ),
    "depuracion": re.compile(
        r"^(?:rebuilding index$|Applying Policy: keep |to repack: +\d|collecting packs for)"
    ),
    "inventario": re.compile(
        r"^(?:ID +Time +Host +Tags|Stats in \S{1,20} mode:|Found matching entries in snapshot|"
        r"snapshot [0-9a-f]{8} of \[)"
    ),
}
_LISTO = re.compile(
    r"^(?:no errors were found|done|Summary: Restored \d|restoring <?[Ss]nap|keep \d+ snapshots:)"
)


def _es_mensaje(objeto: dict[str, Any]) -> bool:
    return texto(objeto.get("message_type")) in {
        "summary",
        "status",
        "verbose_status",
        "error",
        "exit_error",
    }


def _es_foto(objeto: Any) -> bool:
    return isinstance(objeto, dict) and "tree" in objeto and "paths" in objeto and "id" in objeto


def reconoce(material: Material) -> bool:
    """JSON messages or snapshots of restic, or lines that only restic prints."""
    if any(_es_suyo(o) for o in material.objetos):
        return True
    return material.hallar(_PROPIO) is not None


def _es_suyo(objeto: dict[str, Any]) -> bool:
    return _es_mensaje(objeto) or _es_foto(objeto) or _es_politica(objeto) or _es_consulta(objeto)


_CONSULTAS = (  # `stats` (0.14 does not count snapshots), `find`, `cat`, `key list`
    {"total_size", "snapshots_count"},
    {"matches", "hits", "snapshot"},
    {"version", "id", "chunker_polynomial"},
    {"current", "userName", "hostName", "created"},
    {"mac", "encrypt"},
    {"kdf", "salt", "data"},
)


def _es_consulta(objeto: dict[str, Any]) -> bool:
    """What the commands that only look print as JSON."""
    claves = objeto.keys()
    return claves == {"total_size", "total_file_count"} or any(c <= claves for c in _CONSULTAS)


def _es_politica(objeto: dict[str, Any]) -> bool:
    return "keep" in objeto and "remove" in objeto and "paths" in objeto


def lee(material: Material) -> Lecturas:
    """Yield each backup; else what other operation it was; else the failure."""
    copias = [*_de_json(material), *_de_texto(material)]
    if copias:
        return copias
    if _fallo_aparte(material):
        return [_sin_copia(material)]
    return _otra_operacion(material) or _inventario(material) or [_sin_copia(material)]


def _fallo_aparte(material: Material) -> bool:
    """Whether a command failed to begin and another, of the same script, went well."""
    bien = (_LISTO, _OTRAS["inventario"])
    return material.hallar(_NO_EMPEZO) is not None and any(material.hallar(p) for p in bien)


def _senales(material: Material, *, exito: bool, es_json: bool = False) -> Senales:
    """`exito`: a summary or a «snapshot saved» was printed."""
    return Senales(
        codigo=material.codigo,
        exito=exito,
        fallo=material.hallar(_FALLO) is not None and material.codigo not in _PARCIALES,
        avisos=material.recordar(_errores) > 0,
        concluyente=material.sin_perdida if es_json else material.unido,
        parciales=_PARCIALES,
    )


def _errores(material: Material) -> int:
    """Files that could not be read, or at least one if it only says so."""
    mensajes = len([o for o in material.objetos if o.get("message_type") == "error"])
    if mensajes:
        return mensajes
    lineas = [r for r in renglones(material.todo) if _AVISO.search(r)]
    propias = [r for r in lineas if not r.startswith("Warning: ")]
    return len(propias) or len(lineas)


def _de_json(material: Material) -> Iterator[EjecucionLeida]:
    for objeto in material.objetos:
        if objeto.get("message_type") == "summary" and "total_files_processed" in objeto:
            yield _copia(material, objeto)


def _copia(material: Material, resumen: dict[str, Any]) -> EjecucionLeida:
    foto = texto(resumen.get("snapshot_id"), 64)
    simulada = resumen.get("dry_run") is True
    medida = entero(resumen.get("total_bytes_processed"))
    archivos = entero(resumen.get("total_files_processed"))
    legible = medida is not None and archivos is not None and intactas(resumen, "dry_run")
    inicio = material.instante(resumen.get("backup_start"))
    fin = material.instante(resumen.get("backup_end"))
    duracion = resumen.get("total_duration")
    if inicio and not fin and isinstance(duracion, int | float) and 0 <= duracion < 10**7:
        fin = inicio + timedelta(seconds=duracion)
    return EjecucionLeida(
        clave=clave("restic", foto) if foto else "",
        trabajo="",
        herramienta="restic",
        modalidad="instantanea",
        estado=SIN_DATO if simulada else dictar(_senales(material, exito=legible, es_json=True)),
        inicio=inicio,
        fin=fin,
        bytes=medida,
        archivos=archivos,
        bytes_nuevos=entero(resumen.get("data_added")),
        bytes_almacenados=entero(resumen.get("data_added_packed")),
        errores=material.recordar(_errores),
        copia_id=foto,
    )


def _de_texto(material: Material) -> Iterator[EjecucionLeida]:
    procesado, agregado = None, None
    for renglon in renglones(material.todo):
        procesado = _PROCESADO.match(renglon) or procesado
        agregado = _AGREGADO.match(renglon) or agregado
        guardada = _GUARDADA.match(renglon)
        if guardada or (procesado and _SALTADA.match(renglon)):
            yield _copia_de_texto(material, procesado, agregado, guardada[1] if guardada else "")
            procesado, agregado = None, None


def _copia_de_texto(
    material: Material,
    procesado: re.Match[str] | None,
    agregado: re.Match[str] | None,
    foto: str,
) -> EjecucionLeida:
    return EjecucionLeida(
        clave=clave("restic", foto) if foto else "",
        trabajo="",
        herramienta="restic",
        modalidad="instantanea",
        estado=dictar(_senales(material, exito=True)),
        bytes=tamano(procesado[2], binario=True) if procesado else None,
        archivos=entero(procesado[1]) if procesado else None,
        bytes_nuevos=tamano(agregado[1], binario=True) if agregado else None,
        bytes_almacenados=tamano(agregado[2] or "", binario=True) if agregado else None,
        errores=material.recordar(_errores),
        copia_id=foto,
        redondeado=True,
    )


def _otra_operacion(material: Material) -> list[EjecucionLeida]:
    """check, restore, forget or prune: never a backup."""
    operacion = next((o for o, p in _OTRAS.items() if material.hallar(p)), "")
    if not operacion and material.codigo in {None, 0} and not material.hallar(_FALLO):
        operacion = "inventario" if material.hallar(_PREPARA) else ""
    for objeto in material.objetos:
        if "num_errors" in objeto:
            operacion = "verificacion"
        elif "files_restored" in objeto or "total_files_restored" in objeto:
            operacion = "restauracion"
        elif _es_politica(objeto):
            operacion = "depuracion"
        elif _es_consulta(objeto):
            operacion = "inventario"
    if not operacion:
        return []
    malos = sum(entero(o.get("num_errors")) or 0 for o in material.objetos)
    exito = bool(material.objetos) or material.hallar(_LISTO) is not None
    senales = Senales(codigo=material.codigo, exito=exito, fallo=malos > 0)
    return [
        EjecucionLeida(
            clave="",
            trabajo="",
            herramienta="restic",
            operacion=operacion,
            estado=SIN_DATO if operacion == "inventario" else dictar(senales),
        )
    ]


def _inventario(material: Material) -> list[EjecucionLeida]:
    """`restic snapshots --json`: that a copy exists, not how it went."""
    return [
        EjecucionLeida(
            clave=clave("restic", texto(foto["id"], 64)),
            trabajo=",".join(t for t in foto.get("tags") or () if isinstance(t, str))[:200]
            if isinstance(foto.get("tags"), list)
            else "",
            herramienta="restic",
            operacion="inventario",
            estado=SIN_DATO,
            modalidad="instantanea",
            equipo=texto(foto.get("hostname")),
            inicio=material.instante(foto.get("time")),
            fin=material.instante(en(foto, "summary", "backup_end")),
            bytes=entero(en(foto, "summary", "total_bytes_processed")),
            bytes_nuevos=entero(en(foto, "summary", "data_added")),
            bytes_almacenados=entero(en(foto, "summary", "data_added_packed")),
            archivos=entero(en(foto, "summary", "total_files_processed")),
            copia_id=texto(foto["id"], 64),
            version=texto(foto.get("program_version")),
            baja_autoridad=True,
        )
        for foto in material.objetos
        if _es_foto(foto)
    ]


def _sin_copia(material: Material) -> EjecucionLeida:
    """A run that ended without a snapshot, or evidence cut before its summary."""
    return EjecucionLeida(
        clave="",
        trabajo="",
        herramienta="restic",
        modalidad="instantanea",
        estado=dictar(_senales(material, exito=False)),
    )


ANALIZADOR = Analizador("restic", "1", reconoce, lee, parciales=_PARCIALES)
