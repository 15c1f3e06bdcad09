"""The log of a backup task of PBS (evidencia.md §2.8). Beta."""

import re

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Material
from respaldo.importadores.textos import renglones
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, Senales, dictar

_SELLO = r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)): "
_EMPIEZA = re.compile(
    _SELLO + r"starting new backup on datastore '([\w.-]{1,60})'[^\"\n]{0,200}: "
    r'"(?:ns/[\w./-]{1,200}/)?((?:vm|ct|host)/[\w.-]{1,60}/(\d{4}-\d\d-\d\dT[\d:]{8}Z))"'
)
_TERMINA = re.compile(_SELLO + r"TASK (OK|ERROR: .{1,3000}|WARNINGS: .{1,3000})$")


def es_tarea_de_pbs(material: Material) -> bool:
    """Whether a task of the server began a copy."""
    return material.hallar(_EMPIEZA) is not None


def de_tarea_de_pbs(material: Material) -> list[EjecucionLeida]:
    """A run per copy that a task began; its end is «TASK …»."""
    leidas: list[EjecucionLeida] = []
    comienzo: re.Match[str] | None = None
    for renglon in renglones(material.todo):
        otro = _EMPIEZA.match(renglon)
        final = _TERMINA.match(renglon)
        if comienzo and (otro or final):
            leidas.append(_corrida(material, comienzo, final, cerrado=material.cerrado(renglon)))
            comienzo = None
        comienzo = otro or comienzo
    if comienzo:
        leidas.append(_corrida(material, comienzo, None, cerrado=True))
    return leidas


def _corrida(
    material: Material, comienzo: re.Match[str], final: re.Match[str] | None, *, cerrado: bool
) -> EjecucionLeida:
    dicho = final[2] if final else ""
    estado = dictar(
        Senales(
            codigo=material.codigo,
            exito=cerrado and (dicho == "OK" or dicho.startswith("WARN")),
            fallo=dicho.startswith("ERROR"),
            avisos=dicho.startswith("WARN"),
            empezada=True,
        )
    )
    grupo = comienzo[3].rpartition("/")[0]
    return EjecucionLeida(
        clave=clave("proxmox", comienzo[3]),
        trabajo=f"{comienzo[2]}:{grupo}",  # as the list of its tasks names it
        equipo="",
        origen=grupo,
        herramienta="proxmox",
        modalidad="instantanea",
        estado=estado,
        estado_origen=dicho[:200],
        inicio=material.instante(comienzo[4]),
        fin=material.instante(final[1]) if final else None,
        repositorio=comienzo[2],
        copia_id=comienzo[3] if estado in {CONFORME, ADVERTENCIA} else "",
        mensaje=dicho if estado != CONFORME else "",
    )
