"""What one delivery brought, before anybody read it, and what was understood of it. Pure.

Source: evidencia.md §1.5 (streams apart, with the exit code), §7.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.plantillas import Plantilla

_NADA: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Peticion:
    """One raw HTTP request of a ping client and when it arrived (UTC)."""

    cruda: bytes
    recibida_en: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Captura:
    """Bytes as they came. Empty is empty or absent: the two cannot be told apart.

    `herramienta` is what the configuration of the source says, "" when it says nothing.
    `codigo_salida` None is "not told", never 0. `inicio` and `fin` are the wrapper's, UTC. `zona`
    is the source's, for local times without offset. `canal`: api, ping, correo, archivo, sondeo.
    `plantillas` are those of the source, tried before any reader.
    `recortada`: it is known that something of it did not arrive, so it proves no success.
    `senal` is what a ping says: inicio, exito, fallo, registro or "".
    """

    zona: ZoneInfo
    canal: str = "api"
    herramienta: str = ""
    trabajo: str = ""
    equipo: str = ""
    stdout: bytes = b""
    stderr: bytes = b""
    archivos: Mapping[str, bytes] = field(default_factory=lambda: _NADA)
    codigo_salida: int | None = None
    inicio: datetime | None = None
    fin: datetime | None = None
    correo: bytes = b""
    peticiones: tuple[Peticion, ...] = ()
    recibida_en: datetime | None = None
    senal: str = ""
    asunto: str = ""
    remitente: str = ""
    plantillas: tuple[Plantilla, ...] = ()
    mensaje_id: str = ""
    recortada: bool = False
    autenticacion: str = ""  # what a mail server said of SPF, DKIM and DMARC: a label, no proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Analisis:
    """What a delivery told. `herramienta` "" and no runs: *no reconocida*.

    `mensajes` are Spanish, for the operator. Nothing here holds a secret: everything went through
    `gobierno.secretos.tapar`.
    """

    herramienta: str = ""
    version_del_analizador: str = ""
    ejecuciones: tuple[EjecucionLeida, ...] = ()
    mensajes: tuple[str, ...] = ()

    @property
    def reconocida(self) -> bool:
        return bool(self.ejecuciones)
