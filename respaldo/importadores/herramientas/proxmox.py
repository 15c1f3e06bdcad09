"""Proxmox VE vzdump (mail, webhook, task list) and PBS snapshots (evidencia.md §2.8). Beta.

One run per guest; the file name of a PBS copy is its id and its start, in UTC.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.fechas import dia
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.palabras import tamano_de
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import en, entero, epoch, texto
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, EN_CURSO, NO_CONFORME, SIN_DATO

_ASUNTO = re.compile(r"vzdump backup status \(([\w.-]{1,100})\): ?(.{0,300})")
_TITULO = re.compile(r"^VMID[ |]+Name[ |]+Status[ |]+Time[ |]+Size[ |]+Filename", re.IGNORECASE)
_FILA = re.compile(
    r"^(\d{1,9})[ |]+(.{1,100}?)[ |]+(ok|err|error|failed|warn|warning)[ |]+(\S[\w :.]{0,30}?)"
    r"(?:[ |]+([\d.,]+ ?[KMGTP]?i?B(?:ytes)?|0))?(?:[ |]+([\w./:@+-]{3,300}))?\s*$",
    re.IGNORECASE,
)
_FILA_VIEJA = re.compile(  # before 8: what failed tells why instead of its size and file
    r"^(\d{1,9}) +(\S{1,100}) +(FAILED) +(\d\d:\d\d:\d\d)()() +(\S.{0,300})$"
)
_FINAL = re.compile(r"^Total (?:running time|size)\b|^TOTAL +\d\d:\d\d:\d\d ")
_COPIA = re.compile(r"\b((?:vm|ct|host)/[\w.-]{1,60}/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ))")
_ARCHIVO = re.compile(r"vzdump-\w{2,6}-(\d{1,9})-(\d{4})_(\d\d)_(\d\d)-(\d\d)_(\d\d)_(\d\d)")
_LAPSO = re.compile(
    r"(?:(\d{1,4}) ?h ?)?(?:(\d{1,4}) ?m ?)?(?:(\d{1,6}) ?s)?|(\d{1,3}):(\d\d):(\d\d)"
)
_REGISTRO = re.compile(r"^(\d{1,9}): \S+ \S+ (?:INFO: )?ERROR: (.{1,400})")


def _tareas(material: Material) -> list[dict[str, Any]]:
    """Tasks, snapshots and notifications, alone or in `data`."""
    hallados: list[dict[str, Any]] = []
    for objeto in material.objetos:
        dentro = objeto.get("data")
        uno = [dentro if isinstance(dentro, dict) else objeto]
        hallados += [
            o for o in (dentro if isinstance(dentro, list) else uno) if isinstance(o, dict)
        ]
    return [o for o in hallados if _clase(o)]


def _clase(objeto: dict[str, Any]) -> str:
    if "backup-type" in objeto and "backup-time" in objeto:
        return "copia"
    if "upid" in objeto and ("starttime" in objeto or "worker_type" in objeto):
        return "tarea"
    return "aviso" if en(objeto, "fields", "type") == "vzdump" and "severity" in objeto else ""


def reconoce(material: Material) -> bool:
    """JSON of its services, or the table of its report."""
    return (
        bool(_tareas(material))
        or _ASUNTO.search(material.captura.asunto) is not None
        or material.hallar(_TITULO) is not None
    )


def lee(material: Material) -> Lecturas:
    """Yield a run per guest, per task, or per snapshot."""
    objetos = _tareas(material)
    if objetos:
        lectores = {"copia": _de_copia, "tarea": _de_tarea}
        return [
            e
            for o in objetos
            for e in (_de_aviso(material, o) if _clase(o) == "aviso" else [lectores[_clase(o)](o)])
        ]
    asunto = _ASUNTO.search(material.captura.asunto)
    nodo, dicho = (asunto[1], asunto[2]) if asunto else ("", "")
    return _de_informe(material, material.todo, nodo, dicho)


def _de_informe(material: Material, informe: str, nodo: str, dicho: str) -> list[EjecucionLeida]:
    """The table; cut before its totals, no guest is conforme."""
    lineas = list(renglones(informe))
    terminado = any(_FINAL.match(r) for r in lineas)
    errores = {m[1]: m[2] for r in lineas if (m := _REGISTRO.match(r))}
    leidas = [
        _de_fila(material, fila, nodo, errores, terminado)
        for r in lineas
        if (fila := _FILA_VIEJA.match(r) or _FILA.match(r))
    ]
    if leidas:
        return leidas
    fallo = "fail" in dicho.lower()
    return [
        EjecucionLeida(
            clave="",
            trabajo="",
            equipo=nodo,
            herramienta="proxmox",
            estado=NO_CONFORME if fallo else SIN_DATO,
            mensaje=dicho if fallo else "",
        )
    ]


def _de_fila(
    material: Material, fila: re.Match[str], nodo: str, errores: dict[str, str], terminado: bool
) -> EjecucionLeida:
    vmid, nombre, palabra, lapso, tamano, archivo, *causa = (g or "" for g in fila.groups())
    archivo = "" if archivo in {"null", "-"} else archivo
    copia = _COPIA.search(archivo)
    inicio = _inicio(material, archivo)
    segundos = _segundos(lapso)
    estado = {"ok": CONFORME, "warn": ADVERTENCIA, "warning": ADVERTENCIA}.get(
        palabra.lower(), NO_CONFORME
    )
    if estado == CONFORME and not (terminado and archivo):
        estado = SIN_DATO
    return EjecucionLeida(
        clave=clave("proxmox", copia[1])
        if copia
        else clave("proxmox", nodo, archivo.rsplit("/", 1)[-1])
        if archivo and inicio
        else _sin_copia(material, nodo, vmid),
        trabajo=nombre.strip() or vmid,
        equipo=nombre.strip() or vmid,
        origen=vmid,
        herramienta="proxmox",
        modalidad="instantanea" if copia else "total" if archivo else "desconocida",
        estado=estado,
        estado_origen=palabra,
        inicio=inicio,
        fin=inicio + timedelta(seconds=segundos) if inicio and segundos is not None else None,
        bytes=tamano_de(tamano) if estado != NO_CONFORME else None,
        redondeado=True,
        copia_id=copia[1] if copia else archivo.rsplit("/", 1)[-1],
        repositorio=nodo,
        mensaje=errores.get(vmid, "".join(causa)) if estado != CONFORME else "",
    )


def _sin_copia(material: Material, nodo: str, vmid: str) -> str:
    recibido = material.captura.recibida_en
    return clave("proxmox", nodo, int(recibido.timestamp()), vmid) if recibido else ""


def _inicio(material: Material, archivo: str) -> datetime | None:
    copia, local = _COPIA.search(archivo), _ARCHIVO.search(archivo)
    if copia:
        return material.instante(copia[2])
    if local and dia(f"{local[2]}-{local[3]}-{local[4]}"):
        return material.instante("{1}-{2}-{3}T{4}:{5}:{6}".format(*local.groups()))
    return None


def _segundos(lapso: str) -> int | None:
    hallado = _LAPSO.fullmatch(lapso.strip())
    if hallado is None:
        return None
    horas, minutos, segundos, *reloj = (int(g or 0) for g in hallado.groups())
    return horas * 3600 + minutos * 60 + segundos + reloj[0] * 3600 + reloj[1] * 60 + reloj[2]


def _de_aviso(material: Material, aviso: dict[str, Any]) -> list[EjecucionLeida]:
    """A notification: the table of its message, or its severity, which says nothing when good."""
    nodo, informe = texto(en(aviso, "fields", "hostname")), texto(aviso.get("message"), 100_000)
    leidas = _de_informe(material, informe, nodo, texto(aviso.get("title")))
    if len(leidas) == 1 and not leidas[0].trabajo:
        grave = aviso.get("severity") == "error"
        trabajo = texto(en(aviso, "fields", "job-id"))
        return [
            EjecucionLeida(
                clave=clave("proxmox", nodo, trabajo, aviso.get("timestamp")),
                trabajo=trabajo,
                equipo=nodo,
                herramienta="proxmox",
                fin=epoch(aviso.get("timestamp")),
                estado=NO_CONFORME if grave else SIN_DATO,
                estado_origen=texto(aviso.get("severity")),
                mensaje=(texto(aviso.get("title")) + "\n" + informe)[:4000] if grave else "",
            )
        ]
    return leidas


def _de_tarea(tarea: dict[str, Any]) -> EjecucionLeida:
    fin = epoch(tarea.get("endtime"))
    dicho, estado = _final(tarea, terminada=fin is not None)
    tipo = texto(tarea.get("type")) or texto(tarea.get("worker_type"))
    operacion = {
        "vzdump": "respaldo",
        "backup": "respaldo",
        "verify": "verificacion",
        "verificationjob": "verificacion",
        "prune": "depuracion",
        "prunejob": "depuracion",
        "garbage_collection": "depuracion",
        "qmrestore": "restauracion",
    }.get(tipo, "inventario")
    return EjecucionLeida(
        clave=clave("proxmox", texto(tarea.get("upid"))),
        trabajo=texto(tarea.get("id")) or texto(tarea.get("worker_id")) or tipo,
        equipo=texto(tarea.get("node")),
        herramienta="proxmox",
        modalidad="instantanea" if tipo == "backup" else "desconocida",  # PBS knows no other
        operacion=operacion,
        estado=estado,
        estado_origen=dicho[:200],
        inicio=epoch(tarea.get("starttime")),
        fin=fin,
        mensaje=dicho if estado in {ADVERTENCIA, NO_CONFORME} else "",
    )


def _final(tarea: dict[str, Any], *, terminada: bool) -> tuple[str, str]:
    """How it ended, in its words and as a state. In a list that is its `status`; a task asked alone
    is «running» or «stopped», and ended as its `exitstatus` says."""
    dicho = texto(tarea.get("status"), 4000)
    if dicho in {"running", "stopped"}:
        terminada, dicho = dicho == "stopped", texto(tarea.get("exitstatus"), 4000)
    if not dicho:
        return "", SIN_DATO if terminada else EN_CURSO
    if dicho.upper().startswith("WARNINGS"):
        return dicho, ADVERTENCIA
    if dicho == "OK":
        return dicho, CONFORME if terminada else SIN_DATO
    return dicho, NO_CONFORME


def _de_copia(dicho: dict[str, Any]) -> EjecucionLeida:
    """A snapshot of PBS: that it exists, not how it went."""
    inicio, partes = (
        epoch(dicho.get("backup-time")),
        (dicho.get("backup-type"), dicho.get("backup-id")),
    )
    sello = inicio.strftime("%Y-%m-%dT%H:%M:%SZ") if inicio else ""
    identidad = "/".join(str(p)[:60] for p in (*partes, sello) if p)
    return EjecucionLeida(
        clave=clave("proxmox", identidad),
        trabajo=texto(dicho.get("comment")) or str(partes[1])[:100],
        equipo=str(partes[1])[:100],
        herramienta="proxmox",
        operacion="inventario",
        estado=SIN_DATO,
        modalidad="instantanea",
        inicio=inicio,
        bytes=entero(dicho.get("size")),
        copia_id=identidad,
        baja_autoridad=True,
    )


ANALIZADOR = Analizador("proxmox", "2", reconoce, lee, beta=True, por_partes=True)
