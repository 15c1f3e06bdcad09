"""The syslog of Veeam: a job that finished, a restore point that somebody removed
(evidencia.md §2.1). Beta.
"""

import re

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Material
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, EN_CURSO, NO_CONFORME, SIN_DATO

_CAMPO = re.compile(r'(\w{2,40})="([^"]{0,500})"')
SYSLOG = re.compile(
    r"\[origin enterpriseId=\"31023\"\]|\binstanceId=\"?190\"?\b.{0,2000}JobSessionID="
)
_BORRADO = "10050"  # a restore point that somebody removed


def de_syslog(material: Material, renglon: str) -> EjecucionLeida | None:
    """Event 190, a job that finished; one that will be retried has not failed yet."""
    campos = dict(_CAMPO.findall(renglon))
    evento = campos.get("instanceId") or next(
        iter(re.findall(r"instanceId=(\d{1,6})", renglon)), ""
    )
    if evento == _BORRADO and renglon.rstrip().endswith("]"):
        return EjecucionLeida(
            clave="",
            trabajo="",
            equipo=campos.get("VmName", ""),
            herramienta="veeam",
            operacion="depuracion",
            estado=SIN_DATO,
            fin=material.instante(renglon[:200]),
            mensaje=campos.get("Description", ""),
        )
    if evento != "190" or "]" not in renglon.rpartition("JobSessionID=")[2]:
        return None
    estado = {"0": CONFORME, "1": ADVERTENCIA, "2": NO_CONFORME}.get(
        campos.get("JobResult", ""), SIN_DATO
    )
    if campos.get("WillBeRetried", "").lower() == "true" and estado != CONFORME:
        estado = EN_CURSO
    return EjecucionLeida(
        clave=clave("veeam", campos["JobSessionID"]) if campos.get("JobSessionID") else "",
        trabajo=campos.get("JobName", ""),
        herramienta="veeam",
        estado=estado,
        estado_origen=campos.get("JobResult", ""),
        fin=material.instante(renglon[:200]),
        mensaje=campos.get("Description", "") if estado in {ADVERTENCIA, NO_CONFORME} else "",
    )
