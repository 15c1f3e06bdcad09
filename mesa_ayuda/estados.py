"""State machine of a ticket as data: which step leads from where to where (dominio.md §3.8)."""

from dataclasses import dataclass

NUEVO, VALIDADO, ASIGNADO, EN_PROCESO = "nuevo", "validado", "asignado", "en_proceso"
EN_ESPERA, RESUELTO, CERRADO = "en_espera", "resuelto", "cerrado"
DEVUELTO, ANULADO, REABIERTO = "devuelto", "anulado", "reabierto"

ABIERTOS = (NUEVO, VALIDADO, ASIGNADO, EN_PROCESO, EN_ESPERA, REABIERTO)
FINALES = (CERRADO, DEVUELTO, ANULADO)


@dataclass(frozen=True, slots=True)
class Paso:
    """`verbo` completes «no se puede …»; `del_procedimiento`: on a governed ticket only the
    procedure that governs it takes this step."""

    desde: tuple[str, ...]
    hacia: str
    verbo: str
    del_procedimiento: bool = False


PASOS: dict[str, Paso] = {
    "validar": Paso((NUEVO,), VALIDADO, "validar", True),
    "devolver": Paso((NUEVO,), DEVUELTO, "devolver", True),
    "asignar": Paso((VALIDADO,), ASIGNADO, "asignar", True),
    "derivar": Paso((ASIGNADO, EN_PROCESO, REABIERTO), ASIGNADO, "derivar", True),
    "iniciar": Paso((ASIGNADO, REABIERTO), EN_PROCESO, "iniciar"),
    "esperar": Paso((ASIGNADO, EN_PROCESO, REABIERTO), EN_ESPERA, "poner en espera"),
    "reanudar": Paso((EN_ESPERA,), EN_PROCESO, "reanudar"),
    "resolver": Paso((EN_PROCESO,), RESUELTO, "resolver", True),
    "cerrar": Paso((RESUELTO,), CERRADO, "cerrar", True),
    "reabrir": Paso((RESUELTO, CERRADO), REABIERTO, "reabrir", True),
    "anular": Paso(ABIERTOS, ANULADO, "anular", True),
}


def puede_dar(paso: str, estado: str) -> bool:
    """Does the machine allow `paso` from `estado`?"""
    return estado in PASOS[paso].desde
