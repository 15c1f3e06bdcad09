"""The trail in words: what each entry says on the page of its object and in the Bitácora."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from gobierno import formato
from gobierno.models import EventoBitacora, Persona
from gobierno.perfil import perfil_activo
from gobierno.titulos import TITULOS

VACIO = "—"


def titulo(accion: str) -> str:
    """Words for an action code; an unlisted one reads as its own parts."""
    return TITULOS.get(accion) or accion.replace("_", " ").replace(".", ": ").capitalize()


def valor_legible(valor: Any) -> str:
    """A stored value as a person reads it: Sí/No, lists in a line, «—» for nothing."""
    if valor is None or valor in ("", [], {}):
        return VACIO
    if isinstance(valor, bool):
        return "Sí" if valor else "No"
    if isinstance(valor, list):
        return ", ".join(valor_legible(parte) for parte in valor)
    if isinstance(valor, dict):
        return "; ".join(f"{clave}: {valor_legible(parte)}" for clave, parte in valor.items())
    return str(valor)


def cambios(evento: EventoBitacora) -> list[dict[str, str]]:
    """Old and new value of each field, for componentes/diferencia.html."""
    campos = dict.fromkeys([*evento.antes, *evento.despues])
    return [
        {
            "campo": campo.replace("_", " "),
            "antes": valor_legible(evento.antes[campo]) if campo in evento.antes else "",
            "despues": valor_legible(evento.despues[campo]) if campo in evento.despues else "",
        }
        for campo in campos
    ]


def historia_de(
    objeto: models.Model, *, limite: int = 50, sin: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The last entries about `objeto`, newest first, for componentes/historia.html; `sin` names
    actions that would drown the rest."""
    eventos = EventoBitacora.objects.de(objeto).exclude(accion__in=sin).order_by("-numero")[:limite]
    return [
        {
            "cuando": evento.instante,
            "titulo": titulo(evento.accion),
            "quien": evento.actor,
            "capacidad": evento.capacidad,
            "detalle": evento.motivo,
            "cambios": cambios(evento),
        }
        for evento in eventos
    ]


def designaciones_de(persona: Persona, *, hoy: Any) -> list[dict[str, Any]]:
    """Designations of a person with their state on `hoy`, the ones in force first."""
    perfil = perfil_activo()
    filas = []
    for d in persona.designaciones.select_related("unidad").order_by("-desde", "pk"):
        futura = d.desde > hoy
        vigente = not futura and (d.hasta is None or d.hasta >= hoy)
        filas.append(
            {
                "designacion": d,
                "rol": perfil.nombre_de_rol(d.rol),
                "numeral": perfil.rol(d.rol).numeral if perfil.rol(d.rol) else "",  # type: ignore[union-attr]
                "estado": "por_empezar" if futura else "vigente" if vigente else "terminada",
                "terminable": futura or vigente,
                "periodo": f"{formato.fecha(d.desde)} – "
                + (formato.fecha(d.hasta) if d.hasta else "sin fecha de término"),
            }
        )
    orden = {"vigente": 0, "por_empezar": 1, "terminada": 2}
    return sorted(filas, key=lambda fila: orden[fila["estado"]])
