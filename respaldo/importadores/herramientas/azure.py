"""Azure Backup: backupJobs and DataProtection JSON, portal CSV (evidencia.md §2.2). Beta.

Only the operation Backup is a run. Its sizes are texts with unit; durations come in two shapes.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.fechas import momento
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.palabras import estado_de, tamano_de
from respaldo.importadores.tablas import filas, tiene
from respaldo.importadores.valores import en, intactas, texto
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, EN_CURSO, NO_CONFORME, SIN_DATO

_ESTADOS = {
    "completed": CONFORME,
    "completado": CONFORME,
    "completada": CONFORME,
    "completedwithwarnings": ADVERTENCIA,
    "completed with warnings": ADVERTENCIA,
    "completado con advertencias": ADVERTENCIA,
    "completada con advertencias": ADVERTENCIA,
    "failed": NO_CONFORME,
    "cancelled": NO_CONFORME,
    "canceled": NO_CONFORME,
    "con error": NO_CONFORME,
    "error": NO_CONFORME,
    "cancelado": NO_CONFORME,
    "inprogress": EN_CURSO,
    "in progress": EN_CURSO,
    "cancelling": EN_CURSO,
    "en curso": EN_CURSO,
}
_OPERACIONES = {
    "backup": "respaldo",
    "copia de seguridad": "respaldo",
    "respaldo": "respaldo",
    "restore": "restauracion",
    "restauracion": "restauracion",
    "restaurar": "restauracion",
    "deletebackupdata": "depuracion",
    "delete backup data": "depuracion",
}
_TIPOS = {
    "full": "total",
    "incremental": "incremental",
    "differential": "diferencial",
    "diff": "diferencial",
    "log": "log",
    "copyonlyfull": "total",
    "snapshot": "instantanea",
}
_COLUMNAS = {
    "workload name": "trabajo",
    "backup instance": "trabajo",
    "nombre de la carga de trabajo": "trabajo",
    "protected item": "trabajo",
    "elemento protegido": "trabajo",
    "backup item": "trabajo",
    "backup item friendly name": "trabajo",
    "operation": "operacion",
    "operacion": "operacion",
    "status": "estado",
    "estado": "estado",
    "type": "tipo",
    "tipo": "tipo",
    "start time": "inicio",
    "hora de inicio": "inicio",
    "inicio": "inicio",
    "duration": "duracion",
    "duracion": "duracion",
    "job id": "id",
    "id de trabajo": "id",
}
_DURACION = re.compile(r"(\d{1,4}):(\d\d):(\d\d)")
_MALOS = frozenset({ADVERTENCIA, NO_CONFORME})
_EXIGIDAS = frozenset({"trabajo", "operacion", "estado"})


def _es_trabajo(objeto: Any) -> bool:
    propiedades = en(objeto, "properties")
    return (
        isinstance(propiedades, dict)
        and ("operation" in propiedades or "operationCategory" in propiedades)
        and "status" in propiedades
        and bool(
            {"activityId", "jobType", "entityFriendlyName", "dataSourceName"} & propiedades.keys()
        )
    )


def _trabajos(material: Material) -> list[dict[str, Any]]:
    halladas: list[dict[str, Any]] = []
    for objeto in material.objetos:
        lista = objeto.get("value")
        posibles = lista if isinstance(lista, list) else [objeto]
        halladas += [o for o in posibles if _es_trabajo(o)]
    return halladas


def reconoce(material: Material) -> bool:
    """Jobs of a vault in JSON, or the heading of the portal's export."""
    return bool(_trabajos(material)) or tiene(material.todo, _COLUMNAS, _EXIGIDAS)


def lee(material: Material) -> Lecturas:
    """Yield a run per job of the vault."""
    trabajos = _trabajos(material)
    if trabajos:
        return [_de_json(material, t) for t in trabajos]
    return [_de_csv(material, f) for f in filas(material.todo, _COLUMNAS, _EXIGIDAS)]


def _de_json(material: Material, trabajo: dict[str, Any]) -> EjecucionLeida:
    dicho = trabajo["properties"]
    accion, _, tipo = texto(dicho.get("operation")).partition(":")
    bolsa = en(dicho, "extendedInfo", "propertyBag")
    identidad = texto(trabajo.get("name")) or texto(dicho.get("activityId"))
    estado = _operado(dicho.get("status"), accion)
    fallas = dicho.get("errorDetails")
    errores = "\n".join(filter(None, map(_error, fallas if isinstance(fallas, list) else [])))
    pasos = en(dicho, "extendedInfo", "tasksList")
    pasos = pasos if isinstance(pasos, list) else []
    partes = {_operado(s, accion) for paso in pasos if (s := en(paso, "status"))}
    mal = bool(partes & _MALOS)
    mal = mal or not all(intactas(p, "status") for p in pasos if isinstance(p, dict))
    entero = intactas(dicho, "status", "errorDetails", "extendedInfo") and partes <= {CONFORME}
    mas = en(dicho, "extendedInfo")
    entero = entero and (not mas or (isinstance(mas, dict) and intactas(mas, "tasksList")))
    if (errores or mal) and estado == CONFORME:
        estado = ADVERTENCIA
    elif estado == CONFORME and not entero:
        estado = SIN_DATO  # a step in words of no list could be one that failed
    return EjecucionLeida(
        clave=clave("azure", identidad) if identidad else "",
        trabajo=texto(dicho.get("entityFriendlyName")) or texto(dicho.get("dataSourceName")),
        equipo=texto(dicho.get("entityFriendlyName")) or texto(dicho.get("dataSourceName")),
        herramienta="azure",
        operacion=_operacion(accion),
        modalidad=_TIPOS.get(tipo.strip().lower(), "desconocida"),
        estado=estado,
        estado_origen=texto(dicho.get("status")),
        inicio=material.instante(dicho.get("startTime")),
        fin=material.instante(dicho.get("endTime")),
        bytes=tamano_de(en(bolsa, "Backup Size")),
        redondeado=bool(en(bolsa, "Backup Size")),
        copia_id=identidad,
        mensaje=errores[:4000],
        es_manual=dicho.get("isUserTriggered") is True,
    )


def _operacion(accion: str) -> str:
    """Anything that is neither Backup nor Restore (configure, update…) is no run at all."""
    return _OPERACIONES.get(" ".join(accion.lower().split()), "inventario")


def _operado(palabra: Any, accion: str) -> str:
    estado = estado_de(palabra, _ESTADOS)
    return SIN_DATO if _operacion(accion) == "inventario" else estado


def _error(falla: Any) -> str:
    partes = [en(falla, "errorCode"), en(falla, "errorString") or en(falla, "message")]
    return " ".join(str(p) for p in partes if isinstance(p, str | int))


def _de_csv(material: Material, fila: dict[str, str]) -> EjecucionLeida:
    inicio = material.instante(fila.get("inicio")) or momento(fila.get("inicio"), material.zona)
    duro = _DURACION.match(fila.get("duracion", ""))
    return EjecucionLeida(
        clave=clave("azure", fila["id"]) if fila.get("id") else "",
        trabajo=fila["trabajo"][:200],
        equipo=fila["trabajo"][:200],
        herramienta="azure",
        operacion=_operacion(fila["operacion"]),
        estado=_operado(fila["estado"], fila["operacion"]),
        estado_origen=fila["estado"][:200],
        inicio=inicio,
        fin=_fin(inicio, duro),
        copia_id=fila.get("id", "")[:200],
    )


def _fin(inicio: datetime | None, duro: re.Match[str] | None) -> datetime | None:
    if inicio is None or duro is None:
        return None
    horas, minutos, segundos = (int(g) for g in duro.groups())
    return inicio + timedelta(hours=horas, minutes=minutos, seconds=segundos)


ANALIZADOR = Analizador("azure", "1", reconoce, lee, beta=True, por_partes=True)
