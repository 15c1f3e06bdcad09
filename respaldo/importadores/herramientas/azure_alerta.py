"""The alert of Azure Monitor about a backup: common schema, or mail (evidencia.md §2.2). Beta.

Only a failure fires one: an alert never proves a success, and one that was resolved says nothing.
"""

import re
from typing import Any
from zoneinfo import ZoneInfo

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.celdas import plegar
from respaldo.importadores.fechas import momento
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Material
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import en, texto
from respaldo.importadores.veredicto import ADVERTENCIA, NO_CONFORME, SIN_DATO

_ELEMENTO = ("Protected Item", "Backup Item", "Datasource Friendly Name", "ProtectedItem",
             "Backup Instance", "entityFriendlyName")  # fmt: skip
_TRABAJO = ("Job ID", "JobId", "jobId", "Job Id")
_AJENAS = re.compile(r"\b(restor|restaur|delet|elimin|purge|soft delet)")
_DE_ASUNTO = re.compile(
    r"\b(?P<situacion>Fired|Activated|Resolved|Deactivated): ?Sev ?\d Azure Monitor Alert "
    r"(?P<regla>.{1,200}?) on .{1,200}? \( ?microsoft\.(?:recoveryservices|dataprotection)/"
    r"[a-z]{1,40} ?\)(?: at (?P<momento>[\d/.: -]{8,30}(?:[ap]m)?))?",
    re.IGNORECASE,
)
_RENGLON = re.compile(r"^([A-Za-z][A-Za-z ]{1,40}?) {0,3}(?: \||:) {0,3}(\S.{0,2000})$")
_ROTULOS = {r.lower(): r for r in (*_ELEMENTO, *_TRABAJO, "Operation", "Error Code")}


def alertas(material: Material) -> list[dict[str, Any]]:
    """The `data` of each alert whose service is Azure Backup."""
    datos = [d for o in material.objetos if isinstance(d := o.get("data"), dict)]
    dichas = [d for d in datos if plegar(texto(en(d, "essentials", "monitoringService")))
              in {"azure backup", "azurebackup"}]  # fmt: skip
    return dichas or _de_correo(material)


def _de_correo(material: Material) -> list[dict[str, Any]]:
    """Its mail as the common schema: the subject says what happened to which kind of vault."""
    asunto = _DE_ASUNTO.search(material.captura.asunto) or material.hallar(_DE_ASUNTO)
    if asunto is None:
        return []
    pares = [p for p in map(_RENGLON.match, renglones(material.todo)) if p]
    dichos = {p[1].lower(): p[2].strip() for p in reversed(pares)}
    cuando = momento(asunto["momento"], ZoneInfo("UTC"))
    condicion = asunto["situacion"].lower()
    esencial = {
        "alertRule": asunto["regla"],
        "monitorCondition": "Fired" if condicion in {"fired", "activated"} else "Resolved",
        "description": dichos.get("description", ""),
        "firedDateTime": cuando.isoformat() if cuando else "",
    }
    propias = {_ROTULOS[r]: dicho for r, dicho in dichos.items() if r in _ROTULOS}
    return [{"essentials": esencial, "alertContext": {"properties": propias}}]


def de_alerta(material: Material, alerta: dict[str, Any]) -> EjecucionLeida:
    """A backup that failed, or a question about something else."""
    esencial, propias = alerta["essentials"], en(alerta, "alertContext", "properties")
    trabajo, numero = _primera(propias, _ELEMENTO), _primera(propias, _TRABAJO)
    elementos = esencial.get("configurationItems")
    if not trabajo and isinstance(elementos, list) and elementos:
        trabajo = texto(elementos[0]).rpartition("/")[2]
    accion = _primera(propias, ("Operation",))
    dicho = " ".join(filter(None, [accion, texto(esencial.get("description"), 4000)]))
    operacion = _operacion(accion, f"{texto(esencial.get('alertRule'))} {dicho}")
    estado = SIN_DATO
    if plegar(texto(esencial.get("monitorCondition"))) == "fired" and operacion != "inventario":
        con_aviso = "warning" in plegar(_primera(propias, ("Job Status", "Status")))
        estado = ADVERTENCIA if con_aviso else NO_CONFORME
    codigo = _primera(propias, ("Error Code", "ErrorCode"))
    return EjecucionLeida(
        clave=clave("azure", numero) if numero else "",
        trabajo=trabajo,
        equipo=trabajo,
        herramienta="azure",
        operacion=operacion,
        estado=estado,
        estado_origen=texto(esencial.get("monitorCondition")),
        fin=material.instante(esencial.get("firedDateTime")),
        copia_id=numero,
        mensaje="\n".join(filter(None, [codigo, dicho]))[:4000],
    )


def _operacion(accion: str, dicho: str) -> str:
    """What it is about; a reason («the disk was deleted») does not change a named backup."""
    if plegar(accion) in {"backup", "copia de seguridad"}:
        return "respaldo"
    ajena = _AJENAS.search(plegar(dicho))
    if ajena is None:
        return "respaldo"
    return "restauracion" if ajena[1].startswith("resta") or ajena[1] == "restor" else "inventario"


def _primera(dicho: Any, nombres: tuple[str, ...]) -> str:
    return next((t for n in nombres if (t := texto(en(dicho, n)))), "")
