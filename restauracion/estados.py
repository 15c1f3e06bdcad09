"""State machine of a restore request as data (dominio.md §3.7): who takes each step, from where.

Pure. `TICKET` says where each state leaves the help-desk ticket that the request governs.
"""

from dataclasses import dataclass

from mesa_ayuda import estados as ticket

REGISTRADA, OBSERVADA, DEVUELTA = "registrada", "observada", "devuelta"
DERIVADA, VALIDADA, EN_VIABILIDAD = "derivada", "validada", "en_viabilidad"
ASIGNADA, EN_EVALUACION, POR_ACEPTACION = "asignada", "en_evaluacion", "por_aceptacion"
NO_PROCEDE, PROCEDE, EN_RESTAURACION = "no_procede", "procede", "en_restauracion"
RESTAURADA, POR_CONFORMIDAD, ATENDIDA = "restaurada", "por_conformidad", "atendida"
CERRADA, DESISTIDA, REABIERTA = "cerrada", "desistida", "reabierta"

FINALES = (DEVUELTA, DERIVADA, DESISTIDA, CERRADA)
DEL_SOLICITANTE = (OBSERVADA, POR_ACEPTACION, POR_CONFORMIDAD)  # the clock waits for the person
DE_MESA = (REGISTRADA, VALIDADA, EN_VIABILIDAD)
DE_OPERADOR = (ASIGNADA, EN_EVALUACION, PROCEDE, EN_RESTAURACION, RESTAURADA, ATENDIDA,
               NO_PROCEDE, REABIERTA)  # fmt: skip

# Once an operator has it: another may go on with it, whatever it waits for.
EN_MANOS = (*DE_OPERADOR, POR_ACEPTACION, POR_CONFORMIDAD)

GESTIONAR, ATENDER = "solicitudes.gestionar", "solicitudes.atender"
VIABILIDAD, PROPIAS = "solicitudes.viabilidad", "solicitudes.propias"


@dataclass(frozen=True, slots=True)
class Paso:
    """A step of §3.7. `verbo` completes «no se puede …»; `permisos` are the ones that allow it.

    `hacia` lists where it may lead, or is empty for a step that leaves the state as it is; `con`
    names the switch of the profile that the step needs; `a_cargo`, only the operator in charge.
    """

    desde: tuple[str, ...]
    hacia: tuple[str, ...]
    permisos: tuple[str, ...]
    verbo: str
    con: str = ""
    a_cargo: bool = False


PASOS: dict[str, Paso] = {
    "validar": Paso((REGISTRADA,), (VALIDADA,), (GESTIONAR,), "validar"),
    "observar": Paso((REGISTRADA,), (OBSERVADA,), (GESTIONAR,), "observar"),
    "devolver": Paso(
        (REGISTRADA,), (DEVUELTA,), (GESTIONAR,), "devolver", "mesa_puede_devolver"
    ),
    "derivar": Paso((REGISTRADA, VALIDADA), (DERIVADA,), (GESTIONAR, ATENDER), "derivar"),
    "subsanar": Paso((OBSERVADA,), (REGISTRADA,), (PROPIAS,), "subsanar"),
    "desistir": Paso((OBSERVADA,), (DESISTIDA,), (), "dar por desistida"),
    "pedir_viabilidad": Paso(
        (VALIDADA,), (EN_VIABILIDAD,), (GESTIONAR, VIABILIDAD), "evaluar la viabilidad de",
        "evaluacion_viabilidad",
    ),
    "declarar_viable": Paso(
        (EN_VIABILIDAD,), (ASIGNADA,), (VIABILIDAD,), "declarar viable", "evaluacion_viabilidad"
    ),
    "asignar": Paso((VALIDADA,), (ASIGNADA,), (GESTIONAR,), "asignar"),
    "reasignar": Paso(EN_MANOS, (), (GESTIONAR,), "reasignar"),
    "evaluar": Paso(
        (ASIGNADA, REABIERTA), (EN_EVALUACION, POR_ACEPTACION), (ATENDER,), "evaluar",
        a_cargo=True,
    ),
    "confirmar": Paso(
        (EN_EVALUACION, PROCEDE), (PROCEDE,), (ATENDER,), "confirmar la copia de", a_cargo=True
    ),
    "negar": Paso(
        (EN_EVALUACION, PROCEDE), (EN_EVALUACION, POR_ACEPTACION), (ATENDER,),
        "descartar la copia de", a_cargo=True,
    ),
    "declarar_no_procede": Paso(
        (EN_EVALUACION,), (NO_PROCEDE,), (ATENDER,), "declarar que no procede", a_cargo=True
    ),
    "aceptar": Paso((POR_ACEPTACION,), (PROCEDE,), (PROPIAS,), "aceptar una copia para"),
    "rechazar": Paso((POR_ACEPTACION,), (NO_PROCEDE,), (PROPIAS,), "rechazar las copias de"),
    "iniciar": Paso(
        (PROCEDE,), (EN_RESTAURACION,), (ATENDER,), "iniciar la restauración de", a_cargo=True
    ),
    "terminar": Paso(
        (EN_RESTAURACION,), (RESTAURADA, ATENDIDA), (ATENDER,), "terminar la restauración de",
        a_cargo=True,
    ),
    "fallar": Paso(
        (EN_RESTAURACION,), (EN_EVALUACION, POR_ACEPTACION), (ATENDER,), "registrar una falla en",
        a_cargo=True,
    ),
    "pedir_conformidad": Paso(
        (RESTAURADA,), (POR_CONFORMIDAD,), (ATENDER,), "pedir la conformidad de",
        "exige_conformidad", a_cargo=True,
    ),
    "dar_conformidad": Paso(
        (POR_CONFORMIDAD,), (ATENDIDA,), (PROPIAS,), "dar la conformidad de", "exige_conformidad"
    ),
    "dar_por_conforme": Paso(
        (POR_CONFORMIDAD,), (ATENDIDA,), (), "dar por conforme", "exige_conformidad"
    ),
    "observar_resultado": Paso(
        (POR_CONFORMIDAD,), (EN_EVALUACION, POR_ACEPTACION), (PROPIAS,), "observar el resultado de",
        "exige_conformidad",
    ),
    "cerrar": Paso((ATENDIDA, NO_PROCEDE), (CERRADA,), (ATENDER, GESTIONAR), "cerrar"),
    "reabrir": Paso((CERRADA,), (REABIERTA,), (GESTIONAR,), "reabrir"),
}  # fmt: skip

TICKET: dict[str, str] = {
    REGISTRADA: ticket.NUEVO,
    OBSERVADA: ticket.EN_ESPERA,
    DEVUELTA: ticket.DEVUELTO,
    DERIVADA: ticket.CERRADO,
    VALIDADA: ticket.VALIDADO,
    EN_VIABILIDAD: ticket.VALIDADO,
    ASIGNADA: ticket.ASIGNADO,
    EN_EVALUACION: ticket.EN_PROCESO,
    POR_ACEPTACION: ticket.EN_ESPERA,
    PROCEDE: ticket.EN_PROCESO,
    NO_PROCEDE: ticket.RESUELTO,
    EN_RESTAURACION: ticket.EN_PROCESO,
    RESTAURADA: ticket.EN_PROCESO,
    POR_CONFORMIDAD: ticket.EN_ESPERA,
    ATENDIDA: ticket.RESUELTO,
    CERRADA: ticket.CERRADO,
    DESISTIDA: ticket.CERRADO,
    REABIERTA: ticket.REABIERTO,
}


def puede_dar(paso: str, estado: str) -> bool:
    """Does the machine allow `paso` from `estado`?"""
    return estado in PASOS[paso].desde
