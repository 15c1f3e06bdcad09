"""The profile and the duties of a person, in words: what the pages and printouts show."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from gobierno.models import Persona
from gobierno.perfil import Perfil, perfil_activo
from gobierno.permisos import TODOS

# What each permission obliges or allows: permission | key of the numeral in the profile | words.
_POR_PERMISO = """
directorio.editar       | directorio | Elaborar y actualizar el Directorio a inicios de cada año.
aprobaciones.decidir    | directorio | Dar visto, firmar o tomar conocimiento cuando sea su turno.
configuracion.registrar | configuracion | Configurar el software según el Directorio aprobado.
verificacion.registrar  | verificacion_interna | Verificar cada día y registrar el ticket.
verificacion.no_aplica  | supervision | Autorizar con motivo cuando una corrida no aplica.
bitacora.ver            | supervision | Supervisar el cumplimiento con la bitácora y el tablero.
tickets.gestionar       | registro_y_asignacion | Registrar los requerimientos y asignarlos.
tickets.atender         | atencion_del_ticket | Atender los tickets hasta su cierre.
incidentes.ver          | incidente_interno | Atender o seguir los incidentes hasta su cierre.
personas.administrar    | supervision | Mantener al día las personas, sus roles y documentos.
"""
_DE_TODOS = """
alcance | Cumplir la norma: obliga a los usuarios de todos los órganos y unidades.
carpetas | Guardar periódicamente en la carpeta compartida la información de sus funciones.
equipo_de_usuario | Entregar a su jefe, antes de su baja, movimiento o licencia, la información de \
su equipo: los equipos de usuario no se respaldan.
cuidado_de_la_informacion | Cuidar la confidencialidad, disponibilidad e integridad de su \
información.
"""


def _tabla(texto: str) -> list[list[str]]:
    return [[p.strip() for p in fila.split("|")] for fila in texto.strip().splitlines()]


DEBERES = {codigo: (texto, regla) for codigo, regla, texto in _tabla(_POR_PERMISO)}
DE_TODOS = [(texto, regla) for regla, texto in _tabla(_DE_TODOS)]


@dataclass(frozen=True)
class Deber:
    texto: str
    numeral: str


def deberes_de_todos() -> list[Deber]:
    """What binds every account (MIN-III, MIN-6.3, MIN-6.4-b, MIN-6.5)."""
    perfil = perfil_activo()
    return [Deber(texto, perfil.cita(regla)) for texto, regla in DE_TODOS]


def deberes_de(persona: Persona, hoy: date) -> list[dict[str, Any]]:
    """Per designation in force on `hoy`: the capacity, its document and what it obliges to do."""
    perfil, grupos = perfil_activo(), []
    for designacion in persona.designaciones_al(hoy):
        rol = perfil.rol(designacion.rol)
        permisos = (rol.permisos if rol else frozenset()) - TODOS
        propios = [
            Deber(texto, perfil.cita(regla))
            for codigo, (texto, regla) in DEBERES.items()
            if codigo in permisos
        ]
        grupos.append(
            {
                "capacidad": designacion.capacidad,
                "numeral": rol.numeral if rol else "",
                "desde": designacion.desde,
                "hasta": designacion.hasta,
                "deberes": propios,
            }
        )
    return grupos


def parametros(perfil: Perfil) -> Iterator[dict[str, Any]]:
    """Every plain value of the profile with its path, and whether no norm fixes it."""
    for campo in dataclasses.fields(perfil):
        valor = getattr(perfil, campo.name)
        if campo.name in {"roles", "documentos", "numerales", "no_normado", "interruptores"}:
            continue
        yield from _hojas(campo.name, valor, perfil.no_normado)


def _hojas(ruta: str, valor: Any, no_normado: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    if dataclasses.is_dataclass(valor) and not isinstance(valor, type) and ruta not in no_normado:
        for campo in dataclasses.fields(valor):
            yield from _hojas(f"{ruta}.{campo.name}", getattr(valor, campo.name), no_normado)
        return
    yield {"ruta": ruta, "valor": _texto(valor), "no_normado": ruta in no_normado}


def _texto(valor: Any) -> str:
    if isinstance(valor, bool):
        return "Sí" if valor else "No"
    if isinstance(valor, time):
        return f"{valor:%H:%M}"
    if isinstance(valor, tuple):
        return "; ".join(_texto(parte) for parte in valor) or "—"
    if isinstance(valor, Mapping):
        return "; ".join(f"{clave}: {_texto(parte)}" for clave, parte in valor.items())
    if dataclasses.is_dataclass(valor) and not isinstance(valor, type):
        return ", ".join(
            f"{campo.name.replace('_', ' ')} {_texto(getattr(valor, campo.name))}"
            for campo in dataclasses.fields(valor)
            if getattr(valor, campo.name) not in ("", None)
        )
    return str(valor) or "—"
