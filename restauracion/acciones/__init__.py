"""Writes of procedure 7.2.2: one acción for each event of the table of dominio.md §3.7."""

from restauracion.acciones.cierre import cerrar, desistir, reabrir
from restauracion.acciones.ejecucion import Logro, fallar, iniciar, pedir_conformidad, terminar
from restauracion.acciones.evaluacion import declarar_no_procede, evaluar
from restauracion.acciones.mesa import (
    asignar,
    declarar_viable,
    derivar,
    devolver,
    observar,
    pedir_viabilidad,
    reasignar,
    validar,
    validar_y_asignar,
)
from restauracion.acciones.recepcion import DatosDeSolicitud, construir, recibir, subsanar
from restauracion.acciones.respuestas import aceptar, dar_conformidad, observar_resultado, rechazar
from restauracion.acciones.software import EnElSoftware, confirmar, negar
from restauracion.acciones.vigilancia import vigilar_solicitudes

__all__ = [
    "DatosDeSolicitud",
    "EnElSoftware",
    "Logro",
    "aceptar",
    "asignar",
    "cerrar",
    "confirmar",
    "construir",
    "dar_conformidad",
    "declarar_no_procede",
    "declarar_viable",
    "derivar",
    "desistir",
    "devolver",
    "evaluar",
    "fallar",
    "iniciar",
    "negar",
    "observar",
    "observar_resultado",
    "pedir_conformidad",
    "pedir_viabilidad",
    "reabrir",
    "reasignar",
    "rechazar",
    "recibir",
    "subsanar",
    "terminar",
    "validar",
    "validar_y_asignar",
    "vigilar_solicitudes",
]
