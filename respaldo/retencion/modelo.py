"""What the calculus reads of one series: its rules in time, and the copies that exist."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from directorio.plazos import Plazo
from directorio.ventanas import DATO_APERTURA


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
    `version` is the label shown with the answer («2026 v1»); `prevista_hasta` is the last date for
    which the version was written, after which it rules by ultra-activity. `dato` says whether a
    run saves the day on which its window opens or the day before (4.1). `sabido` is the date from
    which it is known, when that is before it rules: a baja says what ends its copies (R17).
    """

    desde: date
    plazo: Plazo
    transicion: str = Transicion.VIGENTE
    ajuste: int = 0
    fecha_evento: date | None = None
    version: str = ""
    prevista_hasta: date | None = None
    dato: str = DATO_APERTURA
    sabido: date | None = None


@dataclass(frozen=True, slots=True)
class CopiaHecho:
    """A copy that a run left. Instants are aware; dates are local to the institution.

    `clave` identifies it. `ancla` is the date from which retention counts, `dia_de_datos` the day
    whose data it holds (the ancla when not given), `inicio` the instant de datos and `fin` the
    instant from which it exists. `padre` is the clave of its chain parent; a dependent copy
    without one takes the parent that R6 gives. `retenida_hasta` is L as stored, None when no date
    is known: `evaluar` computes its own and does not read it.

    `verificada_en` is when a person declared it conforme: None, or later than the instant asked
    about, is a copy still to be verified. `eliminada_en` and `invalidada_en` are when it stopped
    existing and when it was found unusable, which is also what a *no conforme* makes of it.
    `transferida_en` is when an external copy came to the institution. `medio` and `llave` name the
    medium that holds it and the key that encrypts it, "" for none.

    `independiente` copies (synthetic or forever-incremental services) need no base. `ad_hoc`
    copies push out only one another (R14).
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
    dia_de_datos: date | None = None
    verificada_en: datetime | None = None
    transferida_en: datetime | None = None
    medio: str = ""
    llave: str = ""

    @property
    def dia(self) -> date:
        """The local date whose data it holds."""
        return self.dia_de_datos or self.ancla

    def existe(self, al: datetime) -> bool:
        """Tell whether the copy had been finished, and not removed, at an instant."""
        return self.fin <= al and (self.eliminada_en is None or al < self.eliminada_en)

    def esta_invalidada(self, al: datetime) -> bool:
        """Tell whether it had been found unusable at an instant (R11)."""
        return self.invalidada_en is not None and self.invalidada_en <= al

    def esta_verificada(self, al: datetime) -> bool:
        """Tell whether a person had declared it conforme at an instant (4.9 a)."""
        return self.verificada_en is not None and self.verificada_en <= al
