"""Veeam as objects with other names: Enterprise Manager entities, sessions of PowerShell
(evidencia.md §2.1). Beta.

PowerShell 5 writes its enumerations as numbers: those decide nothing.
"""

from collections.abc import Iterator
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
_JUZGAN = ("State", "Result", "Reason", "EndTime", "EndTimeUTC", "JobType", "IsCanceled")


def de_objetos(material: Material) -> list[dict[str, Any]]:
    """Sessions found at any shallow depth of the documents."""
    return [s for d in material.documentos for s in _dentro(d, _HONDURA)]


def _dentro(valor: Any, hondura: int) -> Iterator[dict[str, Any]]:
    if isinstance(valor, dict) and _es_sesion(valor):
        yield valor
    elif hondura and isinstance(valor, dict | list):
        for hijo in valor.values() if isinstance(valor, dict) else valor:
            yield from _dentro(hijo, hondura - 1)


def _es_sesion(objeto: dict[str, Any]) -> bool:
    llaves = objeto.keys()
    del_gestor = {"CreationTimeUTC", "Result", "State"} <= llaves
    return (del_gestor or {"CreationTime", "EndTime", "Result"} <= llaves) and (
        "JobName" in llaves or "JobType" in llaves
    )


def de_objeto(material: Material, objeto: dict[str, Any], operacion: str) -> EjecucionLeida:
    """A run out of one session."""
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
