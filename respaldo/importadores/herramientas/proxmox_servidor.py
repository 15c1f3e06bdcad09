"""What Proxmox servers tell of themselves: tasks, snapshots of PBS, notices of its upkeep
(evidencia.md §2.8). Beta."""

import re
from typing import Any

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Material
from respaldo.importadores.valores import entero, epoch, texto
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, EN_CURSO, NO_CONFORME, SIN_DATO

_MANTENIMIENTO = re.compile(
    r"^(Garbage Collect|Verify|Verification|Prune|Pruning|Sync|Tape Backup)\b.{0,200}?"
    r"\b(?:datastore|remote|backup)\b.{0,200}?\b(successful|failed)\b",
    re.IGNORECASE,
)
_DE_SERVIDOR = {"garbage collect": "depuracion", "prune": "depuracion", "pruning": "depuracion",
                "verify": "verificacion", "verification": "verificacion"}  # fmt: skip
_TAREAS = {
    "vzdump": "respaldo",
    "backup": "respaldo",
    "verify": "verificacion",
    "verificationjob": "verificacion",
    "prune": "depuracion",
    "prunejob": "depuracion",
    "garbage_collection": "depuracion",
    "verify_group": "verificacion",
    "verify_snapshot": "verificacion",
    "prunegroup": "depuracion",
    "qmrestore": "restauracion",
    "vzrestore": "restauracion",
    "reader": "restauracion",
}


def mantenimiento(titulo: str) -> re.Match[str] | None:
    """A notice of PBS about what it does with its copies."""
    return _MANTENIMIENTO.search(titulo)


def de_mantenimiento(
    material: Material, dicho: re.Match[str], titulo: str, cuando: Any = None
) -> EjecucionLeida:
    operacion = _DE_SERVIDOR.get(dicho[1].lower(), "inventario")
    bueno = SIN_DATO if operacion == "inventario" else CONFORME
    return EjecucionLeida(
        clave="",
        trabajo=titulo[:200],
        herramienta="proxmox",
        operacion=operacion,
        estado=bueno if dicho[2].lower() == "successful" else NO_CONFORME,
        estado_origen=dicho[2],
        fin=epoch(cuando),
        mensaje="" if dicho[2].lower() == "successful" else material.salida[:4000],
    )


def de_tarea(tarea: dict[str, Any]) -> EjecucionLeida:
    fin = epoch(tarea.get("endtime"))
    dicho, estado = _final(tarea, terminada=fin is not None)
    tipo = texto(tarea.get("type")) or texto(tarea.get("worker_type"))
    operacion = _TAREAS.get(tipo, "inventario")
    return EjecucionLeida(
        clave=clave("proxmox", texto(tarea.get("upid"))),
        trabajo=texto(tarea.get("id")) or texto(tarea.get("worker_id")) or tipo,
        equipo=texto(tarea.get("node")),
        herramienta="proxmox",
        modalidad="instantanea" if tipo == "backup" else "desconocida",  # PBS knows no other
        operacion=operacion,
        estado=SIN_DATO if operacion == "inventario" and estado == CONFORME else estado,
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


def de_copia(dicho: dict[str, Any]) -> EjecucionLeida:
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
