"""Writes of gobierno: one action, one transaction, one entry in the trail."""

from gobierno.acciones.adjuntos import (
    esta_intacto,
    guardar_adjunto,
    registrar_descarga,
    resumen,
)
from gobierno.acciones.calendario import DatosDeDia, agregar_dia, anular_dia
from gobierno.acciones.correo import (
    marcar_leidos,
    preferir_avisos,
    preparar_prueba,
    reintentar_envio,
)
from gobierno.acciones.cuenta import registrar_ingreso, registrar_intento_fallido, registrar_salida
from gobierno.acciones.designaciones import Nombramiento, designar, terminar_designacion
from gobierno.acciones.personas import (
    Ficha,
    cambiar_actividad,
    cambiar_contrasena,
    crear_administrador,
    crear_persona,
    editar_persona,
)
from gobierno.acciones.salud import (
    Recorrido,
    anotar_recorrido,
    explicar,
    latir,
    toca_recorrer,
    verificar_cadena,
    verificar_cadena_si_toca,
)
from gobierno.acciones.unidades import DatosDeUnidad, crear_unidad, editar_unidad

__all__ = [
    "DatosDeDia",
    "DatosDeUnidad",
    "Ficha",
    "Nombramiento",
    "Recorrido",
    "agregar_dia",
    "anotar_recorrido",
    "anular_dia",
    "cambiar_actividad",
    "cambiar_contrasena",
    "crear_administrador",
    "crear_persona",
    "crear_unidad",
    "designar",
    "editar_persona",
    "editar_unidad",
    "esta_intacto",
    "explicar",
    "guardar_adjunto",
    "latir",
    "marcar_leidos",
    "preferir_avisos",
    "preparar_prueba",
    "registrar_descarga",
    "registrar_ingreso",
    "registrar_intento_fallido",
    "registrar_salida",
    "reintentar_envio",
    "resumen",
    "terminar_designacion",
    "toca_recorrer",
    "verificar_cadena",
    "verificar_cadena_si_toca",
]
