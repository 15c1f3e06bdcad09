"""What the calculus reads: the rules of a series in time, and the copies that exist."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from directorio.plazos import Plazo


class Transicion(StrEnum):
    """What a new version does to the copies already taken (dominio.md 0.8, R18, R20)."""

    VIGENTE = "vigente"
    ORIGEN = "origen"


@dataclass(frozen=True, slots=True)
class Tramo:
    """The retention rule of a series from a local date on, until the next tramo (R21).

    One per version of the Directorio that took effect; drafts and revoked versions are not tramos.
    `transicion` says whether the rule also governs the copies taken before `desde`. `ajuste` is
    the days by which the tool differs from R12. `fecha_evento` ends a «hasta …» rule (R16).
    """

    desde: date
    plazo: Plazo
    transicion: str = Transicion.VIGENTE
    ajuste: int = 0
    fecha_evento: date | None = None


@dataclass(frozen=True, slots=True)
class CopiaHecho:
    """A copy that a run left. Instants are aware; dates are local to the institution.

    `clave` identifies it and `padre` is the clave of its chain parent. `ancla` is the date from
    which retention counts; `inicio` the instant de datos; `fin` the instant from which it exists.
    `retenida_hasta` is L, None when no date is known. `eliminada_en` and `invalidada_en` are when
    it stopped existing and when it was found unusable. `independiente` copies (synthetic or
    forever-incremental services) need no base. `ad_hoc` copies push out only one another (R14).
    """

    clave: str
    ancla: date
    inicio: datetime
    fin: datetime
    modalidad: str
    padre: str | None = None
    retenida_hasta: date | None = None
    eliminada_en: datetime | None = None
    invalidada_en: datetime | None = None
    independiente: bool = False
    ad_hoc: bool = False

    def existe(self, al: datetime) -> bool:
        """Tell whether the copy had been finished, and not removed, at an instant."""
        return self.fin <= al and (self.eliminada_en is None or al < self.eliminada_en)

    def esta_invalidada(self, al: datetime) -> bool:
        """Tell whether it had been found unusable at an instant (R11)."""
        return self.invalidada_en is not None and self.invalidada_en <= al
