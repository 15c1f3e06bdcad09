"""What proxmox-backup-client prints (evidencia.md §2.8). Beta."""

import re

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.identidad import clave
from respaldo.importadores.material import Material
from respaldo.importadores.textos import renglones
from respaldo.importadores.valores import instante_ctime
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, Senales, dictar

_CLIENTE = re.compile(r"^Starting backup: (?:\[[\w/.-]{1,80}\]:)?((?:host|vm|ct)/([\w.-]{1,80})/"
                      r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ))$")  # fmt: skip
_FIN_DEL_CLIENTE = re.compile(r"^End Time: (\w{3} \w{3} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4})$")
_ERROR_DEL_CLIENTE = re.compile(r"^Error: (.{1,3000})")
_AVISO_DEL_CLIENTE = re.compile(r"^(?:warning|WARN)\w{0,4}: (.{1,2000})|^failed to \w", re.I)


def es_del_cliente(material: Material) -> bool:
    """Whether proxmox-backup-client printed it."""
    return material.hallar(_CLIENTE) is not None


def del_cliente(material: Material) -> list[EjecucionLeida]:
    """One run per snapshot that it began; its last mark is «End Time»."""
    lineas = list(renglones(material.todo))
    comienzo = next(m for r in lineas if (m := _CLIENTE.match(r)))
    final = next((m for r in lineas if (m := _FIN_DEL_CLIENTE.match(r))), None)
    errores = [r for r in lineas if _ERROR_DEL_CLIENTE.match(r)]
    avisos = [r for r in lineas if _AVISO_DEL_CLIENTE.match(r)]
    estado = dictar(
        Senales(
            codigo=material.codigo,
            exito=final is not None,
            fallo=bool(errores),
            avisos=bool(avisos),
            empezada=True,
            concluyente=material.unido,
        )
    )
    return [
        EjecucionLeida(
            clave=clave("proxmox", comienzo[1]),
            trabajo=comienzo[1].rpartition("/")[0],
            equipo=comienzo[2],
            herramienta="proxmox",
            modalidad="instantanea",
            estado=estado,
            inicio=material.instante(comienzo[3]),
            fin=instante_ctime(final[1], material.zona) if final else None,
            copia_id=comienzo[1] if estado in {CONFORME, ADVERTENCIA} else "",
            mensaje="\n".join([*errores, *avisos])[:4000],
        )
    ]
