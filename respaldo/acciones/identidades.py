"""Which halladas run a reading is: one run arrives by many roads, under several ids.

Source: evidencia.md §1.8, §4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gobierno.preparadas import Preparada
from respaldo.importadores import EjecucionLeida
from respaldo.models import AliasDeEjecucion, Ejecucion, Fuente

_leer_alias = Preparada(
    lambda fuente, claves: (
        AliasDeEjecucion.objects.filter(fuente=fuente, clave__in=claves)
        .order_by()
        .values_list("clave", "ejecucion__clave")
    )
)
_leer_claves = Preparada(
    lambda fuente, claves: (
        Ejecucion.objects.filter(fuente=fuente, clave__in=claves).order_by().values_list("clave")
    )
)
_leer_entre = Preparada(
    lambda fuente, desde, hasta: Ejecucion.objects.filter(
        fuente=fuente, clave__gte=desde, clave__lt=hasta
    ).values_list("clave")
)
_DE_RESTIC = re.compile(r"(restic:(?:[^:]{1,150}:){0,3})([0-9a-f]{8,64})")
_EN_BASE = "\0"  # no key starts with it
_CORTO = 8  # restic 0.14 prints eight digits; 0.18, all


@dataclass(frozen=True)
class Reconocidas:
    """Readings with the key of the run that they are of, and which of those keys are halladas."""

    leidas: Sequence[EjecucionLeida]
    guardadas: frozenset[str]

    @property
    def todas_guardadas(self) -> bool:
        return all(leida.clave in self.guardadas for leida in self.leidas)


def reconocer(fuente: Fuente, leidas: Sequence[EjecucionLeida]) -> Reconocidas:
    """Give each reading the key under which its run is halladas, or that of its first reading here.

    The ids that it brought stay as its alias.
    """
    canon = _guardadas(fuente, {i for leida in leidas for i in _ids(leida)})
    guardadas = set(canon.values())
    resueltas = []
    for leida in leidas:
        hallada = next((canon[i] for i in _ids(leida) if i in canon), "")
        hallada = hallada or _por_prefijo(fuente, leida, canon) or leida.clave
        if f"{_EN_BASE}{hallada}" in canon:
            guardadas.add(hallada)
        canon |= dict.fromkeys(_ids(leida), hallada)
        resueltas.append(replace(leida, clave=hallada, alias=tuple(_ids(leida))))
    return Reconocidas(resueltas, frozenset(guardadas))


def _ids(leida: EjecucionLeida) -> list[str]:
    return list(dict.fromkeys(filter(None, (leida.clave, *leida.alias))))


def _guardadas(fuente: Fuente, ids: Iterable[str]) -> dict[str, str]:
    buscados = sorted(set(ids))
    alias = _leer_alias(fuente=fuente.pk, claves=buscados)
    propias = _leer_claves(fuente=fuente.pk, claves=buscados)
    canon: dict[str, str] = {fila[0]: fila[1] for fila in alias}
    return canon | {clave: clave for (clave,) in propias}


def _por_prefijo(fuente: Fuente, leida: EjecucionLeida, canon: dict[str, str]) -> str:
    """A restic id told with more or fewer digits than the one known."""
    for propia in _ids(leida):
        if not (partes := _DE_RESTIC.fullmatch(propia)):
            continue
        raiz, numero = partes[1], partes[2]
        desde = f"{raiz}{numero[:_CORTO]}"
        filas = _leer_entre(fuente=fuente.pk, desde=desde, hasta=f"{desde}g")
        halladas = [clave for (clave,) in filas if _mismo(clave, propia)]
        if halladas:
            canon[f"{_EN_BASE}{halladas[0]}"] = halladas[0]
            return str(halladas[0])
        if previa := next((c for i, c in canon.items() if _mismo(i, propia)), ""):
            return previa
    return ""


def _mismo(una: str, otra: str) -> bool:
    a, b = _DE_RESTIC.fullmatch(una), _DE_RESTIC.fullmatch(otra)
    return bool(a and b and a[1] == b[1] and (a[2].startswith(b[2]) or b[2].startswith(a[2])))


def guardar_alias(
    fuente: Fuente, leidas: Sequence[EjecucionLeida], ejecuciones: Mapping[str, Ejecucion]
) -> None:
    """Remember the ids that readings brought beside the key of their run."""
    nuevos = [
        AliasDeEjecucion(fuente=fuente, clave=propia, ejecucion=ejecuciones[leida.clave])
        for leida in leidas
        if leida.clave in ejecuciones
        for propia in leida.alias
        if propia != leida.clave
    ]
    if nuevos:
        AliasDeEjecucion.objects.bulk_create(nuevos, ignore_conflicts=True, batch_size=500)
