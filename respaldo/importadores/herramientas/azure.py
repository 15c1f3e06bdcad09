"""Azure Backup: backupJobs and DataProtection JSON, portal CSV, Log Analytics, PowerShell
(evidencia.md §2.2). Beta.

Only the operation Backup is a run. Its sizes are texts with unit; durations come in two shapes.
"""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.celdas import plegar
from respaldo.importadores.fechas import de_windows
from respaldo.importadores.herramientas.azure_alerta import alertas, de_alerta
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.palabras import estado_de, tamano_de
from respaldo.importadores.tablas import filas, tiene
from respaldo.importadores.valores import en, entero, instante, intactas, texto
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
    "con errores": NO_CONFORME,
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
    "delete": "depuracion",
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
_CONSULTA = {
    "backupitemfriendlyname": "trabajo",
    "joboperation": "operacion",
    "jobstatus": "estado",
    "jobstartdatetime": "inicio_utc",
    "jobdurationinsecs": "segundos",
    "jobuniqueid": "id",
    "jobfailurecode": "falla",
    "datatransferredinmb": "megas",
}
_COLUMNAS |= _CONSULTA
_OBJETO = {
    "workloadname": "trabajo",
    "operation": "operacion",
    "status": "estado",
    "starttime": "inicio",
    "endtime": "fin",
    "jobid": "id",
    "duration": "duracion",
}
_CON_TIPO = re.compile(r"^(.{1,60}?) ?[:(] ?([A-Za-z]{2,20})\)?$")
_SIN_FALLA = frozenset({"", "success", "none"})
_UTC, _UN_ANIO = ZoneInfo("UTC"), 366 * 86_400
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


def _filas_de_objetos(material: Material) -> list[dict[str, str]]:
    """Rows of Log Analytics and objects of PowerShell, as the rows of a CSV."""
    objetos = [
        *material.objetos,
        *(f for o in material.objetos for f in _de_tablas(o.get("tables"))),
    ]
    halladas: list[dict[str, str]] = []
    for objeto in objetos:
        for nombres in (_CONSULTA, _OBJETO):
            fila = {
                nombres[n]: v if isinstance(v, str) else "" if v is None else str(v)
                for llave, v in objeto.items()
                if (n := llave.lower()) in nombres
            }
            if fila.keys() >= _EXIGIDAS | {"id"}:
                halladas.append(fila | {"errores": _errores(objeto.get("ErrorDetails"))})
                break
    return halladas


def _de_tablas(tablas: Any) -> list[dict[str, Any]]:
    """The answer of its query service: names in `columns`, values in `rows`."""
    return [
        dict(zip((texto(en(c, "name")) for c in columnas), fila, strict=False))
        for tabla in (tablas if isinstance(tablas, list) else [])
        if isinstance(columnas := en(tabla, "columns"), list)
        and isinstance(lista := en(tabla, "rows"), list)
        for fila in lista
        if isinstance(fila, list)
    ]


def reconoce(material: Material) -> bool:
    """Jobs of a vault in JSON, an alert, or the heading of an export."""
    dichos = _trabajos(material) or _filas_de_objetos(material) or alertas(material)
    return bool(dichos) or tiene(material.todo, _COLUMNAS, _EXIGIDAS)


def lee(material: Material) -> Lecturas:
    """Yield a run per job of the vault."""
    trabajos = _trabajos(material)
    if trabajos:
        return [_de_json(material, t) for t in trabajos]
    if avisos := alertas(material):
        return [de_alerta(material, a) for a in avisos]
    dichas = _filas_de_objetos(material) or filas(material.todo, _COLUMNAS, _EXIGIDAS)
    return [_de_csv(material, f) for f in dichas]


def _de_json(material: Material, trabajo: dict[str, Any]) -> EjecucionLeida:
    dicho = trabajo["properties"]
    accion, tipo = _accion(texto(dicho.get("operation")))
    bolsa = en(dicho, "extendedInfo", "propertyBag")
    identidad = texto(trabajo.get("name")) or texto(dicho.get("activityId"))
    elemento = texto(dicho.get("entityFriendlyName")) or texto(dicho.get("dataSourceName"))
    estado = _operado(dicho.get("status"), accion)
    errores = _errores(dicho.get("errorDetails"))
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
        trabajo=elemento,
        equipo=texto(dicho.get("mabServerName")) or elemento,
        herramienta="azure",
        operacion=_operacion(accion),
        modalidad=_TIPOS.get((tipo or texto(en(bolsa, "Backup Type"))).lower(), "desconocida"),
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


def _accion(dicha: str) -> tuple[str, str]:
    """«Backup:full», «Backup (Log)» → the operation and its type."""
    hallada = _CON_TIPO.match(dicha)
    return (hallada[1], hallada[2]) if hallada else (dicha, "")


def _operacion(accion: str) -> str:
    """Anything that is neither Backup nor Restore (configure, update…) is no run at all."""
    plana = plegar(accion)
    if plana in _OPERACIONES:
        return _OPERACIONES[plana]
    return "restauracion" if "restore" in plana else "inventario"


def _operado(palabra: Any, accion: str) -> str:
    estado = estado_de(palabra, _ESTADOS)
    return SIN_DATO if _operacion(accion) == "inventario" else estado


def _errores(fallas: Any) -> str:
    return "\n".join(filter(None, map(_error, fallas if isinstance(fallas, list) else [])))


def _error(falla: Any) -> str:
    if isinstance(falla, dict):  # PowerShell writes the same names with a capital
        falla = {llave[:1].lower() + llave[1:]: v for llave, v in falla.items()}
    partes = [
        en(falla, "errorCode"),
        en(falla, "errorString") or en(falla, "errorMessage") or en(falla, "message"),
    ]
    return " ".join(str(p) for p in partes if isinstance(p, str | int))


def _de_csv(material: Material, fila: dict[str, str]) -> EjecucionLeida:
    dicho = fila.get("inicio", "")
    inicio = instante(fila.get("inicio_utc"), _UTC) or de_windows(dicho, material.zona)
    accion, tipo = _accion(fila["operacion"])
    falla = "" if plegar(fila.get("falla", "")) in _SIN_FALLA else fila["falla"]
    errores = "\n".join(filter(None, [falla, fila.get("errores")]))
    estado = _operado(fila["estado"], accion)
    if errores and estado == CONFORME:
        estado = ADVERTENCIA
    megas = tamano_de(f"{fila['megas']} MB") if fila.get("megas") else None
    return EjecucionLeida(
        clave=clave("azure", fila["id"]) if fila.get("id") else "",
        trabajo=fila["trabajo"][:200],
        equipo=fila["trabajo"][:200],
        herramienta="azure",
        operacion=_operacion(accion),
        modalidad=_TIPOS.get(tipo.lower(), "desconocida"),
        estado=estado,
        estado_origen=fila["estado"][:200],
        inicio=inicio,
        fin=None if estado == EN_CURSO else _fin(material, fila, inicio),
        bytes_nuevos=megas,
        redondeado=megas is not None,
        copia_id=fila.get("id", "")[:200],
        mensaje=errores[:4000],
    )


def _fin(material: Material, fila: dict[str, str], inicio: datetime | None) -> datetime | None:
    if fila.get("fin"):
        return de_windows(fila["fin"], material.zona)
    duro, segundos = _DURACION.match(fila.get("duracion", "")), entero(fila.get("segundos", ""))
    if inicio is None or (duro is None and (segundos is None or segundos > _UN_ANIO)):
        return None
    if duro is None:
        return inicio + timedelta(seconds=segundos or 0)
    horas, minutos, resto = (int(g) for g in duro.groups())
    return inicio + timedelta(hours=horas, minutes=minutos, seconds=resto)


ANALIZADOR = Analizador("azure", "1", reconoce, lee, beta=True, por_partes=True)
