"""The answer to a restore request: what is stored for ever and shown to the person who asked.

Source: dominio.md 4.10, MIN-7.2.2-c, MIN-7.2.2-d.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from respaldo.retencion.pedido import MODOS, Pedido


class Codigo(StrEnum):
    """The codes of 4.10, in the order in which they prevail when several apply."""

    DERIVADA = "DERIVADA"
    EQUIPO_DE_USUARIO = "NO_PROCEDE:EQUIPO_DE_USUARIO"
    FUERA_DE_RUTA = "NO_PROCEDE:FUERA_DE_RUTA"
    SIN_AUTORIZACION = "NO_PROCEDE:SIN_AUTORIZACION"
    NO_INCLUIDO = "NO_PROCEDE:NO_INCLUIDO"
    FUERA_DE_RETENCION = "NO_PROCEDE:FUERA_DE_RETENCION"
    ANTERIOR_A_PRIMERA_COPIA = "NO_PROCEDE:ANTERIOR_A_PRIMERA_COPIA"
    SIN_COPIA = "NO_PROCEDE:SIN_COPIA"
    CADENA_ROTA = "NO_PROCEDE:CADENA_ROTA"
    COPIA_INVALIDADA = "NO_PROCEDE:COPIA_INVALIDADA"
    MEDIO_NO_DISPONIBLE = "NO_PROCEDE:MEDIO_NO_DISPONIBLE"
    PROVEEDOR = "NO_PROCEDE:PROVEEDOR"
    CLAVE = "NO_PROCEDE:CLAVE"
    OBJETO_NO_EXISTE = "NO_PROCEDE:OBJETO_NO_EXISTE"
    PROCEDE = "PROCEDE"
    PROCEDE_PARCIAL = "PROCEDE_PARCIAL"
    APROXIMADA = "APROXIMADA"
    VERIFICAR_ANTES = "VERIFICAR_ANTES"

    @property
    def no_procede(self) -> bool:
        """Whether the answer is a reasoned *no procede*."""
        return self.value.startswith("NO_PROCEDE:")

    @property
    def motivo(self) -> str:
        """The reason after «NO_PROCEDE:», "" for the other codes."""
        return self.value.partition(":")[2]


class Aviso(StrEnum):
    """Something to act upon that does not change the answer."""

    ULTRAACTIVIDAD = "ultraactividad"  # R21: no version for the year; the last one rules
    VENCE_HOY = "vence_hoy"  # R23: a copy offered is on its last day
    CLAVE_SIN_CUSTODIA = "clave_sin_custodia"  # RC-60: a finding of the institution
    PERDIDA_EN_ATENCION = "perdida_en_atencion"  # RC-49: gone after gate 1; an incident


@dataclass(frozen=True, slots=True)
class Candidata:
    """A copy considered for the answer, as it stood at the instant of the request.

    `retenida_hasta` is L, inclusive; None when no date is known in advance. `version` is the
    label of the rule in force for it. `motivo` is why it cannot be given, None when it can.
    `base` holds the claves of the copies that it needs, the nearest first: a hold on it is a hold
    on them. `reservada`: kept by a hold. `por_verificar`: nobody has declared it conforme yet.
    """

    clave: str
    serie: str
    tipo_de_backup: str
    modalidad: str
    dia_de_datos: date
    instante_de_datos: datetime
    ancla: date
    retenida_hasta: date | None
    version: str
    motivo: Codigo | None = None
    por_verificar: bool = False
    reservada: bool = False
    base: tuple[str, ...] = ()

    @property
    def disponible(self) -> bool:
        """Whether it can be given (4.9), before the operator's own confirmation (gate 2)."""
        return self.motivo is None


@dataclass(frozen=True, slots=True)
class Cercana:
    """A copy of another day and how many days away it is from the one asked for."""

    candidata: Candidata
    distancia_dias: int


@dataclass(frozen=True, slots=True)
class Lapso:
    """Local dates from one to another, both included."""

    desde: date
    hasta: date


@dataclass(frozen=True, slots=True)
class Dictamen:
    """The answer of the calculus; immutable, and complete enough to be defended years later.

    `pedido` is what was asked. `elegida` is the copy to
    restore and `elegidas` all of them (a period with `todas`).
    `anterior` and `posterior` are offered instead (`APROXIMADA`); `informativa` is the nearest
    later copy, never offered. `cubiertos` and `no_cubiertos` divide the period asked for.
    `candidatas` are the copies looked at, oldest first, with their L. `limite` is the last date
    on which the date asked for could be requested. `regla` is a key of `perfil.numeral`.
    `subsanable` tells a refusal that the requester can correct (*observada*). `perdidas` are
    copies that gate 1 offered and gate 2 no longer found.
    """

    codigo: Codigo
    regla: str
    explicacion: str
    pedido: Pedido
    recibida_en: datetime
    zona: str
    elegida: Candidata | None = None
    elegidas: tuple[Candidata, ...] = ()
    anterior: Cercana | None = None
    posterior: Cercana | None = None
    informativa: Cercana | None = None
    cubiertos: tuple[Lapso, ...] = ()
    no_cubiertos: tuple[Lapso, ...] = ()
    candidatas: tuple[Candidata, ...] = ()
    limite: date | None = None
    versiones: tuple[str, ...] = ()
    avisos: tuple[Aviso, ...] = ()
    deriva_a: str = ""
    subsanable: bool = False
    perdidas: tuple[str, ...] = ()
    motor: str = ""

    @property
    def modo(self) -> str:
        """In which of the four ways it was asked: estado_al, antes_de, periodo, mas_reciente."""
        return MODOS[type(self.pedido.cuando)]

    @property
    def ofrecidas(self) -> tuple[Candidata, ...]:
        """The copies to hold: the chosen ones, and the ones offered instead (R23)."""
        cercanas = tuple(c.candidata for c in (self.anterior, self.posterior) if c is not None)
        return (*self.elegidas, *cercanas)

    def en_json(self) -> str:
        """Return canonical JSON: sorted keys, no blanks, dates in ISO 8601, instants in UTC."""
        datos = {**asdict(self), "modo": self.modo}
        return json.dumps(
            datos, default=_texto, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )


def _texto(valor: Any) -> str:
    if isinstance(valor, datetime):
        return valor.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(valor, date):
        return valor.isoformat()
    raise TypeError(f"{valor!r} no se puede guardar")
