"""When no tool is recognised: what a wrapper or a ping proves by itself (evidencia.md §2.16).

A non-zero code is a failure of whatever ran; code 0 without words is not a success.
"""

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.cron import es_de_cron, parece_fallo
from respaldo.importadores.material import Analizador, Lecturas, Material
from respaldo.importadores.veredicto import ADVERTENCIA, CONFORME, EN_CURSO, NO_CONFORME, SIN_DATO

_POR_SENAL = {"inicio": EN_CURSO, "exito": CONFORME, "fallo": NO_CONFORME, "registro": SIN_DATO}


def lee(material: Material) -> Lecturas:
    """One run out of the exit code or the ping; nothing when neither says anything."""
    captura = material.captura
    if captura.senal:
        estado = _POR_SENAL[captura.senal]
        if estado == CONFORME and parece_fallo(material.salida):
            estado = ADVERTENCIA  # what it printed can only worsen it
    elif es_de_cron(captura.asunto):
        estado = NO_CONFORME if parece_fallo(material.salida) else SIN_DATO
    elif captura.codigo_salida not in {None, 0}:
        estado = NO_CONFORME
    elif captura.codigo_salida == 0 or captura.inicio is not None:
        estado = SIN_DATO
    else:
        return
    if material.codigo not in {None, 0}:
        estado = NO_CONFORME
    yield EjecucionLeida(
        clave="",
        trabajo="",
        estado=estado,
        herramienta=captura.herramienta or ("ping" if captura.senal else ""),
        operacion="inventario" if material.documentos == [[]] else "respaldo",
    )


GENERICO = Analizador("generico", "1", lambda _material: True, lee)
