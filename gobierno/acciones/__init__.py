"""Writes of gobierno: one action, one transaction, one entry in the trail."""

from gobierno.acciones.cuenta import registrar_ingreso, registrar_intento_fallido, registrar_salida

__all__ = ["registrar_ingreso", "registrar_intento_fallido", "registrar_salida"]
