"""Veeam as objects with other names: Enterprise Manager entities, sessions of PowerShell
(evidencia.md §2.1). Beta.

PowerShell 5 writes its enumerations as numbers: those decide nothing.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.fechas import de_windows
from respaldo.importadores.herramientas.veeam_correo import ESTADOS
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Material
from respaldo.importadores.palabras import estado_de
from respaldo.importadores.valores import entero, intactas, texto
from respaldo.importadores.veredicto import CONFORME, EN_CURSO, NO_CONFORME, SIN_DATO

_UTC = ZoneInfo("UTC")
_HONDURA = 5
_ACABADAS = frozenset({"stopped", "completed", "succeeded", "failed", "warning"})
_ENTIDAD = re.compile(
    r"<Backup(?:Task|Job)Session\s([^>]{0,1000})>(.{20,8000}?)</Backup(?:Task|Job)Session>",
    re.DOTALL,
)
_ELEMENTO = re.compile(r"<(\w{2,40})>([^<>]{0,4000})</\1>")
_ATRIBUTO = re.compile(r"\b(UID|Name)=\"([^\"]{1,300})\"")
_MAXIMO_XML, _MAXIMO_ENTIDADES = 2_000_000, 2_000
_JUZGAN = ("State", "Result", "Reason", "EndTime", "EndTimeUTC", "JobType", "IsCanceled")


def de_objetos(material: Material) -> list[dict[str, Any]]:
    """Sessions found at any shallow depth of the documents, or as XML."""
    return [s for d in material.documentos for s in _dentro(d, _HONDURA)] or _de_xml(material.todo)


def _de_xml(dicho: str) -> list[dict[str, Any]]:
    """Entities as XML, by expressions: an entity of the language is never resolved but the five."""
    if "<Backup" not in dicho:
        return []
    hallados = _ENTIDAD.findall(dicho[:_MAXIMO_XML])[:_MAXIMO_ENTIDADES]
    objetos: list[dict[str, Any]] = [
        dict(_ATRIBUTO.findall(atributos))
        | {nombre: unescape(valor) for nombre, valor in _ELEMENTO.findall(cuerpo)}
        for atributos, cuerpo in hallados
    ]
    return [o for o in objetos if _es_sesion(o)]


def _dentro(valor: Any, hondura: int) -> Iterator[dict[str, Any]]:
    if isinstance(valor, dict) and _es_sesion(valor):
        yield valor
    elif hondura and isinstance(valor, dict | list):
        for hijo in valor.values() if isinstance(valor, dict) else valor:
            yield from _dentro(hijo, hondura - 1)


def _es_sesion(objeto: dict[str, Any]) -> bool:
    llaves = objeto.keys()
    del_gestor = {"CreationTimeUTC", "Result", "State"} <= llaves
    return (
        (del_gestor or {"CreationTime", "EndTime", "Result"} <= llaves)
        and ("JobName" in llaves or "JobType" in llaves)
    ) or _es_tarea(objeto)


def _es_tarea(objeto: dict[str, Any]) -> bool:
    """What `Get-VBRTaskSession` gives of one machine."""
    return {"Name", "JobName", "Status"} <= objeto.keys() and isinstance(
        objeto.get("Progress"), dict
    )


def de_tarea(material: Material, tarea: dict[str, Any]) -> EjecucionLeida:
    """The run of one machine, as PowerShell tells it."""
    avance = tarea["Progress"]
    inicio, fin = (
        de_windows(avance.get(f"{c}TimeUtc"), _UTC)
        or de_windows(avance.get(f"{c}TimeLocal") or avance.get(f"{c}Time"), material.zona)
        for c in ("Start", "Stop")
    )
    fin = fin if fin and inicio and fin >= inicio else None
    estado = estado_de(tarea.get("Status"), ESTADOS)
    if texto(tarea.get("Status")).lower() in {"inprogress", "pending"}:
        estado = EN_CURSO
    if estado == CONFORME and not (fin and intactas(tarea, "Status", "Info")):
        estado = SIN_DATO
    maquina, propia = texto(tarea.get("Name")), texto(tarea.get("Id"))
    return EjecucionLeida(
        clave=clave("veeam", propia) if propia else "",
        trabajo=texto(tarea.get("JobName")),
        equipo=maquina,
        origen=maquina,
        herramienta="veeam",
        estado=estado,
        estado_origen=texto(tarea.get("Status")),
        inicio=inicio,
        fin=None if estado == EN_CURSO else fin,
        bytes=entero(avance.get("ProcessedSize")),
        bytes_nuevos=entero(avance.get("ReadSize")),
        bytes_almacenados=entero(avance.get("TransferedSize")),
    )


def de_objeto(material: Material, objeto: dict[str, Any], operacion: str) -> EjecucionLeida:
    """A run out of one session."""
    if _es_tarea(objeto):
        return de_tarea(material, objeto)
    inicio, fin = (
        de_windows(objeto.get(f"{c}UTC"), _UTC) or de_windows(objeto.get(c), material.zona)
        for c in ("CreationTime", "EndTime")
    )
    fin = fin if fin and inicio and fin >= inicio else None  # 1900 while it runs
    maquina = texto(objeto.get("VmDisplayName"))
    propia = texto(objeto.get("UID")) or texto(objeto.get("Id"))
    estado = _estado(objeto, terminada=fin is not None)
    return EjecucionLeida(
        clave=clave("veeam", propia) if propia else "",
        trabajo=texto(objeto.get("JobName")) or texto(objeto.get("Name")),
        equipo=maquina,
        origen=maquina,
        herramienta="veeam",
        operacion=operacion,
        estado=SIN_DATO if operacion == "inventario" else estado,
        estado_origen=texto(objeto.get("Result")),
        inicio=inicio,
        fin=fin,
        bytes=entero(objeto.get("TotalSize")),
        mensaje=texto(objeto.get("Reason"), 4000) if estado != CONFORME else "",
    )


def _estado(objeto: dict[str, Any], *, terminada: bool) -> str:
    estado = estado_de(objeto.get("Result"), ESTADOS)
    situacion = texto(objeto.get("State")).lower()
    if estado == NO_CONFORME or not situacion:
        return NO_CONFORME if estado == NO_CONFORME else SIN_DATO
    if situacion not in _ACABADAS:
        return EN_CURSO
    entera = terminada and intactas(objeto, *_JUZGAN)
    return SIN_DATO if estado == CONFORME and not entera else estado
