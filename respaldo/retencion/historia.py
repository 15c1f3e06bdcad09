"""Everything that is known of one ítem: its series and the recorded facts around them.

Facts carry the instant at which they were recorded, so that an answer at T can leave out what was
only known later (property 4 of 4.13). Source: dominio.md 4.1, 4.8, 4.9.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from directorio.plazos import EXTIENDE_BASE
from respaldo.retencion.modelo import CopiaHecho, Tramo

INTERNO = "interno"
EXTERNO = "externo"


@dataclass(frozen=True, slots=True)
class Contrato:
    """An external service contract, in force from one local date to another, both included."""

    codigo: str
    desde: date
    hasta: date | None = None


@dataclass(frozen=True, slots=True)
class Serie:
    """The copies of one rule (ítem, tipo de backup, modalidad) and its versions in time.

    `clave` identifies it («siga/interno/total»). `tramos` holds one rule per version that took
    effect; `copias` the copies that were ever made, expired and removed ones included, in any
    order. Failed runs leave no copy and are not given. `periodo_dias` is the greatest number of
    days between two runs, as `directorio.periodicidad.periodo_maximo_dias` says.

    `comportamiento` is what its tool does with the base of a chain (R8). `contratos` matter to
    external copies only, and only once one is recorded. What ends the copies of a retired ítem is
    one more tramo (R17).
    """

    clave: str
    tipo_de_backup: str
    modalidad: str
    tramos: tuple[Tramo, ...]
    copias: tuple[CopiaHecho, ...] = ()
    periodo_dias: int = 1
    comportamiento: str = EXTIENDE_BASE
    contratos: tuple[Contrato, ...] = ()


class EstadoDeMedio(StrEnum):
    """Where a medium is; only an accessible one gives its copies back (4.9 e)."""

    ACCESIBLE = "accesible"
    PERDIDO = "perdido"
    EN_TRANSITO = "en_transito"
    RETIRADO = "retirado"


@dataclass(frozen=True, slots=True)
class HechoDeMedio:
    """From an instant on, a medium (`CopiaHecho.medio`) is in a state; without facts: accesible."""

    medio: str
    desde: datetime
    estado: str


@dataclass(frozen=True, slots=True)
class Custodia:
    """A key (`CopiaHecho.llave`) is in custody from an instant until another, exclusive (4.9 g)."""

    llave: str
    desde: datetime
    hasta: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reserva:
    """A hold: the copy, and what it depends on, is set aside for a request (R23).

    From an instant until another, exclusive; None while the request is open.
    """

    copia: str
    desde: datetime
    hasta: datetime | None = None
    solicitud: str = ""


@dataclass(frozen=True, slots=True)
class Alcance:
    r"""What the ítem covers while a local date is between `desde` and `hasta`, both included.

    A path is inside when it is under one of `incluye` (all, if empty) and under none of
    `excluye`. Entries are paths («\\srv\ogti\videos») or patterns («*.pst»); case and the kind of
    slash do not matter (4.9 h).
    """

    desde: date
    hasta: date | None = None
    incluye: tuple[str, ...] = ()
    excluye: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Historia:
    """One ítem with all its series and facts: the whole input of the calculus but the request.

    `item` is its clave and `nombre` what people call it. `competencia` names the unit that answers
    for it when that is not the institution's own (MIN-VIII), "" otherwise. A split ítem brings
    the series of the one that it `sucede_a`.
    """

    item: str
    nombre: str = ""
    series: tuple[Serie, ...] = ()
    medios: tuple[HechoDeMedio, ...] = ()
    custodias: tuple[Custodia, ...] = ()
    reservas: tuple[Reserva, ...] = ()
    alcances: tuple[Alcance, ...] = ()
    competencia: str = ""
