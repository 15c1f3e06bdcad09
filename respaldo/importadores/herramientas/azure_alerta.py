"""The alert of Azure Monitor about a backup, in its common schema (evidencia.md §2.2). Beta.

Only a failure fires one: an alert never proves a success, and one that was resolved says nothing.
"""

from typing import Any

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.celdas import plegar
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Material
from respaldo.importadores.valores import en, texto
from respaldo.importadores.veredicto import ADVERTENCIA, NO_CONFORME, SIN_DATO

_ELEMENTO = ("Protected Item", "Backup Item", "Datasource Friendly Name", "ProtectedItem",
             "Backup Instance", "entityFriendlyName")  # fmt: skip
_TRABAJO = ("Job ID", "JobId", "jobId", "Job Id")
_AJENAS = {"restor": "restauracion", "delet": "inventario", "purge": "inventario",
           "soft": "inventario"}  # fmt: skip


def alertas(material: Material) -> list[dict[str, Any]]:
    """The `data` of each alert whose service is Azure Backup."""
    datos = [d for o in material.objetos if isinstance(d := o.get("data"), dict)]
    return [d for d in datos if plegar(texto(en(d, "essentials", "monitoringService")))
            in {"azure backup", "azurebackup"}]  # fmt: skip


def de_alerta(material: Material, alerta: dict[str, Any]) -> EjecucionLeida:
    """A backup that failed, or a question about something else."""
    esencial, propias = alerta["essentials"], en(alerta, "alertContext", "properties")
    trabajo, numero = _primera(propias, _ELEMENTO), _primera(propias, _TRABAJO)
    elementos = esencial.get("configurationItems")
    if not trabajo and isinstance(elementos, list) and elementos:
        trabajo = texto(elementos[0]).rpartition("/")[2]
    dicho = " ".join(
        filter(None, [_primera(propias, ("Operation",)), texto(esencial.get("description"), 4000)])
    )
    plano = plegar(f"{texto(esencial.get('alertRule'))} {dicho}")
    operacion = next((o for raiz, o in _AJENAS.items() if raiz in plano), "respaldo")
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


def _primera(dicho: Any, nombres: tuple[str, ...]) -> str:
    return next((t for n in nombres if (t := texto(en(dicho, n)))), "")
