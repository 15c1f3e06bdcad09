"""Findings of the Directorio: one row when it is typed, all of them when it is submitted.

`validar_fila` needs no database and no other row; `validar` also looks at the rows together.
Fuente: MIN-6.1-g, R2, R10, R17.
"""

from collections.abc import Sequence

from directorio.models import Linea, VersionDirectorio
from directorio.validacion.conjunto import validar_conjunto
from directorio.validacion.fila import validar_fila
from directorio.validacion.hallazgo import ADVERTENCIA, ERROR, NOTA, SEVERIDADES, Hallazgo
from directorio.validacion.lectura import periodicidad_de, plazo_de
from gobierno.perfil import perfil_activo

__all__ = [
    "ADVERTENCIA",
    "ERROR",
    "NOTA",
    "SEVERIDADES",
    "Hallazgo",
    "periodicidad_de",
    "plazo_de",
    "validar",
    "validar_conjunto",
    "validar_fila",
    "validar_version",
]


def validar(lineas: Sequence[Linea], *, anteriores: Sequence[Linea] = ()) -> list[Hallazgo]:
    """Every finding of the rows, errors first, then in the order of the sheet."""
    perfil = perfil_activo()
    hallazgos = [h for linea in lineas for h in validar_fila(linea, perfil=perfil)]
    hallazgos += validar_conjunto(lineas, anteriores=anteriores)
    return sorted(hallazgos, key=lambda h: (SEVERIDADES.index(h.severidad), h.numero))


def validar_version(version: VersionDirectorio) -> list[Hallazgo]:
    """The findings of a version as it stands, against the last one approved."""
    lineas = list(version.lineas.select_related("item", "unidad", "version"))
    previa = VersionDirectorio.objects.con_efecto().exclude(pk=version.pk)
    ultima = previa.order_by("-vigente_desde").first()
    anteriores = list(ultima.lineas.select_related("item")) if ultima else []
    hallazgos = validar(lineas, anteriores=anteriores)
    if not lineas:
        vacio = Hallazgo(
            ERROR, "La versión no tiene ninguna fila.", remedio="Agregue o importe las líneas."
        )
        return [vacio, *hallazgos]
    return hallazgos
