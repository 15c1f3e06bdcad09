"""The guards: what is decided before any date is computed (X-5). Their rules are profile data."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from respaldo.retencion.dictamen import Codigo
from respaldo.retencion.historia import Historia
from respaldo.retencion.pedido import Pedido

_UNIDAD = re.compile(r"^[a-z]:[\\/]", re.IGNORECASE)
_PREFIJOS = re.compile(r"^(?:file:/{2,3}|\\\\\?\\|//\?/)", re.IGNORECASE)


class Guarda(StrEnum):
    """The guards, in the order of X-5."""

    COMPETENCIA = "competencia"
    EQUIPO_DE_USUARIO = "equipo_de_usuario"
    RUTA_ASIGNADA = "ruta_asignada"
    SOLICITANTE = "solicitante"
    JEFE_EN_COPIA = "jefe_en_copia"


@dataclass(frozen=True, slots=True)
class Patron:
    """Text that the profile recognises in what is asked for.

    `expresion` is a regular expression, `motivo` what to tell the person, `regla` the key of its
    numeral. With `deriva_a` it is another unit's competence; without, a user's own equipment.
    """

    expresion: str
    motivo: str
    regla: str
    deriva_a: str = ""


@dataclass(frozen=True, slots=True)
class ReglasDeAdmision:
    """The guards of an institution, from its profile: which ones, in which order, what they know.

    `orden` lists the guards that act; a guard left out never objects. `patrones` come from
    `perfil.directorio.exclusiones`. `solo_jefatura`, `exige_jefe_en_copia` and
    `exige_ruta_asignada` are its switches; `clases_de_equipo` the classes of users' own equipment.
    """

    orden: tuple[str, ...] = tuple(Guarda)
    patrones: tuple[Patron, ...] = ()
    solo_jefatura: bool = False
    exige_jefe_en_copia: bool = True
    exige_ruta_asignada: bool = True
    clases_de_equipo: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rechazo:
    """Why a guard stops a request; `subsanable` when the requester can correct it."""

    codigo: Codigo
    regla: str
    motivo: str
    deriva_a: str = ""
    subsanable: bool = False


def primera_objecion(
    historia: Historia, pedido: Pedido, reglas: ReglasDeAdmision
) -> Rechazo | None:
    """Return what the first guard that objects says, or None. Computes no dates.

    Fuente: X-5, MIN-VIII, MIN-6.4-a, PC-6.2, MIN-6.5, PC-7.1.1, MIN-7.2.2-a-2.
    """
    for guarda in reglas.orden:
        rechazo = _GUARDAS[guarda](historia, pedido, reglas)
        if rechazo is not None:
            return rechazo
    return None


def _competencia(historia: Historia, pedido: Pedido, reglas: ReglasDeAdmision) -> Rechazo | None:
    patron = _reconocer(pedido.ruta, reglas, derivan=True) or _reconocer(
        historia.nombre, reglas, derivan=True
    )
    if patron is not None:
        return Rechazo(Codigo.DERIVADA, patron.regla, patron.motivo, patron.deriva_a)
    if historia.competencia:
        motivo = f"Esta información es responsabilidad de {historia.competencia}."
        return Rechazo(Codigo.DERIVADA, "excluidos", motivo, historia.competencia)
    return None


def _equipo(historia: Historia, pedido: Pedido, reglas: ReglasDeAdmision) -> Rechazo | None:
    patron = _reconocer(pedido.ruta, reglas, derivan=False)
    if patron is not None:
        return Rechazo(Codigo.EQUIPO_DE_USUARIO, patron.regla, patron.motivo)
    if pedido.de_equipo_de_usuario or pedido.clase in reglas.clases_de_equipo:
        motivo = "La información de los equipos asignados a los usuarios no se respalda."
        return Rechazo(Codigo.EQUIPO_DE_USUARIO, "equipo_de_usuario", motivo)
    return None


def _ruta(historia: Historia, pedido: Pedido, reglas: ReglasDeAdmision) -> Rechazo | None:
    if not reglas.exige_ruta_asignada or pedido.ruta_asignada:
        return None
    motivo = "Lo solicitado no está en la carpeta o ruta asignada a su unidad."
    return Rechazo(Codigo.FUERA_DE_RUTA, "carpetas", motivo)


def _solicitante(historia: Historia, pedido: Pedido, reglas: ReglasDeAdmision) -> Rechazo | None:
    if reglas.solo_jefatura and not pedido.solicitante_es_jefatura:
        motivo = "La restauración la debe solicitar el director o jefe de la unidad."
        regla = "solicitud_de_restauracion"
        return Rechazo(Codigo.SIN_AUTORIZACION, regla, motivo, subsanable=True)
    if not pedido.solicitante_autorizado:
        motivo = "La información es de otra unidad y esa unidad no ha dado su autorización."
        regla = "cuidado_de_la_informacion"
        return Rechazo(Codigo.SIN_AUTORIZACION, regla, motivo, subsanable=True)
    return None


def _jefe(historia: Historia, pedido: Pedido, reglas: ReglasDeAdmision) -> Rechazo | None:
    if not reglas.exige_jefe_en_copia or pedido.jefe_en_copia:
        return None
    motivo = "La solicitud debe ir con copia al jefe inmediato."
    regla = "solicitud_de_restauracion"
    return Rechazo(Codigo.SIN_AUTORIZACION, regla, motivo, subsanable=True)


_Guardian = Callable[[Historia, Pedido, ReglasDeAdmision], Rechazo | None]
_GUARDAS: Mapping[str, _Guardian] = {
    Guarda.COMPETENCIA: _competencia,
    Guarda.EQUIPO_DE_USUARIO: _equipo,
    Guarda.RUTA_ASIGNADA: _ruta,
    Guarda.SOLICITANTE: _solicitante,
    Guarda.JEFE_EN_COPIA: _jefe,
}


def _reconocer(texto: str, reglas: ReglasDeAdmision, *, derivan: bool) -> Patron | None:
    lecturas = _lecturas(texto)
    for patron in reglas.patrones:
        if bool(patron.deriva_a) == derivan:
            expresion = _compilada(patron.expresion)
            if any(expresion.search(lectura) for lectura in lecturas):
                return patron
    return None


def _lecturas(ruta: str) -> tuple[str, ...]:
    """The path as it was written, and as Windows would write it."""
    escrita = ruta.strip().strip("\"'«»").strip()
    desnuda = _PREFIJOS.sub("", escrita)
    if _UNIDAD.match(desnuda):
        desnuda = desnuda.replace("/", "\\")
    return escrita, desnuda


@lru_cache(maxsize=256)
def _compilada(expresion: str) -> re.Pattern[str]:
    return re.compile(expresion)
