"""Veeam: REST sessions and task sessions, syslog, PowerShell CSV, mail (evidencia.md §2.1). Beta.

A task session is one machine of a job and the run that counts; the session is its summary.
"""

import re
from dataclasses import replace
from typing import Any

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.fechas import momento
from respaldo.importadores.herramientas.veeam_correo import ESTADOS, de_correo, es_correo
from respaldo.importadores.herramientas.veeam_objetos import de_objeto, de_objetos
from respaldo.importadores.herramientas.veeam_syslog import SYSLOG, de_syslog
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.palabras import estado_de
from respaldo.importadores.tablas import filas, tiene
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import en, entero, intactas, texto
from respaldo.importadores.veredicto import (
    CONFORME,
    EN_CURSO,
    NO_CONFORME,
    SIN_DATO,
    peor,
)

_COPIAS = frozenset(
    {
        "backupjob",
        "backup",
        "agentbackup",
        "replicajob",
        "backupcopyjob",
        "backupcopy",
        "agentbackupjob",
        "computerbackup",
        "sqllogbackup",
        "oraclelogbackup",
        "configurationbackup",
        "filebackup",
        "endpointbackup",
        "simplebackupcopyjob",
        "epagentbackup",
    }
)
_OPERACIONES = {
    "surebackup": "verificacion",
    "restorevm": "restauracion",
    "quickmigration": "inventario",
    "filelevelrestore": "restauracion",
    "deletebackup": "depuracion",
}
_TIPOS = {
    "full": "total",
    "increment": "incremental",
    "synthetic": "total",
    "syntheticfull": "total",
    "sqllogbackup": "log",
    "oraclelogbackup": "log",
}
_VIVOS = frozenset(
    {"working", "starting", "stopping", "pausing", "resuming", "postprocessing", "waitingtape",
     "waitingrepository", "waitingslot", "inprogress", "pending"}
)  # fmt: skip
_DE_COPIA = re.compile(r"backup(?:sync)?(?:job|policy)?$|agentbackup|tapebackup")
_NO_COPIA = re.compile(r"^(?:surebackup|delete|remove|import|export|scan|move|health)")
_JUZGAN = ("state", "result", "endTime", "isCanceled", "sessionType", "algorithm", "progress",
           "progressPercent")  # fmt: skip
_COLUMNAS = {
    "jobname": "trabajo",
    "job name": "trabajo",
    "name": "nombre",
    "jobtype": "tipo",
    "creationtime": "inicio",
    "endtime": "fin",
    "result": "estado",
    "state": "situacion",
    "id": "id",
    "sessiontype": "tipo",
}
_EXIGIDAS = frozenset({"inicio", "fin", "estado"})


def _sesiones(material: Material) -> list[dict[str, Any]]:
    """Sessions, task sessions and restore points, alone, in a page or one beside the other."""
    halladas: list[dict[str, Any]] = []
    for objeto in material.objetos:
        pagina = objeto.get("data")
        lista = pagina if isinstance(pagina, list) else [objeto]
        halladas += [s for o in lista if isinstance(o, dict) for s in _en_si_o_dentro(o)]
    return halladas


def _en_si_o_dentro(objeto: dict[str, Any]) -> list[dict[str, Any]]:
    if _es_sesion(objeto) or _es_punto(objeto):
        return [objeto]
    dentro: list[Any] = []
    for valor in objeto.values():
        pagina = valor.get("data") if isinstance(valor, dict) else None
        dentro += pagina if isinstance(pagina, list) else valor if isinstance(valor, list) else []
        dentro += [valor] if isinstance(valor, dict) and pagina is None else []
    return [o for o in dentro if isinstance(o, dict) and _es_sesion(o)]


def _es_punto(objeto: dict[str, Any]) -> bool:
    """A restore point: a copy that exists, whatever its run was."""
    return {"creationTime", "backupId"} <= objeto.keys() and bool(
        {"malwareStatus", "originalSize", "allowedOperations"} & objeto.keys()
    )


def _es_tarea(sesion: dict[str, Any]) -> bool:
    return "algorithm" in sesion or "restorePointId" in sesion


def _de_sesiones(material: Material, sesiones: list[dict[str, Any]]) -> list[EjecucionLeida]:
    """A task takes the name of its job; a session is told only if no task is as bad as it."""
    nombres = {texto(s.get("id")): texto(s.get("name")) for s in sesiones if not _es_tarea(s)}
    peores: dict[str, str] = {}
    for tarea in filter(_es_tarea, sesiones):
        padre = texto(tarea.get("sessionId"))
        peores[padre] = peor(peores.get(padre, EN_CURSO), _estado(tarea))
    leidas: list[EjecucionLeida] = []
    for sesion in sesiones:
        propia = texto(sesion.get("id"))
        if _es_punto(sesion):
            leidas.append(_de_punto(material, sesion))
        elif _es_tarea(sesion):
            leida = _de_sesion(material, sesion)
            trabajo = leida.trabajo or nombres.get(texto(sesion.get("sessionId")), "")
            leidas.append(replace(leida, trabajo=trabajo))
        elif propia not in peores or peor(peores[propia], _estado(sesion)) != peores[propia]:
            leidas.append(_de_sesion(material, sesion))
    return leidas


def _de_punto(material: Material, punto: dict[str, Any]) -> EjecucionLeida:
    propio = texto(punto.get("id"))
    return EjecucionLeida(
        clave=clave("veeam", "punto", propio) if propio else "",
        trabajo="",
        equipo=texto(punto.get("name")),
        herramienta="veeam",
        operacion="inventario",
        modalidad=_TIPOS.get(texto(punto.get("type")).lower(), "desconocida"),
        estado=SIN_DATO,
        inicio=material.instante(punto.get("creationTime")),
        bytes=entero(punto.get("originalSize")),
        copia_id=propio,
        baja_autoridad=True,
    )


def _es_sesion(objeto: dict[str, Any]) -> bool:
    llaves = objeto.keys()
    return (
        "creationTime" in llaves
        and "result" in llaves
        and bool({"sessionType", "jobId", "algorithm", "restorePointId"} & llaves)
    )


def reconoce(material: Material) -> bool:
    """JSON of its REST service, its syslog, its export or its mail."""
    return (
        bool(_sesiones(material) or de_objetos(material))
        or material.hallar(SYSLOG) is not None
        or tiene(material.todo, _COLUMNAS, _EXIGIDAS)
        or es_correo(material)
    )


def lee(material: Material) -> Lecturas:
    """Yield a run per session, task session, event or row."""
    sesiones = _sesiones(material)
    if sesiones:
        return _de_sesiones(material, sesiones)
    if objetos := de_objetos(material):
        return [de_objeto(material, o, _operacion(texto(o.get("JobType")))) for o in objetos]
    eventos = [r for r in renglones(material.todo) if SYSLOG.search(r)]
    if eventos:
        return [e for e in (de_syslog(material, r) for r in eventos) if e is not None]
    if es_correo(material):
        return de_correo(material)
    return [_de_fila(material, f) for f in filas(material.todo, _COLUMNAS, _EXIGIDAS)]


def _operacion(tipo: str) -> str:
    plano = tipo.lower()
    if not plano or plano in _COPIAS:
        return "respaldo"
    if plano in _OPERACIONES:
        return _OPERACIONES[plano]
    if plano.startswith("surebackup"):
        return "verificacion"
    if _DE_COPIA.search(plano) and not _NO_COPIA.search(plano):
        return "respaldo"  # VSphereBackup, LinuxAgentBackup…: each platform has its own
    return "restauracion" if "restore" in plano else "inventario"


def _de_sesion(material: Material, sesion: dict[str, Any]) -> EjecucionLeida:
    es_tarea = _es_tarea(sesion)
    padre, propia = texto(sesion.get("sessionId")), texto(sesion.get("id"))
    clase = texto(sesion.get("sessionType")) or texto(sesion.get("type"))
    algoritmo = texto(sesion.get("algorithm")).lower() or clase.lower()
    operacion, estado = _operacion(clase), _estado(sesion)
    return EjecucionLeida(
        clave=clave("veeam", padre, propia) if propia else "",
        trabajo=texto(sesion.get("jobName")) or ("" if es_tarea else texto(sesion.get("name"))),
        equipo=texto(sesion.get("name")) if es_tarea else "",
        origen=texto(sesion.get("name")) if es_tarea else "",
        herramienta="veeam",
        operacion=operacion,
        modalidad=_TIPOS.get(algoritmo, "desconocida")
        if operacion == "respaldo"
        else "desconocida",
        estado=SIN_DATO if operacion == "inventario" else estado,
        estado_origen=texto(en(sesion, "result", "result")) or texto(sesion.get("state")),
        inicio=material.instante(sesion.get("creationTime")),
        fin=material.instante(sesion.get("endTime")),
        bytes=entero(en(sesion, "progress", "processedSize")),
        bytes_nuevos=entero(en(sesion, "progress", "readSize")),
        bytes_almacenados=entero(en(sesion, "progress", "transferredSize")),
        repositorio=texto(sesion.get("repositoryId")),
        copia_id=texto(sesion.get("restorePointId")),
        mensaje=texto(en(sesion, "result", "message"), 4000) if estado != CONFORME else "",
    )


def _estado(sesion: dict[str, Any]) -> str:
    """Its result once it stopped; a cancelled one is a failure whatever it says."""
    dicho = sesion.get("result")
    palabra = dicho.get("result") if isinstance(dicho, dict) else dicho
    if texto(sesion.get("state")).lower() in _VIVOS:
        return EN_CURSO
    if en(dicho, "isCanceled") is True:
        return NO_CONFORME
    estado = estado_de(palabra, ESTADOS)
    entera = intactas(sesion, *_JUZGAN) and (
        not isinstance(dicho, dict) or intactas(dicho, *_JUZGAN)
    )
    return SIN_DATO if estado == CONFORME and not (entera and sesion.get("endTime")) else estado


def _de_fila(material: Material, fila: dict[str, str]) -> EjecucionLeida:
    zona = material.zona
    inicio, fin = (material.instante(fila[c]) or momento(fila[c], zona) for c in ("inicio", "fin"))
    fin = fin if fin and inicio and fin >= inicio else None  # 1900 while it runs
    estado = estado_de(fila["estado"], ESTADOS)
    if fila.get("situacion", "Stopped").lower() not in {"stopped", "detenido"}:
        estado = EN_CURSO if estado in {CONFORME, SIN_DATO} else estado
    trabajo = fila.get("trabajo") or fila.get("nombre") or ""
    return EjecucionLeida(
        clave=clave("veeam", fila["id"]) if fila.get("id") else "",
        trabajo=trabajo[:200],
        herramienta="veeam",
        operacion=_operacion(fila.get("tipo", "")),
        estado=estado,
        estado_origen=fila["estado"][:200],
        inicio=inicio,
        fin=fin,
    )


ANALIZADOR = Analizador("veeam", "1", reconoce, lee, beta=True, por_partes=True)
