"""From what a tool says to a state: the same few rules for all. Pure.

Exit code absent is not 0; without the tool's own final mark nothing is conforme; a copy that exists
with something left out is an advertencia. Source: evidencia.md §1.1, §5.
"""

from dataclasses import dataclass

CONFORME, ADVERTENCIA, NO_CONFORME = "conforme", "advertencia", "no_conforme"
EN_CURSO, SIN_DATO = "en_curso", "sin_dato"
ORDEN = (EN_CURSO, SIN_DATO, CONFORME, ADVERTENCIA, NO_CONFORME)  # from least to most serious


@dataclass(frozen=True, slots=True, kw_only=True)
class Senales:
    """What the evidence of one run says.

    `exito`: the tool's own final mark of success. `fallo`: its own word of failure. `avisos`: it
    left something out. `parciales`: exit codes that mean «a copy exists, something is missing».
    `empezada`: it began. `concluyente`: the mark of success would not have been printed, or would
    say otherwise, had something been left out; if not, the exit code is needed too.
    """

    codigo: int | None = None
    exito: bool = False
    fallo: bool = False
    avisos: bool = False
    empezada: bool = False
    concluyente: bool = True
    parciales: frozenset[int] = frozenset()


def dictar(s: Senales) -> str:
    """Return the state that the signals mean together: the worst wins, silence is no success."""
    parcial = s.codigo in s.parciales
    if s.fallo or (s.codigo not in {None, 0} and not parcial):
        return NO_CONFORME
    if parcial or (s.exito and s.avisos):
        return ADVERTENCIA
    if not s.exito:
        return EN_CURSO if s.empezada and s.codigo is None else SIN_DATO
    return CONFORME if s.concluyente or s.codigo == 0 else SIN_DATO


def peor(uno: str, otro: str) -> str:
    """The more serious of two states."""
    return max(uno, otro, key=ORDEN.index)
