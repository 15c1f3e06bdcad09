"""The sections of Hoy, by consequence: what needs a person is on top. Pure data."""

from enum import IntEnum

DIAS_POR_ATENDER = 7  # a no conforme older than this lives in Incidentes
DIAS_RECIENTES = 1


class Seccion(IntEnum):
    """Where a row goes; the number is the order on the page."""

    VENCIDA = 1
    POR_ATENDER = 2
    DISCREPANCIA = 3
    SIN_EVIDENCIA = 4
    LISTA = 5
    EN_VENTANA = 6
    VERIFICADA = 7
    NO_APLICA = 8

    @property
    def clave(self) -> str:
        """How the address names it (?estado=…)."""
        return _TEXTOS[self][0]

    @property
    def titulo(self) -> str:
        return _TEXTOS[self][1]

    def contar(self, cuantas: int) -> str:
        """The words of a counter that says `cuantas`: «vencidas», or «vencida» for one."""
        palabras = _TEXTOS[self][2]
        return palabras.removesuffix("s") if cuantas == 1 and self in _CON_PLURAL else palabras

    @property
    def consejo(self) -> str:
        return _TEXTOS[self][3]

    @property
    def tono(self) -> str:
        return _TEXTOS[self][4]

    @property
    def pide_persona(self) -> bool:
        """Whether somebody has to act: the page opens with these."""
        return self <= Seccion.LISTA

    @classmethod
    def de_clave(cls, clave: str) -> "Seccion | None":
        return next((seccion for seccion in cls if seccion.clave == clave), None)


_TEXTOS = {
    Seccion.VENCIDA: (
        "vencidas",
        "Vencidas",
        "vencidas",
        "Pasó su plazo: se verifican igual, diciendo por qué tarde.",
        "grave",
    ),
    Seccion.POR_ATENDER: (
        "por-atender",
        "No conformes por atender",
        "por atender",
        "Ya declaradas; falta repetir el respaldo o resolver su incidente.",
        "mal",
    ),
    Seccion.DISCREPANCIA: (
        "discrepancias",
        "Con discrepancia",
        "con discrepancia",
        "La evidencia no cuadra: se decide una por una y se explica.",
        "aviso",
    ),
    Seccion.SIN_EVIDENCIA: (
        "sin-evidencia",
        "Sin evidencia",
        "sin evidencia",
        "La ventana cerró y no llegó nada: revise la consola y diga qué pasó.",
        "aviso",
    ),
    Seccion.LISTA: (
        "listas",
        "Con evidencia conforme",
        "listas",
        "Se confirman juntas, con un solo ticket.",
        "info",
    ),
    Seccion.EN_VENTANA: (
        "en-ventana",
        "Su ventana aún no cierra",
        "en ventana",
        "Se verifican cuando cierre su ventana.",
        "neutro",
    ),
    Seccion.VERIFICADA: (
        "verificadas",
        "Ya verificadas",
        "verificadas",
        "Un error se corrige con «Rectificar»: lo anterior queda a la vista.",
        "ok",
    ),
    Seccion.NO_APLICA: (
        "no-aplica",
        "No aplica",
        "no aplica",
        "Mantenimiento autorizado: fuera de la tasa.",
        "neutro",
    ),
}
_CON_PLURAL = {Seccion.VENCIDA, Seccion.LISTA, Seccion.VERIFICADA}
