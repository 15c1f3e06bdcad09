"""The trail in words: what each entry says on the page of its object and in the Bitácora."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models

from gobierno import formato
from gobierno.estados import ASPECTOS
from gobierno.models import EventoBitacora, Persona
from gobierno.perfil import perfil_activo
from gobierno.titulos import TITULOS

VACIO = "—"
# Fields whose value is a code with words of its own (gobierno.estados).
DE_ESTADO = {"estado", "resultado", "situacion"}
Palabras = Mapping[str, Mapping[str, str]]
ROTULOS = {
    "first_name": "nombres",
    "last_name": "apellidos",
    "username": "usuario",
    "email": "correo",
    "es_encargatura": "encargatura",
    "es_laborable": "laborable",
    "sha256": "SHA-256",
    "accion": "acción",
    "anio": "año",
    "categoria": "categoría",
    "codigo": "respuesta",
    "evaluacion": "evaluación",
    "item": "ítem",
    "numero": "número",
    "retencion": "retención",
    "ubicacion": "ubicación",
    "version": "versión",
}
_INSTANTE = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}|$)")


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
    if isinstance(valor, str) and _INSTANTE.match(valor):
        return _fecha_legible(valor)
    return str(valor)


def _fecha_legible(valor: str) -> str:
    """A date or an instant as it was stored (ISO, UTC) in the institution's way of writing."""
    try:
        if len(valor) == len("2026-03-10"):
            return formato.fecha(date.fromisoformat(valor))
        return formato.fecha_hora(datetime.fromisoformat(valor), perfil_activo().zona)
    except ValueError:
        return valor


def _campo(campo: str, valor: Any, palabras: Palabras) -> str:
    if not isinstance(valor, str):
        return valor_legible(valor)
    if campo == "rol":
        return perfil_activo().nombre_de_rol(valor)
    if campo in DE_ESTADO and valor in ASPECTOS:
        return ASPECTOS[valor].texto
    return palabras.get(campo, {}).get(valor) or valor_legible(valor)


def cambios(evento: EventoBitacora, palabras: Palabras | None = None) -> list[dict[str, str]]:
    """Old and new value of each field, for componentes/diferencia.html.

    `palabras` says in words the codes of each field that only the object's application knows.
    """
    dichas = palabras or {}
    campos = dict.fromkeys([*evento.antes, *evento.despues])
    return [
        {
            "campo": ROTULOS.get(campo, campo.replace("_", " ")),
            "antes": _campo(campo, evento.antes[campo], dichas) if campo in evento.antes else "",
            "despues": _campo(campo, evento.despues[campo], dichas)
            if campo in evento.despues
            else "",
        }
        for campo in campos
    ]


def historia_de(
    objeto: models.Model,
    *,
    limite: int = 50,
    sin: Sequence[str] = (),
    palabras: Palabras | None = None,
) -> list[dict[str, Any]]:
    """The last entries about `objeto`, newest first, for componentes/historia.html; `sin` names
    actions that would drown the rest, and `palabras` is as in `cambios`."""
    eventos = EventoBitacora.objects.de(objeto).exclude(accion__in=sin).order_by("-numero")[:limite]
    return [
        {
            "cuando": evento.instante,
            "titulo": titulo(evento.accion),
            "quien": evento.actor,
            "capacidad": evento.capacidad,
            "detalle": evento.motivo,
            "cambios": _sin_vacios(cambios(evento, palabras)),
        }
        for evento in eventos
    ]


def _sin_vacios(filas: list[dict[str, str]]) -> list[dict[str, str]]:
    """What was nothing and still is says nothing; what was nothing has no «before»."""
    nada = {VACIO, ""}
    return [
        fila | {"antes": "" if fila["antes"] in nada else fila["antes"]}
        for fila in filas
        if not {fila["antes"], fila["despues"]} <= nada
    ]


def designaciones_de(persona: Persona, *, hoy: date) -> list[dict[str, Any]]:
    """Designations of a person with their state on `hoy`, the ones in force first."""
    perfil = perfil_activo()
    filas = []
    for d in persona.designaciones.select_related("unidad").order_by("-desde", "pk"):
        futura, rol = d.desde > hoy, perfil.rol(d.rol)
        vigente = not futura and (d.hasta is None or d.hasta >= hoy)
        filas.append(
            {
                "designacion": d,
                "rol": perfil.nombre_de_rol(d.rol),
                "numeral": rol.numeral if rol else "",
                "estado": "por_empezar" if futura else "vigente" if vigente else "terminada",
                "terminable": futura or vigente,
                "periodo": f"{formato.fecha(d.desde)} – "
                + (formato.fecha(d.hasta) if d.hasta else "sin fecha de término"),
            }
        )
    orden = {"vigente": 0, "por_empezar": 1, "terminada": 2}
    return sorted(filas, key=lambda fila: orden[fila["estado"]])
