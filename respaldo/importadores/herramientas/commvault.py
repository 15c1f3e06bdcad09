"""Commvault: CSV of its views and of its console, REST jobs, alerts (evidencia.md §2.13). Beta.

The epoch columns are preferred: the dates as text are UTC in some views and local in others.
"""

import re
from datetime import datetime
from typing import Any

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.celdas import plegar
from respaldo.importadores.fechas import momento
from respaldo.importadores.herramientas.commvault_correo import de_alerta
from respaldo.importadores.herramientas.commvault_correo import dichos as alertado
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.palabras import tamano_de
from respaldo.importadores.tablas import filas, tiene
from respaldo.importadores.valores import en, entero, epoch, intactas, texto
from respaldo.importadores.veredicto import (
    ADVERTENCIA,
    CONFORME,
    EN_CURSO,
    NO_CONFORME,
    SIN_DATO,
    peor,
)

_COLUMNAS = {
    "jobid": "id",
    "job id": "id",
    "clientname": "equipo",
    "client": "equipo",
    "client name": "equipo",
    "idataagent": "agente",
    "instance": "instancia",
    "backupset": "conjunto",
    "subclient": "subcliente",
    "backuplevel": "nivel",
    "backup level": "nivel",
    "jobstatus": "estado",
    "job status": "estado",
    "jobfailedreason": "motivo",
    "startdateunixsec": "inicio_epoch",
    "enddateunixsec": "fin_epoch",
    "startdate": "inicio",
    "enddate": "fin",
    "numobjects": "archivos",
    "numbytesuncomp": "bytes",
    "numbytescomp": "almacenados",
    "data_sp": "repositorio",
    "jobcategory": "operacion",
    "operation": "operacion",
    "commcell": "commcell",
    "commcellname": "commcell",
}
# The job history of the console: its names are of anybody, so more of them are asked for.
_DE_CONSOLA = _COLUMNAS | {
    "status": "estado",
    "agent type": "agente",
    "agent": "agente",
    "backup set": "conjunto",
    "backup type": "nivel",
    "start time": "inicio",
    "end time": "fin",
    "size of application": "tamano",
    "size of data written": "tamano_escrito",
    "number of objects": "archivos",
    "failure reason": "motivo",
    "job type": "operacion",
    "size of backup": "tamano_escrito",
    "protected objects": "archivos",
    "failed objects": "fallidos",
    "failed files": "fallidos",
}
# A view names its state itself; its other columns may be those of the console («Job Type»).
_DE_VISTA = {n: c for n, c in _DE_CONSOLA.items() if n != "status"}
_EXIGIDAS_DE_CONSOLA = frozenset({"id", "estado", "equipo", "subcliente", "agente"})
_CIFRAS = ("archivos", "bytes", "almacenados", "fallidos")
_EXIGIDAS = frozenset({"id", "estado", "equipo"})
_JUZGAN = ("jobstatus", "backuplevel", "numobjects", "numbytesuncomp", "jobcategory")
_JUZGAN_DE_REST = ("jobType", "totalFailedFiles", "totalFailedFolders", "totalNumOfFiles")
_NIVELES = {
    "full": "total",
    "incremental": "incremental",
    "differential": "diferencial",
    "synthetic full": "total",
    "transaction log": "log",
}
_ESTADOS = {
    "success": CONFORME,
    "completed": CONFORME,
    "completed w errors": ADVERTENCIA,
    "completed w one or more errors": ADVERTENCIA,
    "completed with errors": ADVERTENCIA,
    "completed with one or more errors": ADVERTENCIA,
    "completed w warnings": ADVERTENCIA,
    "completed w one or more warnings": ADVERTENCIA,
    "completed with warnings": ADVERTENCIA,
    "completed with one or more warnings": ADVERTENCIA,
    "partial success": ADVERTENCIA,
    "killed": NO_CONFORME,
    "system killed": NO_CONFORME,
    "failed": NO_CONFORME,
    "failed to start": NO_CONFORME,
    "no run": NO_CONFORME,
    "dropped": NO_CONFORME,
    "committed": ADVERTENCIA,
    "running": EN_CURSO,
    "waiting": EN_CURSO,
    "pending": EN_CURSO,
    "queued": EN_CURSO,
    "delayed": EN_CURSO,
    "suspended": EN_CURSO,
}
_PERDIDO = re.compile(r"kill|fail|drop|skip|no run|abort|cancel")
_OPERACIONES = {
    "backup": "respaldo",
    "synthetic full": "respaldo",
    "restore": "restauracion",
    "data verification": "verificacion",
    "data aging": "depuracion",
    "aux copy": "inventario",
    "auxiliary copy": "inventario",
}


def _resumenes(material: Material) -> list[dict[str, Any]]:
    """The `jobSummary` of each job of `GET /Job`."""
    hallados: list[dict[str, Any]] = []
    for objeto in material.objetos:
        lista = objeto.get("jobs")
        posibles = lista if isinstance(lista, list) else [objeto]
        hallados += [r for o in posibles if isinstance(r := en(o, "jobSummary"), dict)]
    return hallados


def _filas_de_objetos(material: Material) -> list[dict[str, str]]:
    """Rows of its views as objects, as the rows of a CSV."""
    halladas = []
    for objeto in material.objetos:
        fila = {
            _COLUMNAS[n]: v if isinstance(v, str) else "" if v is None else str(v)
            for llave, v in objeto.items()
            if (n := llave.lower()) in _COLUMNAS
        }
        if fila.keys() >= _EXIGIDAS | {"subcliente"} and intactas(objeto, *_JUZGAN):
            halladas.append(fila)
    return halladas


def reconoce(material: Material) -> bool:
    """Jobs of its REST service, or the columns of its views."""
    return (
        bool(_resumenes(material) or _filas_de_objetos(material))
        or tiene(material.todo, _COLUMNAS, _EXIGIDAS)
        or tiene(material.todo, _DE_CONSOLA, _EXIGIDAS_DE_CONSOLA)
        or bool(alertado(material))
    )


def lee(material: Material) -> Lecturas:
    """Yield a run per job."""
    resumenes = _resumenes(material)
    if resumenes:
        return [_de_rest(r) for r in resumenes]
    if objetos := _filas_de_objetos(material):
        return [_de_fila(material, f) for f in objetos]
    for nombres, exigidas in ((_DE_VISTA, _EXIGIDAS), (_DE_CONSOLA, _EXIGIDAS_DE_CONSOLA)):
        if tiene(material.todo, nombres, exigidas):
            return [_de_fila(material, f) for f in filas(material.todo, nombres, exigidas)]
    alerta = alertado(material)
    nivel = _NIVELES.get(plegar(alerta.get("nivel", "")), "desconocida")
    return [de_alerta(material, alerta, _de_palabras(alerta), nivel)] if alerta else []


def _de_palabras(alerta: dict[str, str]) -> str:
    """The state of an alert: its status, which neither its criterion nor its counts deny."""
    estado = _estado(alerta["estado"])
    if _PERDIDO.search(plegar(alerta.get("criterio", ""))):
        return peor(estado, NO_CONFORME)
    dudoso = entero(alerta.get("fallidos", "")) or "error" in plegar(alerta.get("criterio", ""))
    return peor(estado, ADVERTENCIA) if estado == CONFORME and dudoso else estado


def _estado(palabra: str) -> str:
    """Its word; one that adds something to «Completed» is at least a warning."""
    plano = plegar(palabra)
    if plano not in _ESTADOS and _PERDIDO.search(plano):
        return NO_CONFORME
    if plano not in _ESTADOS and plano.startswith("completed"):
        return ADVERTENCIA
    return _ESTADOS.get(plano, SIN_DATO)


def _operacion(palabra: str) -> str:
    plano = plegar(palabra)
    return "respaldo" if not plano or "backup" in plano else _OPERACIONES.get(plano, "inventario")


def _de_fila(material: Material, fila: dict[str, str]) -> EjecucionLeida:
    estado = _estado(fila["estado"])
    nivel = plegar(fila.get("nivel", ""))
    archivos, escritos = entero(fila.get("archivos", "")), entero(fila.get("bytes", ""))
    vacia = 0 in {archivos, escritos} and (archivos is None or nivel not in _NIVELES)
    operacion = _operacion(fila.get("operacion", ""))
    ilegible = any(fila.get(c) and entero(fila[c]) is None for c in _CIFRAS)
    if estado == CONFORME and (vacia or ilegible):
        estado = SIN_DATO  # perhaps an empty copy: at a level of no list, or with a figure unread
    estado = _con_fallidos(estado, entero(fila.get("fallidos", "")))
    partes = [fila.get(c, "") for c in ("agente", "instancia", "conjunto", "subcliente")]
    return EjecucionLeida(
        clave=clave("commvault", fila.get("commcell"), fila["id"]),
        trabajo=fila.get("subcliente", "")[:200],
        equipo=fila["equipo"][:200],
        origen=" / ".join(filter(None, partes))[:200],
        herramienta="commvault",
        operacion=operacion,
        modalidad=_NIVELES.get(nivel, "desconocida"),
        estado=_dado(operacion, estado),
        estado_origen=fila["estado"][:200],
        inicio=_momento(material, fila, "inicio"),
        fin=None if estado == EN_CURSO else _momento(material, fila, "fin"),
        errores=entero(fila.get("fallidos", "")),
        bytes=tamano_de(fila.get("tamano")) if escritos is None else escritos,
        bytes_almacenados=tamano_de(fila.get("tamano_escrito"))
        if "tamano_escrito" in fila
        else entero(fila.get("almacenados", "")),
        redondeado="tamano" in fila,
        archivos=archivos,
        copia_id=fila["id"][:100],
        repositorio=fila.get("repositorio", "")[:200],
        mensaje=_motivo(fila.get("motivo", "")),
    )


def _con_fallidos(estado: str, *cuentas: int | None) -> str:
    """A copy that left something out is a warning, whatever its word."""
    return peor(estado, ADVERTENCIA) if estado == CONFORME and any(cuentas) else estado


def _motivo(dicho: str) -> str:
    return "" if plegar(dicho) in {"", "n a", "na", "null", "0"} else dicho[:4000]


def _momento(material: Material, fila: dict[str, str], cual: str) -> datetime | None:
    dicho = fila.get(cual)
    return (
        epoch(fila.get(f"{cual}_epoch", ""))
        or material.instante(dicho)
        or momento(dicho, material.zona)
    )


def _dado(operacion: str, estado: str) -> str:
    return SIN_DATO if operacion == "inventario" and estado == CONFORME else estado


def _de_rest(resumen: dict[str, Any]) -> EjecucionLeida:
    fallidos = [entero(resumen.get(c)) for c in ("totalFailedFiles", "totalFailedFolders")]
    estado = _con_fallidos(_estado(texto(resumen.get("status"))), *fallidos)
    if estado == CONFORME and not intactas(resumen, *_JUZGAN_DE_REST):
        estado = SIN_DATO
    numero = str(entero(resumen.get("jobId")) or "")
    operacion = _operacion(texto(resumen.get("jobType")))
    return EjecucionLeida(
        clave=clave("commvault", texto(en(resumen, "commcell", "commCellName")), numero)
        if numero
        else "",
        trabajo=texto(en(resumen, "subclient", "subclientName"))
        or texto(resumen.get("subclientName")),
        equipo=texto(en(resumen, "subclient", "clientName"))
        or texto(resumen.get("destClientName")),
        origen=texto(resumen.get("backupSetName")),
        herramienta="commvault",
        operacion=operacion,
        modalidad=_NIVELES.get(plegar(texto(resumen.get("backupLevelName"))), "desconocida"),
        estado=_dado(operacion, estado),
        estado_origen=texto(resumen.get("status")),
        inicio=epoch(resumen.get("jobStartTime")),
        fin=epoch(resumen.get("jobEndTime") or None),
        bytes=entero(resumen.get("sizeOfApplication")),
        bytes_almacenados=entero(resumen.get("sizeOfMediaOnDisk")),
        copia_id=numero,
        archivos=entero(resumen.get("totalNumOfFiles")),
        errores=fallidos[0],
        repositorio=texto(en(resumen, "storagePolicy", "storagePolicyName")),
        mensaje=_motivo(texto(resumen.get("pendingReason"), 4000)),
    )


ANALIZADOR = Analizador("commvault", "1", reconoce, lee, beta=True, por_partes=True)
