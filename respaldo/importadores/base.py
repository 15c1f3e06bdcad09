"""What every importer reads and returns (evidencia.md §3)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class EjecucionLeida:
    """What a source told of one run: evidencia.md §3, before it is matched to a line.

    Instants are aware or None; sizes are bytes; `clave` is the tool's own id, unique in its
    source. `estado` is conforme, advertencia, no_conforme, en_curso or sin_dato, and
    `estado_origen` the tool's word. `modalidad` is total, incremental, diferencial, log,
    instantanea, espejo or desconocida. `bytes` is the protected size, never the increment. Only
    `operacion` = respaldo may close a verification. `es_manual` marks a repetition that a person
    started: its retention counts from its own date. `alias` are other ids of the same run, compared
    by `respaldo.importadores.identidad`. `motivos` are the codes of `respaldo.discrepancias` that
    worsened the tool's word. `baja_autoridad`: a list that cannot see warnings.
    `por_llegada`: nobody said when, its `fin` is when it arrived.
    `es_volcado`: a dump that nobody checked, judged by its size too. `prosa`: what was
    printed of this run, when the delivery tells of others; it is searched and not kept.
    """

    clave: str
    trabajo: str
    estado: str
    equipo: str = ""
    modalidad: str = "desconocida"
    inicio: datetime | None = None
    fin: datetime | None = None
    bytes: int | None = None
    archivos: int | None = None
    errores: int | None = None
    copia_id: str = ""
    mensaje: str = ""
    es_manual: bool = False
    operacion: str = "respaldo"
    herramienta: str = ""
    version: str = ""
    origen: str = ""
    estado_origen: str = ""
    codigo_salida: int | None = None
    bytes_nuevos: int | None = None
    bytes_almacenados: int | None = None
    advertencias: int | None = None
    repositorio: str = ""
    medio: str = ""
    inicio_inferido: bool = False
    redondeado: bool = False
    alias: tuple[str, ...] = ()
    motivos: tuple[str, ...] = ()
    baja_autoridad: bool = False
    por_llegada: bool = False
    es_volcado: bool = False
    prosa: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorDeLectura:
    """What is wrong and what to do; `fila` counts from 1 with the heading, 0 for the whole file."""

    mensaje: str
    remedio: str
    fila: int = 0
    columna: str = ""

    def __str__(self) -> str:
        lugar = ", ".join(
            filter(
                None,
                [
                    f"Fila {self.fila}" if self.fila else "",
                    f"columna «{self.columna}»" if self.columna else "",
                ],
            )
        )
        return " ".join(filter(None, [f"{lugar}:" if lugar else "", self.mensaje, self.remedio]))


@dataclass(frozen=True, slots=True)
class FilaLeida:
    """A run and the row of the file that told it."""

    fila: int
    ejecucion: EjecucionLeida


@dataclass(frozen=True, slots=True)
class Lectura:
    """The runs of a file, its errors, and the columns nobody read.

    A row with an error is in `errores` and not in `filas`; the caller decides whether to take the
    rest.
    """

    filas: tuple[FilaLeida, ...] = ()
    errores: tuple[ErrorDeLectura, ...] = ()
    ignoradas: tuple[str, ...] = ()


class Rechazo(Protocol):
    """Why a run is not acceptable, by field."""

    @property
    def campo(self) -> str: ...
    @property
    def mensaje(self) -> str: ...
    @property
    def remedio(self) -> str: ...


Revisor = Callable[[EjecucionLeida], Iterable[Rechazo]]


def sin_revisar(_ejecucion: EjecucionLeida) -> Iterable[Rechazo]:
    """Accept anything."""
    return ()


class Importador(Protocol):
    """A reader of one format; `version` is kept with what it read."""

    @property
    def nombre(self) -> str: ...
    @property
    def version(self) -> str: ...

    def leer(self, contenido: bytes, *, zona: ZoneInfo, revisar: Revisor = ...) -> Lectura:
        """Read the runs of a file.

        `zona` is that of the source, for local times without an offset. `revisar` judges each run
        (future, end before start…); what it refuses is an error of its row. Never raises for the
        content of the file.
        """
        ...
