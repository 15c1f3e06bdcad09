"""The alert of Commvault about a job: «Label: value» lines (evidencia.md §2.13). Beta."""

import re

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.celdas import plegar
from respaldo.importadores.fechas import momento, zona_del_correo
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Material
from respaldo.importadores.palabras import tamano_de
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import entero, instante_ctime
from respaldo.importadores.veredicto import CONFORME, SIN_DATO

_RENGLON = re.compile(
    r"^\W{0,4}([A-Za-z][A-Za-z /]{1,40}?) {0,3}(?:: {0,3}\||:| \|) {0,20}(\S.{0,2000})$"
)
_ROTULOS = {
    "commcell": "commcell",
    "type": "clase",
    "detected criteria": "criterio",
    "job id": "id",
    "status": "estado",
    "job status": "estado",
    "client": "equipo",
    "client name": "equipo",
    "agent type": "agente",
    "agent name": "agente",
    "backupset name": "conjunto",
    "subclient name": "subcliente",
    "job type": "trabajo",
    "instance": "instancia",
    "backup set": "conjunto",
    "subclient": "subcliente",
    "backup level": "nivel",
    "start time": "inicio",
    "end time": "fin",
    "failure reason": "motivo",
    "error code": "codigo",
    "protected counts": "archivos",
    "failed counts": "fallidos",
    "size of application": "bytes",
    "storage policies used": "repositorio",
}
_EXIGIDOS = frozenset({"id", "estado", "equipo"})
_PROPIOS = frozenset({"commcell", "criterio"})
_DE_CONSULTA = frozenset({"agente", "conjunto", "subcliente", "trabajo"})  # cvc get_job_summary
_AJENAS = {"recovery": "restauracion", "restore": "restauracion", "aging": "depuracion",
           "verification": "verificacion"}  # fmt: skip


def dichos(material: Material) -> dict[str, str]:
    """The labels of an alert; empty when it is none."""
    hallados: dict[str, str] = {}
    for renglon in renglones(material.todo):
        par = _RENGLON.match(renglon)
        campo = _ROTULOS.get(plegar(par[1])) if par else None
        if par and campo and (campo == "motivo" or material.cerrado(renglon)):
            hallados.setdefault(campo, par[2].strip())
    propio = _PROPIOS & hallados.keys() or hallados.keys() >= _DE_CONSULTA
    return hallados if propio and hallados.keys() >= _EXIGIDOS else {}


def de_alerta(
    material: Material, alerta: dict[str, str], estado: str, modalidad: str
) -> EjecucionLeida:
    """The run of an alert; `estado` and `modalidad` are those of its words."""
    zona = zona_del_correo(material.captura)
    inicio, fin = (
        instante_ctime(d, zona) or momento(d, zona)
        for d in (alerta.get("inicio", ""), alerta.get("fin", ""))
    )
    de_que = {"clase", "trabajo", "nivel"} & alerta.keys()
    if estado == CONFORME and not (fin and de_que and {"criterio", "trabajo"} & alerta.keys()):
        estado = SIN_DATO  # cut before what could deny it, or of a job of any kind
    partes = [alerta.get(c, "") for c in ("agente", "instancia", "conjunto", "subcliente")]
    return EjecucionLeida(
        clave=clave("commvault", alerta.get("commcell", ""), alerta["id"]),
        trabajo=alerta.get("subcliente", "")[:200],
        equipo=alerta["equipo"][:200],
        origen=" / ".join(filter(None, partes))[:200],
        herramienta="commvault",
        operacion=operacion(alerta.get("clase", "") or alerta.get("trabajo", "")),
        modalidad=modalidad,
        estado=estado,
        estado_origen=alerta["estado"][:200],
        inicio=inicio,
        fin=fin,
        bytes=tamano_de(alerta.get("bytes")),
        archivos=entero(alerta.get("archivos", "")),
        errores=entero(alerta.get("fallidos", "")),
        copia_id=alerta["id"][:100],
        repositorio=alerta.get("repositorio", "")[:200],
        mensaje="\n".join(filter(None, [alerta.get("codigo"), alerta.get("motivo")]))[:4000]
        if estado != CONFORME
        else "",
    )


def operacion(clase: str) -> str:
    """«Job Management - Data Protection» is a backup; an alert of other jobs is not."""
    plana = plegar(clase)
    ajena = next((o for palabra, o in _AJENAS.items() if palabra in plana), "")
    if ajena:
        return ajena
    de_copia = not plana or "protection" in plana or "backup" in plana
    return "respaldo" if de_copia else "inventario"
