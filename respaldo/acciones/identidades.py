"""Which halladas run a reading is: one run arrives by many roads, under several ids.

Source: evidencia.md §1.8, §4.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from gobierno.preparadas import ModelosPreparados, Orden, enviar
from respaldo.importadores import EjecucionLeida
from respaldo.models import AliasDeEjecucion, Ejecucion, Fuente

_leer_alias = ModelosPreparados(
    lambda fuente, claves: AliasDeEjecucion.objects.filter(
        fuente=fuente, clave__in=claves
    ).order_by(),
    con="ejecucion",
)
_leer_propias = ModelosPreparados(
    lambda fuente, claves: Ejecucion.objects.filter(fuente=fuente, clave__in=claves).order_by()
)
_leer_entre = ModelosPreparados(
    lambda fuente, desde, hasta: Ejecucion.objects.filter(
        fuente=fuente, clave__gte=desde, clave__lt=hasta
    )
)
_DE_RESTIC = re.compile(r"(restic:(?:[^:]{1,150}:){0,3})([0-9a-f]{8,64})")
_CORTO = 8  # restic 0.14 prints eight digits; 0.18, all


@dataclass(frozen=True)
class Reconocidas:
    """Readings with the key of the run that they are of, and the runs already known, by key."""

    leidas: Sequence[EjecucionLeida]
    guardadas: dict[str, Ejecucion]

    @property
    def todas_guardadas(self) -> bool:
        return all(leida.clave in self.guardadas for leida in self.leidas)


def reconocer(fuente: Fuente, leidas: Sequence[EjecucionLeida], *antes: Orden) -> Reconocidas:
    """Give each reading the key under which its run is halladas, or that of its first reading here.

    The ids that it brought stay as its alias. `antes` goes in the same trip.
    """
    guardadas, canon = _guardadas(fuente, {i for leida in leidas for i in _ids(leida)}, antes)
    resueltas = []
    for leida in leidas:
        ids = _ids(leida)
        hallada = next((canon[i] for i in ids if i in canon), "")
        hallada = hallada or _por_prefijo(fuente, ids, canon, guardadas) or leida.clave
        canon |= dict.fromkeys(ids, hallada)
        resueltas.append(replace(leida, clave=hallada, alias=tuple(ids)))
    return Reconocidas(resueltas, guardadas)


def _ids(leida: EjecucionLeida) -> list[str]:
    return list(dict.fromkeys(filter(None, (leida.clave, *leida.alias))))


def _guardadas(
    fuente: Fuente, ids: Collection[str], antes: Sequence[Orden]
) -> tuple[dict[str, Ejecucion], dict[str, str]]:
    """The runs known by some of these ids, by key; and the key that each id stands for."""
    buscados = {"fuente": fuente.pk, "claves": sorted(ids)}
    *_, alias, propias = enviar(
        *antes, _leer_alias.orden(**buscados), _leer_propias.orden(**buscados)
    )
    guardadas = {e.clave: e for e in (*(a.ejecucion for a in alias), *propias)}
    canon = {a.clave: a.ejecucion.clave for a in alias}
    return guardadas, canon | {e.clave: e.clave for e in propias}


def _por_prefijo(
    fuente: Fuente, ids: Sequence[str], canon: Mapping[str, str], guardadas: dict[str, Ejecucion]
) -> str:
    """A restic id told with more or fewer digits than the one known."""
    for propia in ids:
        if not (partes := _DE_RESTIC.fullmatch(propia)):
            continue
        raiz, numero = partes[1], partes[2]
        desde = f"{raiz}{numero[:_CORTO]}"
        for e in _leer_entre(fuente=fuente.pk, desde=desde, hasta=f"{desde}g"):
            if _mismo(e.clave, propia):
                return guardadas.setdefault(e.clave, e).clave
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
