"""Findings derived from state: each opens once, is told once and closes by itself.

The key of a finding names the fact, so a repeated or doubled sweep finds it already there.

Fuente: X-4.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from directorio.models import Linea
from gobierno import avisos
from gobierno.bitacora import Evento, registrar
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from respaldo.acciones.vigilancia import destinatarios
from respaldo.models import Hallazgo

_EN_EL_AVISO = 30


@dataclass(frozen=True)
class Senal:
    """A finding as computed now, before knowing whether it was already open."""

    clave: str
    linea: Linea
    texto: str
    datos: dict[str, Any] = field(default_factory=dict)


def asentar(tipo: str, senales: Sequence[Senal], *, ahora: datetime) -> int:
    """Open what is new, close what is gone, tell once; one audit entry when anything changed."""
    abiertos = set(
        Hallazgo.objects.filter(tipo=tipo, resuelto_en__isnull=True).values_list("clave", flat=True)
    )
    actuales = {senal.clave: senal for senal in senales}
    resueltos = abiertos - actuales.keys()
    conocidas = _al_dia(actuales)
    nuevas = [senal for clave, senal in actuales.items() if clave not in conocidas]
    Hallazgo.objects.filter(clave__in=resueltos).update(resuelto_en=ahora)
    Hallazgo.objects.bulk_create(_hallazgo(tipo, senal, ahora) for senal in nuevas)
    if nuevas or resueltos:
        registrar(
            Evento(
                accion=f"hallazgo.{tipo}",
                despues={
                    "abiertos": [senal.clave for senal in nuevas],
                    "resueltos": sorted(resueltos),
                },
            ),
            ahora=ahora,
        )
    if nuevas:
        avisos.encolar(_mensaje(tipo, nuevas), para=_interesados(ahora), ahora=ahora)
    return len(nuevas)


def _al_dia(actuales: Mapping[str, Senal]) -> set[str]:
    """Keep those that were already known open, saying what is true now; return their keys."""
    conocidos = list(Hallazgo.objects.filter(clave__in=actuales))
    cambiados = []
    for hallazgo in conocidos:
        senal = actuales[hallazgo.clave]
        dicho = (None, senal.texto[:400], senal.datos)
        if (hallazgo.resuelto_en, hallazgo.texto, hallazgo.datos) != dicho:
            hallazgo.resuelto_en, hallazgo.texto, hallazgo.datos = dicho
            cambiados.append(hallazgo)
    Hallazgo.objects.bulk_update(cambiados, ["resuelto_en", "texto", "datos"], batch_size=500)
    return {hallazgo.clave for hallazgo in conocidos}


def _hallazgo(tipo: str, senal: Senal, ahora: datetime) -> Hallazgo:
    return Hallazgo(
        tipo=tipo,
        clave=senal.clave,
        linea=senal.linea,
        texto=senal.texto[:400],
        datos=senal.datos,
        detectado_en=ahora,
    )


def _mensaje(tipo: str, nuevas: Sequence[Senal]) -> avisos.Mensaje:
    nombre = Hallazgo.Tipo(tipo).label
    lista = "\n".join(f"- {senal.texto}" for senal in nuevas[:_EN_EL_AVISO])
    resto = f"\n… y {len(nuevas) - _EN_EL_AVISO} más." if len(nuevas) > _EN_EL_AVISO else ""
    return avisos.Mensaje(
        clave=f"{tipo}:{min(senal.clave for senal in nuevas)}"[:160],
        tipo=tipo,
        asunto=nuevas[0].texto if len(nuevas) == 1 else f"{nombre}: {len(nuevas)} líneas",
        texto=lista + resto,
        enlace=reverse("respaldo:hallazgos"),
    )


def _interesados(ahora: datetime) -> Iterable[Persona]:
    escalones = sorted(perfil_activo().verificacion.escalamiento, key=lambda e: e.nivel)[:2]
    return {p.pk: p for e in escalones for p in destinatarios(e, ahora=ahora)}.values()
