"""NetBackup: `bpdbjobs -report -all_columns`, REST jobs, its texts (evidencia.md §2.12). Beta.

Sizes are kilobytes and times epoch. Parent jobs only coordinate: they are not runs.
"""

import re
from typing import Any

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.herramientas.netbackup_texto import de_dicha, dichas
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.valores import entero, epoch, texto
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, EN_CURSO, NO_CONFORME, SIN_DATO

_COLUMNAS = (
    "jobid",
    "jobtype",
    "state",
    "status",
    "policy",
    "sched",
    "client",
    "server",
    "started",
    "elapsed",
    "ended",
    "stunit",
    "try",
    "operation",
    "kbytes",
    "files",
    "path",
    "percent",
    "jobpid",
    "owner",
    "subtype",
    "classtype",
    "schedtype",
    "priority",
    "group",
    "master",
    "retunits",
    "retperiod",
    "compression",
    "kblast",
    "fileslast",
    "filelistcount",
)
_FILA = re.compile(
    r"^\d{1,12},\d{1,3},\d{1,2},\d{0,5},(?:[^,\\]|\\.){0,200},(?:[^,\\]|\\.){0,200},"
    r"[^,]{0,200},[^,]{0,200},\d{10},\d{1,10},\d{1,10},"
)
_PARTE = re.compile(r"((?:[^,\\]|\\.)*)(?:,|$)")
_CIFRAS = 9
_NO_DICHA = object()  # an answer with chosen fields may leave the schedule out
_OPERACIONES = {
    "0": "respaldo",
    "1": "respaldo",
    "2": "restauracion",
    "3": "verificacion",
    "6": "respaldo",
    "4": "inventario",
    "5": "inventario",
    "7": "inventario",
}
_OPERACIONES_REST = {
    "BACKUP": "respaldo",
    "ARCHIVE": "respaldo",
    "RESTORE": "restauracion",
    "VERIFY": "verificacion",
    "DBBACKUP": "respaldo",
    "IMAGEDELETE": "depuracion",
}
_MODALIDADES = {"0": "total", "1": "incremental", "4": "diferencial"}
_MODALIDADES_REST = {
    "FULL": "total",
    "DIFFERENTIAL_INCREMENTAL": "incremental",
    "CUMULATIVE_INCREMENTAL": "diferencial",
    "INCR": "incremental",
    "CINC": "diferencial",
    "TRANSACTION_LOG": "log",
}


def _trabajos(material: Material) -> list[dict[str, Any]]:
    hallados: list[dict[str, Any]] = []
    for objeto in material.objetos:
        lista = objeto.get("data")
        posibles = (
            lista if isinstance(lista, list) else [lista if isinstance(lista, dict) else objeto]
        )
        hallados += [
            a
            for o in posibles
            if isinstance(o, dict)
            and isinstance(a := o.get("attributes"), dict)
            and "jobId" in a
            and "policyName" in a
        ]
    return hallados


def reconoce(material: Material) -> bool:
    """Jobs of its REST service, a line of bpdbjobs, or its words."""
    return bool(_trabajos(material)) or material.hallar(_FILA) is not None or bool(dichas(material))


def lee(material: Material) -> Lecturas:
    """Yield a run per job that is not a parent of others."""
    leidas = [_de_rest(material, t) for t in _trabajos(material)]
    lineas = material.entero.split("\n")  # the list of files makes them long
    leidas += [
        _de_linea(linea, entera=n + 1 < len(lineas))
        for n, linea in enumerate(lineas)
        if _FILA.match(linea)
    ]
    leidas = leidas or [de_dicha(material, fila) for fila in dichas(material)]
    return [e for e in leidas if e is not None]


def _de_linea(linea: str, *, entera: bool) -> EjecucionLeida | None:
    celdas = [re.sub(r"\\(.)", r"\1", c) for c in _PARTE.findall(linea)]
    if len(celdas) < len(_COLUMNAS):
        return _cortada(celdas)
    fila = dict(zip(_COLUMNAS, celdas, strict=False))
    if fila["sched"] in {"-", ""} and fila["jobtype"] in {"0", "6"}:
        return None
    completa = (entero(fila["filelistcount"]) or 0) + len(_COLUMNAS) <= len(celdas)
    fin = epoch(fila["ended"])
    es_corrida = _OPERACIONES.get(fila["jobtype"], "inventario") != "inventario"
    estado = _estado(fila["state"], fila["status"], terminado=fin is not None)
    return EjecucionLeida(
        clave=clave("netbackup", fila["master"] or fila["server"], fila["jobid"]),
        trabajo=fila["policy"][:200],
        equipo=fila["client"][:200],
        herramienta="netbackup",
        operacion=_OPERACIONES.get(fila["jobtype"], "inventario"),
        modalidad=_MODALIDADES.get(fila["schedtype"], "desconocida")
        if fila["jobtype"] == "0"
        else "desconocida",
        estado=estado if (completa and entera and es_corrida) or estado != CONFORME else SIN_DATO,
        estado_origen=f"state {fila['state']}, status {fila['status']}",
        inicio=epoch(fila["started"]),
        fin=fin,
        bytes=_kilos(fila["kbytes"]),
        archivos=entero(fila["files"]),
        copia_id=fila["jobid"],
        medio=fila["stunit"][:200],
        mensaje=f"NetBackup status {fila['status']}"
        if estado in {ADVERTENCIA, NO_CONFORME}
        else "",
    )


def _cortada(celdas: list[str]) -> EjecucionLeida:
    """A line broken by a new line inside, or cut: the job existed, nothing more."""
    return EjecucionLeida(
        clave="",
        trabajo=celdas[4][:200],
        equipo=celdas[6][:200],
        herramienta="netbackup",
        operacion="inventario",
        estado=SIN_DATO,
    )


def _estado(situacion: str, codigo: str, *, terminado: bool) -> str:
    if situacion not in {"3", "DONE"}:
        return (
            EN_CURSO
            if situacion
            in {"0", "1", "2", "4", "5", "QUEUED", "ACTIVE", "REQUEUED", "SUSPENDED", "INCOMPLETE"}
            else SIN_DATO
        )
    if not codigo.isdecimal() or len(codigo) > _CIFRAS:
        return SIN_DATO
    if int(codigo) > 1:
        return NO_CONFORME
    return ADVERTENCIA if codigo == "1" else CONFORME if terminado else SIN_DATO


def _kilos(valor: Any) -> int | None:
    kilos = entero(valor)
    return entero(kilos * 1024) if kilos is not None else None


def _de_rest(material: Material, dicho: dict[str, Any]) -> EjecucionLeida | None:
    codigo = dicho.get("status")
    numero, agenda = dicho.get("jobId"), dicho.get("scheduleName", _NO_DICHA)
    tipo = texto(dicho.get("jobType")).upper().replace("_", "")
    sin_agenda = agenda is not _NO_DICHA and texto(agenda) in {"-", ""}
    if tipo == "BACKUP" and sin_agenda and dicho.get("parentJobId") in (None, 0, numero):
        return None
    operacion = _OPERACIONES_REST.get(tipo, "inventario")
    fin = material.instante(dicho.get("endTime"))
    estado = _estado(
        texto(dicho.get("state")).upper(),
        "" if codigo is None else str(codigo),
        terminado=fin is not None,
    )
    return EjecucionLeida(
        clave=clave(
            "netbackup",
            texto(dicho.get("masterServer")) or texto(dicho.get("primaryServer")),
            numero,
        ),
        trabajo=texto(dicho.get("policyName")),
        equipo=texto(dicho.get("clientName")),
        herramienta="netbackup",
        operacion=operacion,
        modalidad=_MODALIDADES_REST.get(texto(dicho.get("scheduleType")).upper(), "desconocida"),
        estado=SIN_DATO if operacion == "inventario" and estado == CONFORME else estado,
        estado_origen=f"{texto(dicho.get('state'))} {codigo}",
        inicio=material.instante(dicho.get("startTime")),
        fin=fin,
        bytes=_kilos(dicho.get("kilobytesTransferred")),
        archivos=entero(dicho.get("numberOfFiles")),
        copia_id=str(numero)[:40],
        mensaje=f"NetBackup status {codigo}" if estado in {ADVERTENCIA, NO_CONFORME} else "",
    )


ANALIZADOR = Analizador("netbackup", "1", reconoce, lee, beta=True, por_partes=True)
