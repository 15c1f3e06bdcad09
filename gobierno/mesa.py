"""The help desk of a profile: channels, categories, numbers and times (dominio.md §2.33).

Pure data with its own checks; gobierno.perfil reads it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

CLASES = {"requerimiento", "incidente", "consulta", "registro"}
RELOJES = {"habil", "corrido"}


@dataclass(frozen=True)
class Opcion:
    """An entry of a catalogue of the profile: its code is stored, its name is shown."""

    codigo: str
    nombre: str


@dataclass(frozen=True)
class Categoria:
    """What a ticket is about: who attends it, who closes it and how soon it is owed.

    `clase` is requerimiento, incidente, consulta or registro; `equipo` a role; `cierra` a role or
    "asignado"; `reloj` is habil or corrido; `abierta` when any account may choose it.
    """

    codigo: str
    nombre: str
    clase: str
    equipo: str
    cierra: str
    reloj: str
    respuesta_minutos: int
    solucion_minutos: int
    abierta: bool


@dataclass(frozen=True)
class Mesa:
    sistema: str
    correo: str
    patron_ticket: str
    ejemplo_ticket: str
    url_externa: str
    formato_ticket: str
    prefijo_incidente: str
    canales: tuple[Opcion, ...]
    canales_propios: tuple[Opcion, ...]
    categorias: tuple[Categoria, ...]
    prioridades: tuple[Opcion, ...]
    aviso_minutos_antes: int
    reapertura_dias_habiles: int

    def ticket_valido(self, numero: str) -> bool:
        """X-7: does `numero` follow the institution's pattern?"""
        return re.fullmatch(self.patron_ticket, numero) is not None

    def categoria(self, codigo: str) -> Categoria | None:
        return next((c for c in self.categorias if c.codigo == codigo), None)

    def nombre_de_categoria(self, codigo: str) -> str:
        return _nombre(self.categorias, codigo)

    def nombre_de_canal(self, codigo: str) -> str:
        return _nombre((*self.canales, *self.canales_propios), codigo)

    def nombre_de_prioridad(self, codigo: str) -> str:
        return _nombre(self.prioridades, codigo)

    def url_del_externo(self, numero: str) -> str:
        """Where the institution's other system shows `numero`, or ""."""
        return self.url_externa.replace("{numero}", quote(numero, safe="")) if numero else ""

    def defecto(self, roles: set[str], *, propio: bool) -> str:
        """What is wrong, in Spanish, or "". `propio`: the daily verification uses our numbers."""
        if not self.ticket_valido(self.ejemplo_ticket):
            return "«mesa.ejemplo_ticket» no cumple «mesa.patron_ticket»."
        if not {"formulario", "sistema"} <= {canal.codigo for canal in self.canales_propios}:
            return "«mesa.canales_propios» necesita «formulario» y «sistema»."
        defectos = (_defecto_de_categoria(categoria, roles) for categoria in self.categorias)
        return next(filter(None, defectos), "") or self._defecto_del_formato(propio=propio)

    def _defecto_del_formato(self, *, propio: bool) -> str:
        """Our numbers are told apart from those of another system, or are the only ones."""
        try:
            uno, otro = (self.formato_ticket.format(anio=2026, numero=n) for n in (1, 2))
        except (KeyError, IndexError, ValueError):
            return "«mesa.formato_ticket» usa solo {anio} y {numero:06d}."
        if uno == otro or self.ticket_valido(uno) is not propio:
            return (
                "«mesa.formato_ticket» debe numerar cada ticket, y cumplir «mesa.patron_ticket» "
                "solo si «interruptores.verificacion_ticket_propio» está encendido."
            )
        return ""


def _defecto_de_categoria(categoria: Categoria, roles: set[str]) -> str:
    conocida = categoria.clase in CLASES and categoria.reloj in RELOJES
    atiende = categoria.equipo in roles and categoria.cierra in roles | {"asignado"}
    if not (conocida and atiende):
        return f"La categoría «{categoria.codigo}» cita una clase, reloj o rol que no existe."
    if min(categoria.respuesta_minutos, categoria.solucion_minutos) < 1:
        return f"La categoría «{categoria.codigo}» necesita plazos de un minuto o más."
    return ""


def _nombre(opciones: Iterable[Opcion | Categoria], codigo: str) -> str:
    return next((opcion.nombre for opcion in opciones if opcion.codigo == codigo), codigo)
