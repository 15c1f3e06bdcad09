"""Do totals outlive the copies that depend on them? (R10)"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from directorio.plazos.modelo import HastaEvento, Indefinida, Plazo, PorTiempo
from directorio.plazos.palabras import texto

ESTRICTA = "estricta"
EXTIENDE_BASE = "extiende_base"
# Every date of a leap-year cycle, so that months of every length are tried.
_ANCLAS = tuple(date(2023, 1, 1) + timedelta(days=n) for n in range(4 * 365 + 1))


@dataclass(frozen=True, slots=True)
class HallazgoDeBase:
    """What R10 found: `es_error` refuses the submission, otherwise it is a note."""

    es_error: bool
    mensaje: str
    remedio: str


def verificar_base(
    base: Plazo, dependiente: Plazo, *, periodo_base: int, comportamiento: str
) -> HallazgoDeBase | None:
    """Return what is wrong between the retention of a total and that of its dependents, or None.

    `periodo_base` is the greatest number of days between two totals
    (`periodicidad.periodo_maximo_dias`); `comportamiento` is `ESTRICTA` or `EXTIENDE_BASE` (R8).
    The base needs n_dep + P − 1 days; in months and years, as many as the longest case, because
    they are never converted. A pair that cannot be compared (copies against time) is a note.
    Fuente: R10, RC-36.
    """
    if _alcanza(base, dependiente, periodo_base):
        return None
    if comportamiento != ESTRICTA:
        return HallazgoDeBase(
            es_error=False,
            mensaje=(
                f"El software conservará la total más allá de su retención ({texto(base)}): "
                f"hasta que venza la última copia que depende de ella ({texto(dependiente)})."
            ),
            remedio="Es solo una nota: se ocupará más espacio que el que dice la retención.",
        )
    if not _son_comparables(base, dependiente):
        return HallazgoDeBase(
            es_error=False,
            mensaje=(
                f"No se puede comprobar que la total ({texto(base)}) dure más que las copias "
                f"que dependen de ella ({texto(dependiente)})."
            ),
            remedio="Escriba ambas retenciones en tiempo, o compruébelo a mano.",
        )
    return _insuficiente(base, dependiente, periodo_base)


def _son_comparables(base: Plazo, dependiente: Plazo) -> bool:
    if not isinstance(base, PorTiempo) or base.minimo_copias:
        return False
    return isinstance(dependiente, Indefinida | HastaEvento) or (
        isinstance(dependiente, PorTiempo) and not dependiente.minimo_copias
    )


def _alcanza(base: Plazo, dependiente: Plazo, periodo: int) -> bool:
    if isinstance(base, Indefinida) or (isinstance(base, HastaEvento) and base == dependiente):
        return True
    if not isinstance(base, PorTiempo) or not isinstance(dependiente, PorTiempo):
        return False
    if dependiente.minimo_copias:
        return False
    return all(base.sumar(ancla) >= _ultimo(ancla, dependiente, periodo) for ancla in _ANCLAS)


def _ultimo(ancla: date, dependiente: PorTiempo, periodo: int) -> date:
    return dependiente.sumar(ancla + timedelta(days=periodo - 1))


@lru_cache(maxsize=256)
def dias_necesarios(dependiente: PorTiempo, periodo: int) -> int:
    """Return the days that a total must be kept: n_dep + P − 1, in its longest case (R10)."""
    return max((_ultimo(ancla, dependiente, periodo) - ancla).days for ancla in _ANCLAS)


def _insuficiente(base: Plazo, dependiente: Plazo, periodo: int) -> HallazgoDeBase:
    if isinstance(dependiente, PorTiempo):
        minimo = f"{dias_necesarios(dependiente, periodo)} días"
    else:
        minimo = "una retención indefinida"
    return HallazgoDeBase(
        es_error=True,
        mensaje=(
            f"La copia total se borraría antes que las copias que dependen de ella: tiene "
            f"{texto(base)} y necesita al menos {minimo}, porque las dependientes se conservan "
            f"{texto(dependiente)} y hay una total cada {periodo} días."
        ),
        remedio=(
            "Suba la retención de la total, baje la de las dependientes o, si el software "
            "conserva la base de la cadena, marque «extiende la base»."
        ),
    )
