"""Writes of the Directorio, one module per subject; import them from here."""

from directorio.acciones.configuracion import (
    marcar_configurada,
    marcar_configuradas,
    observar_configuracion,
)
from directorio.acciones.fechas import Vigencia, vigencia_propuesta
from directorio.acciones.filas import (
    periodicidad_canonica,
    preparar_linea,
    resolver_item,
    retencion_canonica,
)
from directorio.acciones.lineas import (
    agregar_linea,
    editar_linea,
    eliminar_linea,
    reactivar_linea,
    retirar_linea,
    siguiente_numero,
    suspender_linea,
)
from directorio.acciones.tramite import (
    congelado,
    decidir,
    enviar_a_visto,
)
from directorio.acciones.versiones import (
    anular,
    clonar_version,
    corregir,
    crear_version,
    editar_version,
    revocar,
    ultima_aprobada,
)
from directorio.acciones.vigencia import entrar_en_vigencia

__all__ = [
    "Vigencia",
    "agregar_linea",
    "anular",
    "clonar_version",
    "congelado",
    "corregir",
    "crear_version",
    "decidir",
    "editar_linea",
    "editar_version",
    "eliminar_linea",
    "entrar_en_vigencia",
    "enviar_a_visto",
    "marcar_configurada",
    "marcar_configuradas",
    "observar_configuracion",
    "periodicidad_canonica",
    "preparar_linea",
    "reactivar_linea",
    "resolver_item",
    "retencion_canonica",
    "retirar_linea",
    "revocar",
    "siguiente_numero",
    "suspender_linea",
    "ultima_aprobada",
    "vigencia_propuesta",
]
