"""Whose turn a request is: the steps that a person may take now, and who has it otherwise.

What is offered here is what the acciones allow; they ask again under the lock.
"""

from __future__ import annotations

from datetime import date

from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from respaldo.retencion import Codigo
from restauracion import estados
from restauracion.models import SolicitudDeRestauracion

DEL_JEFE = ("dar_conformidad", "observar_resultado")
ESPERA = {
    estados.REGISTRADA: "La mesa de ayuda la está revisando.",
    estados.VALIDADA: "La mesa de ayuda la asignará a un operador.",
    estados.EN_VIABILIDAD: "Se está evaluando su viabilidad.",
    estados.ATENDIDA: "Ya se respondió; falta cerrar el ticket.",
    estados.NO_PROCEDE: "Ya se respondió; falta cerrar el ticket.",
}


def pasos_de(fila: SolicitudDeRestauracion, persona: Persona, *, hoy: date) -> list[str]:
    """The steps of §3.7 that `persona` may take from the state of `fila`."""
    return [paso for paso in estados.PASOS if puede_dar(fila, persona, paso, hoy=hoy)]


def puede_dar(fila: SolicitudDeRestauracion, persona: Persona, paso: str, *, hoy: date) -> bool:
    """May `persona` take `paso` now? From the state, the profile, the role and who has it."""
    regla = estados.PASOS[paso]
    encendido = not regla.con or perfil_activo().interruptores.get(regla.con, False)
    if fila.estado not in regla.desde or not encendido or not _viene_al_caso(fila, paso):
        return False
    return le_toca(fila, persona, paso, hoy=hoy)


def le_toca(fila: SolicitudDeRestauracion, persona: Persona, paso: str, *, hoy: date) -> bool:
    """Is `paso` for `persona`, whatever the state?"""
    regla, permisos = estados.PASOS[paso], persona.permisos_al(hoy)
    if paso == "cerrar":
        return _cierra(fila, persona, hoy)
    if estados.PROPIAS in regla.permisos:
        responden = {fila.solicitante_id, fila.jefe_id if paso in DEL_JEFE else None}
        return persona.pk in responden or estados.GESTIONAR in permisos
    if regla.a_cargo and fila.operador_id not in {None, persona.pk}:
        return False
    return bool(permisos.intersection(regla.permisos))


def quien_la_tiene(fila: SolicitudDeRestauracion, persona: Persona, *, hoy: date) -> str:
    """Who goes on with an open request, for whom has no step to take; and how to take it over."""
    if fila.estado in estados.DEL_SOLICITANTE:
        return f"Espera la respuesta de {fila.solicitante}."
    if fila.estado in ESPERA:
        return ESPERA[fila.estado]
    if not fila.esta_abierta or fila.operador is None:
        return ""
    atiende = estados.ATENDER in persona.permisos_al(hoy) and persona.pk != fila.operador_id
    base = perfil_activo().numeral("registro_y_asignacion")
    como = f" Si ahora le toca a usted, pida a la mesa de ayuda que se la reasigne ({base})."
    return f"La atiende {fila.operador}.{como if atiende else ''}"


def _cierra(fila: SolicitudDeRestauracion, persona: Persona, hoy: date) -> bool:
    cierra = perfil_activo().restauracion.cierra
    if cierra != "asignado":
        return persona.designacion_en(cierra, hoy) is not None
    atiende = estados.ATENDER in persona.permisos_al(hoy)
    return atiende and fila.operador_id in {None, persona.pk}


def _viene_al_caso(fila: SolicitudDeRestauracion, paso: str) -> bool:
    """Gate 2 is about a copy that was chosen; a *no procede*, about an answer that says so; what
    is of another unit is derived, and where viability comes first, not assigned before it."""
    if paso == "asignar":
        antes = perfil_activo().interruptores["evaluacion_viabilidad"]
        return not antes and fila.codigo != Codigo.DERIVADA
    negativa = fila.codigo.startswith("NO_PROCEDE:")
    if paso == "declarar_no_procede":
        return negativa
    return not (negativa and paso in {"confirmar", "negar"})
