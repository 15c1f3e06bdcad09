"""Barman 3: `-f json` of backup, show-backup, list-backup, check; text (evidencia.md §2.7).

The list shows that copies exist and cannot see warnings. A failed entry has no more than its id.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.herramientas import barman_campos, barman_texto
from respaldo.importadores.herramientas.barman_texto import EMPIEZA, FALLO
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import en, entero, epoch, instante_ctime, texto
from respaldo.importadores.veredicto import NO_CONFORME, SIN_DATO, Senales, dictar

_AVISOS = ("_INFO", "_ERROR", "_EXCEPTION", "_WARNING")
_LISTA = re.compile(
    r"^\S{1,100} \d{8}T\d{6} - (?:[A-Z] - )?"
    r"(?:\w{3} \w{3} {1,2}\d{1,2} [\d:]{8} \d{4} - Size|FAILED)"
)
_NAGIOS = re.compile(r"^BARMAN (?:OK|CRITICAL|WARNING|UNKNOWN) - ")
_CHECK = re.compile(r"^\t\S.{1,80}: (?:OK|FAILED)")
_FALLA_EL_CHEQUEO = re.compile(r"^\t\S.{1,80}: FAILED\b|^BARMAN (?:CRITICAL|WARNING|UNKNOWN) - ")
_SERVIDOR = re.compile(r"^Server \S{1,100}:$")
_OTRAS = {
    "restauracion": re.compile(r"^Starting (?:local|remote) restore for|^Recovery completed"),
    "depuracion": re.compile(r"^Delet(?:ing|ed) backup \d{8}T\d{6}"),
    "verificacion": re.compile(r"^Verifying backup '\S{1,60}' on server "),
}
_DE_QUIEN = re.compile(
    r"^(?:Starting (?:local|remote) restore for server |Deleting backup \d{8}T\d{6} for server |"
    r"Verifying backup '\S{1,60}' on server \[')([\w.-]{1,100})"
)
_ACABADAS = re.compile(r"^(?:Recovery completed|Deleted backup) |^backup successfully verified$")
_FALLIDO = re.compile(r"Impossible to start the backup|Starting backup using|Unknown server '")
_CATALOGO = re.compile(  # `show-backup`, `status`, `list-server`, `cron`, `list-backup --minimal`
    r"^Backup \d{8}T\d{6}:$|^\tNo\. of available backups: \d|^Status of streaming clients|"
    r"^Starting (?:WAL archiving|streaming archiver) for server |^  Base backup information:$"
)
_SOLO_ID = re.compile(r"^(?:\d{8}T\d{6}\n?){1,5000}$")
# `list-files`, and the name and description of `list-server`.
_DE_UNA_COPIA = re.compile(r"^/\S{1,300}/(?:base/\d{8}T\d{6}/|wals/[0-9A-F]{16}/)\S")
_SERVIDORES = re.compile(r"^[\w.-]{1,60} - \S.{0,200}$")
# Who read the list closed it before its end.
_TUBO_ROTO = {"EXCEPTION: [Errno 32] Broken pipe", "See log file for more details."}
_MEDIDAS = ("disk_usage_bytes", "backup_size_bytes", "size")  # the second, of 3.11 and later
_ID = re.compile(r"\d{8}T\d{6}")


def _es_copia(valor: Any) -> bool:
    return isinstance(valor, dict) and _ID.fullmatch(texto(valor.get("backup_id"))) is not None


def _es_suyo(objeto: dict[str, Any]) -> bool:
    if _es_copia(objeto) or any(c in objeto for c in _AVISOS):
        return True
    primero = next(iter(objeto.values()), None)
    lista = primero if isinstance(primero, list) else [primero]
    listada = any(_es_copia(v) for v in lista[:3])
    return listada or _es_chequeo(primero) or _es_diagnostico(objeto)


def _es_chequeo(valor: Any) -> bool:
    return isinstance(valor, dict) and ("backup_maximum_age" in valor or "backups_number" in valor)


def reconoce(material: Material) -> bool:
    """Its JSON objects, or its messages."""
    if any(_es_suyo(o) for o in material.objetos[:50]):
        return True
    propios = (
        EMPIEZA,
        barman_campos.VARIABLE,
        _LISTA,
        _NAGIOS,
        _FALLIDO,
        _CATALOGO,
        *_OTRAS.values(),
    )
    chequea = material.hallar(_SERVIDOR) and material.hallar(_CHECK)
    return bool(chequea) or any(material.hallar(p) for p in propios) or _solo_lista(material)


def _solo_lista(material: Material) -> bool:
    """Whether all that it printed is a list: ids, files of a copy, or servers. The last one is
    told only by a source of barman."""
    if _SOLO_ID.match(material.salida):
        return True
    formas = [_DE_UNA_COPIA]
    if material.captura.herramienta == "barman":
        formas.append(_SERVIDORES)
    return any(map(material.hallar, formas)) and _es_todo(material, formas)


def _es_todo(material: Material, formas: list[re.Pattern[str]]) -> bool:
    """Whether every line has one of the forms, and nothing failed."""
    lineas = [r for r in renglones(material.salida) if r]
    listada = bool(lineas) and any(all(map(f.match, lineas)) for f in formas)
    ajenos = {r for r in renglones(material.errores) if r} - _TUBO_ROTO
    return listada and not ajenos and material.codigo in {None, 0}


def lee(material: Material) -> Lecturas:
    """Yield the backup that ran; else those shown or listed; else the check or the failure."""
    hechas = [*_de_json(material), *barman_texto.leer(material)]
    hechas = hechas or list(barman_campos.del_gancho(material))
    mostradas = [] if hechas else [*_mostradas(material), *_mostradas_en_texto(material)]
    return hechas or mostradas or [_otra(material)]


def _de_json(material: Material) -> Iterator[EjecucionLeida]:
    """What `backup` prints when it ends."""
    for objeto in material.objetos:
        if _es_copia(objeto) and "status" in objeto and "server_name" in objeto:
            yield _copia(
                material,
                texto(objeto["server_name"]),
                objeto,
                _momento(material, objeto.get("begin_time")),
                _momento(material, objeto.get("end_time")),
            )


def _copia(
    material: Material,
    servidor: str,
    dicho: dict[str, Any],
    inicio: datetime | None,
    fin: datetime | None,
) -> EjecucionLeida:
    palabra = texto(dicho.get("status"))
    identidad = texto(dicho.get("backup_id"))
    datos = dicho.get("base_backup_information", dicho)
    medida = next(filter(None, (entero(en(datos, c)) for c in _MEDIDAS)), None)
    # Of 3.11 and later, when PostgreSQL 17 copies only what changed.
    tipo, padre = texto(dicho.get("backup_type")), texto(dicho.get("parent_backup_id"))
    return EjecucionLeida(
        clave=clave("barman", servidor, identidad),
        trabajo=servidor,
        herramienta="barman",
        modalidad="incremental" if tipo.startswith("incr") or padre else "total",
        estado=_por_palabra(material, palabra),
        estado_origen=palabra,
        inicio=inicio,
        fin=fin,
        bytes=medida,
        bytes_nuevos=entero(en(datos, "incremental_size_bytes"))
        or entero(en(datos, "deduplicated_size")),
        copia_id=identidad,
        mensaje=texto(dicho.get("error"), 8_000),
    )


def _por_palabra(material: Material, palabra: str) -> str:
    """DONE is a copy, and cannot be restored yet while it waits for its WAL; FAILED and EMPTY are
    none; the rest has not ended."""
    if palabra in {"DONE", "WAITING_FOR_WALS"}:
        return dictar(Senales(codigo=material.codigo, exito=True, avisos=palabra != "DONE"))
    if palabra in {"FAILED", "EMPTY"}:
        return NO_CONFORME
    return dictar(Senales(codigo=material.codigo, empezada=palabra in {"STARTED", "SYNCING"}))


def _momento(material: Material, valor: Any) -> datetime | None:
    return material.instante(valor) or instante_ctime(texto(valor), material.zona)


def _mostradas(material: Material) -> Iterator[EjecucionLeida]:
    """Copies of `show-backup` (it judges) and of `list-backup` (an inventory)."""
    for objeto in material.objetos:
        for servidor, valor in objeto.items():
            detalle = _es_copia(valor) and "base_backup_information" in valor
            for dicho in [valor] if detalle else valor if isinstance(valor, list) else []:
                if _es_copia(dicho):
                    yield _de_catalogo(material, servidor, dicho, detalle=detalle)


def _de_catalogo(
    material: Material, servidor: str, dicho: dict[str, Any], *, detalle: bool
) -> EjecucionLeida:
    datos = dicho.get("base_backup_information", dicho)
    inicio, fin = epoch(en(datos, "begin_time_timestamp")), epoch(en(datos, "end_time_timestamp"))
    leida = _copia(material, servidor[:200], dicho, inicio, fin)
    if detalle:
        return leida
    return replace(
        leida,
        operacion="inventario",
        baja_autoridad=True,
        bytes=entero(dicho.get("size_bytes")),
        estado=NO_CONFORME if leida.estado_origen == "FAILED" else SIN_DATO,
    )


def _mostradas_en_texto(material: Material) -> Iterator[EjecucionLeida]:
    """Only if nothing failed: the failure may be that of a backup before it."""
    return barman_campos.mostradas(material) if _operacion(material) == "inventario" else iter(())


def _otra(material: Material) -> EjecucionLeida:
    """A check, a list in text, a restore, or an error before the backup began."""
    operacion = _operacion(material)
    chequea = operacion == "verificacion" and not material.hallar(_OTRAS[operacion])
    exito = chequea or material.hallar(_ACABADAS) is not None
    estado = dictar(Senales(codigo=material.codigo, exito=exito, fallo=_fallo(material)))
    return EjecucionLeida(
        clave="",
        trabajo=_servidor(material) if operacion in _OTRAS else "",
        herramienta="barman",
        operacion=operacion,
        estado=SIN_DATO if operacion == "inventario" else estado,
        mensaje="\n".join(_dichos(material)),
    )


def _servidor(material: Material) -> str:
    """Whose copy was restored, deleted or verified."""
    nombrado = material.hallar(_DE_QUIEN)
    return nombrado[1] if nombrado else ""


def _operacion(material: Material) -> str:
    if material.hallar(_LISTA) or _solo_lista(material):
        return "inventario"
    if material.hallar(_NAGIOS) or material.hallar(_CHECK) or any(_chequeos(material)):
        return "verificacion"
    otra = next((o for o, p in _OTRAS.items() if material.hallar(p)), "")
    bien = material.codigo in {None, 0} and not _fallo(material)
    mira = material.hallar(_CATALOGO) is not None or any(map(_es_diagnostico, material.objetos))
    return otra or ("inventario" if mira and bien else "respaldo")


def _es_diagnostico(objeto: dict[str, Any]) -> bool:
    """What `diagnose` prints."""
    return {"global", "servers"} <= objeto.keys()


def _chequeos(material: Material) -> Iterator[dict[str, Any]]:
    return (v for o in material.objetos for v in list(o.values())[:1] if _es_chequeo(v))


def _fallo(material: Material) -> bool:
    """Whether it says an error, or a check has a line that failed."""
    if material.hallar(FALLO) or material.hallar(_FALLA_EL_CHEQUEO):
        return True
    dichos = [d for c in _chequeos(material) for d in c.values() if isinstance(d, dict)]
    return any(d.get("status") == "FAILED" for d in dichos) or any(
        o.get("_ERROR") or o.get("_EXCEPTION") for o in material.objetos
    )


def _dichos(material: Material) -> Iterator[str]:
    for objeto in material.objetos:
        for aviso in ("_ERROR", "_EXCEPTION"):
            lista = objeto.get(aviso)
            yield from (texto(m, 1_000) for m in (lista if isinstance(lista, list) else []))


ANALIZADOR = Analizador("barman", "2", reconoce, lee)
