"""Proxmox VE vzdump (mail, webhook, task list, log), PBS snapshots and notices (evidencia.md §2.8).
Beta.

One run per guest; the file name of a PBS copy is its id and its start, in UTC.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.fechas import dia
from respaldo.importadores.herramientas.proxmox_cliente import del_cliente, es_del_cliente
from respaldo.importadores.herramientas.proxmox_registro import (
    de_registro,
    es_registro,
    invitados,
    tiempo,
)
from respaldo.importadores.herramientas.proxmox_servidor import (
    de_copia,
    de_mantenimiento,
    de_tarea,
    mantenimiento,
)
from respaldo.importadores.herramientas.proxmox_tarea_pbs import (
    de_tarea_de_pbs,
    es_tarea_de_pbs,
)
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.palabras import tamano_de
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import en, epoch, texto
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, NO_CONFORME, SIN_DATO

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
    r"(?:(\d{1,4}) ?h ?)?(?:(\d{1,4}) ?m(?:in)? ?)?(?:(\d{1,6}) ?s)?|(\d{1,3}):(\d\d):(\d\d)"
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


def _de_objeto(material: Material, objeto: dict[str, Any]) -> list[EjecucionLeida]:
    clase, titulo = _clase(objeto), texto(objeto.get("title"))
    if clase == "aviso":
        return _de_aviso(material, objeto)
    dicho = mantenimiento(titulo)
    if clase == "mantenimiento" and dicho:
        return [de_mantenimiento(material, dicho, titulo, objeto.get("timestamp"))]
    return [de_copia(objeto) if clase == "copia" else de_tarea(objeto)]


def _clase(objeto: dict[str, Any]) -> str:
    if "backup-type" in objeto and "backup-time" in objeto:
        return "copia"
    if "upid" in objeto and ("starttime" in objeto or "worker_type" in objeto):
        return "tarea"
    if en(objeto, "fields", "type") == "vzdump" and "severity" in objeto:
        return "aviso"
    servidor = "severity" in objeto and mantenimiento(texto(objeto.get("title")))
    return "mantenimiento" if servidor else ""


def reconoce(material: Material) -> bool:
    """JSON of its services, or the table of its report."""
    return (
        bool(_tareas(material))
        or _ASUNTO.search(material.captura.asunto) is not None
        or mantenimiento(material.captura.asunto) is not None
        or material.hallar(_TITULO) is not None
        or es_registro(material)
        or es_del_cliente(material)
        or es_tarea_de_pbs(material)
    )


def lee(material: Material) -> Lecturas:
    """Yield a run per guest, per task, or per snapshot. A code other than 0 is of a log alone."""
    asunto = _ASUNTO.search(material.captura.asunto)
    if not (_tareas(material) or asunto or material.hallar(_TITULO)):
        if de_servidor := mantenimiento(material.captura.asunto):
            return [de_mantenimiento(material, de_servidor, material.captura.asunto)]
        if es_tarea_de_pbs(material):
            return de_tarea_de_pbs(material)
        return del_cliente(material) if es_del_cliente(material) else de_registro(material)
    leidas = _sin_registro(material, asunto)
    if material.codigo in {None, 0}:
        return leidas
    return [replace(e, estado=SIN_DATO) if e.estado == CONFORME else e for e in leidas]


def _sin_registro(material: Material, asunto: re.Match[str] | None) -> list[EjecucionLeida]:
    objetos = _tareas(material)
    if objetos:
        return [e for o in objetos for e in _de_objeto(material, o)]
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
        tiempos = {i.vmid: tiempo(material, i) for i in invitados(informe)}
        return [_con_tiempos(e, *tiempos.get(e.origen, (None, None))) for e in leidas]
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


def _con_tiempos(
    leida: EjecucionLeida, inicio: datetime | None, fin: datetime | None
) -> EjecucionLeida:
    """With the hours of its log where the table tells none, as of what failed."""
    return replace(leida, inicio=leida.inicio or inicio, fin=leida.fin or fin)


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


ANALIZADOR = Analizador("proxmox", "2", reconoce, lee, beta=True, por_partes=True,
                        codigo_de_todas=True)  # fmt: skip
