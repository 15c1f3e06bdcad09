"""Receive observed runs: the only door through which evidence enters, whatever its channel.

A run is known by (fuente, clave). The same batch twice, two at once or in another order leave the
same rows. Source: evidencia.md §3–§6, MIN-6.2, R3, R6.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from gobierno import bitacora
from gobierno.models import Adjunto, Persona
from gobierno.perfil import perfil_activo
from gobierno.preparadas import AltaPreparada, ModelosPreparados
from respaldo.acciones.copias import crear_copias
from respaldo.acciones.enlace import actualizar_respuestas, identificar
from respaldo.acciones.invalidez import invalidar_copias, invalidar_las_ya_declaradas
from respaldo.acciones.respuestas import responder
from respaldo.acciones.turno import oir
from respaldo.coincidencias import Serie
from respaldo.importadores import EjecucionLeida
from respaldo.models import Copia, Ejecucion, Fuente
from respaldo.procedencia import detalle_de, procedencia_de
from respaldo.recepcion import Rechazo, fusionar, revisar, sanear

LOTE = 500
CREADA, REPETIDA, ACTUALIZADA, RECHAZADA = "creada", "repetida", "actualizada", "rechazada"
_CAMPOS = (
    "clave", "trabajo", "equipo", "estado", "modalidad", "inicio", "fin",
    "bytes", "archivos", "errores", "copia_id", "es_manual",
)  # fmt: skip
_leer_conocidas = ModelosPreparados(
    lambda fuente, claves: Ejecucion.objects.filter(fuente=fuente, clave__in=claves).order_by()
)
_agregar = AltaPreparada(Ejecucion)
_DETALLE = 50  # changed runs told one by one in the audit event; the rest are counted


@dataclass
class Resultado:
    """What happened with one run of the batch, in its place."""

    estado: str
    clave: str = ""
    ejecucion: Ejecucion | None = None
    errores: Sequence[Rechazo] = ()
    campos: Sequence[str] = ()  # what this telling filled in a run already known


@dataclass(frozen=True)
class Conocidas:
    """The runs already known, by key. A `relectura` reads better what had arrived: no counter
    moves."""

    ejecuciones: Mapping[str, Ejecucion]
    relectura: bool = False


@dataclass
class _Lote:
    """One call: who sends, what is already known, what changes."""

    fuente: Fuente
    ahora: datetime
    guardadas: Mapping[str, Ejecucion]
    comun: dict[str, Any]  # what every new run of the call has
    nuevas: dict[str, Ejecucion] = field(default_factory=dict)
    repetidas: Counter[str] = field(default_factory=Counter)
    cambios: dict[str, dict[str, Any]] = field(default_factory=dict)
    antes: dict[str, dict[str, Any]] = field(default_factory=dict)


@transaction.atomic(savepoint=False)  # a delivery that fails in part is not kept in part
def recibir(
    *,
    fuente: Fuente,
    leidas: Sequence[EjecucionLeida],
    canal: str,
    ahora: datetime,
    por: Persona | None = None,
    capacidad: str = "",
    adjunto: Adjunto | None = None,
    serie: Serie | None = None,
    conocidas: Conocidas | None = None,
) -> list[Resultado]:
    """Accept a batch of `EjecucionLeida` from one source; returns one result per item, in order.

    Each item is created, repeated (only its counter moves), updated (a repeat that completes or
    worsens it: never improves by itself) or refused with the field and the remedy. Everything
    accepted is saved in one transaction with one audit event, or nothing is. Raises
    ReglaIncumplida when the source is not active. `adjunto` is the file that told the runs; `serie`
    the one a person chose, when they were typed and no rule is needed. `conocidas`
    comes from a caller that holds the row of the source.

    Fuente: MIN-6.2, MIN-6.1-o, MIN-6.1-p, MIN-7.1.1-b, MIN-7.1.1-c, R3, R6, RC-11, RC-12, RC-13.
    """
    revisadas = [(leida, revisar(leida, ahora=ahora)) for leida in leidas]
    if conocidas is None:
        claves = sorted({leida.clave for leida, errores in revisadas if not errores})
        [filas] = oir(fuente, _leer_conocidas.orden(fuente=fuente.pk, claves=claves), ahora=ahora)
        conocidas = Conocidas({e.clave: e for e in filas})
    lote = _Lote(fuente, ahora, conocidas.ejecuciones, _comun(canal, por, adjunto, serie))
    resultados = [
        Resultado(RECHAZADA, leida.clave, errores=errores) if errores else _clasificar(lote, leida)
        for leida, errores in revisadas
    ]
    _guardar_nuevas(lote)
    _guardar_cambios(lote, contar=not conocidas.relectura)
    _anotar(lote, canal=canal, por=por, capacidad=capacidad)
    return resultados


def _comun(
    canal: str, por: Persona | None, adjunto: Adjunto | None, serie: Serie | None
) -> dict[str, Any]:
    comun: dict[str, Any] = {
        "canal": canal,
        "registrada_por_id": por.pk if por else None,
        "adjunto_id": adjunto.pk if adjunto else None,
    }
    if serie:
        comun |= dict(zip(("item_id", "tipo_de_backup", "serie_modalidad"), serie, strict=True))
    return comun


def _clasificar(lote: _Lote, leida: EjecucionLeida) -> Resultado:
    conocida = lote.guardadas.get(leida.clave) or lote.nuevas.get(leida.clave)
    if conocida is None:
        nueva = _nueva(lote, leida)
        lote.nuevas[leida.clave] = nueva
        return Resultado(CREADA, leida.clave, nueva)
    cambios = fusionar(conocida, leida)
    lote.repetidas[leida.clave] += 1
    if cambios:
        antes = lote.antes.setdefault(leida.clave, {})
        for campo, valor in cambios.items():
            antes.setdefault(campo, getattr(conocida, campo))
            setattr(conocida, campo, valor)
        lote.cambios.setdefault(leida.clave, {}).update(cambios)
    estado = ACTUALIZADA if cambios else REPETIDA
    return Resultado(estado, leida.clave, conocida, campos=sorted(cambios))


def _nueva(lote: _Lote, leida: EjecucionLeida) -> Ejecucion:
    return _agregar.nuevo(
        fuente_id=lote.fuente.pk,
        recibida_en=lote.ahora,
        **lote.comun,
        mensaje=sanear(leida.mensaje),
        detalle=detalle_de(leida),
        procedencia=procedencia_de(leida),
        **{campo: getattr(leida, campo) for campo in _CAMPOS},
    )


def _guardar_nuevas(lote: _Lote) -> None:
    nuevas = list(lote.nuevas.values())
    if not nuevas:
        return
    for e in nuevas:  # repeats of a run that arrived first in this very batch
        e.repetida = lote.repetidas.pop(e.clave, 0)
        lote.cambios.pop(e.clave, None)
    hoy = lote.ahora.astimezone(perfil_activo().zona).date()
    lazos = identificar(nuevas, hoy=hoy)
    _agregar(nuevas)
    crear_copias(nuevas, ahora=lote.ahora, lazos=lazos)
    responder(nuevas, lazos=lazos, ahora=lote.ahora)


def _guardar_cambios(lote: _Lote, *, contar: bool) -> None:
    for veces in set(lote.repetidas.values()) if contar else ():
        claves = [clave for clave, n in lote.repetidas.items() if n == veces]
        Ejecucion.objects.filter(fuente=lote.fuente, clave__in=claves).update(
            repetida=F("repetida") + veces
        )
    cambiadas = [lote.guardadas[clave] for clave in lote.cambios]
    if cambiadas:
        _reconsiderar(lote, cambiadas)


def _reconsiderar(lote: _Lote, cambiadas: Sequence[Ejecucion]) -> None:
    """Save runs that were told again differently, and what follows: ties, copies, answers."""
    campos = {campo for cambios in lote.cambios.values() for campo in cambios}
    hoy = lote.ahora.astimezone(perfil_activo().zona).date()
    identificar(cambiadas, hoy=hoy)
    lazos = ["item", "tipo_de_backup", "serie_modalidad", "corrida"]
    Ejecucion.objects.bulk_update(cambiadas, [*sorted(campos), *lazos], batch_size=LOTE)
    con_copia = set(
        Copia.objects.filter(ejecucion__in=cambiadas).values_list("ejecucion_id", flat=True)
    )
    crear_copias([e for e in cambiadas if e.pk not in con_copia], ahora=lote.ahora)
    invalidar_copias([e.pk for e in cambiadas if not e.deja_copia], ahora=lote.ahora)
    invalidar_las_ya_declaradas([e.pk for e in cambiadas if e.corrida_id], ahora=lote.ahora)
    actualizar_respuestas({e.corrida_id for e in cambiadas if e.corrida_id}, ahora=lote.ahora)


def _anotar(lote: _Lote, *, canal: str, por: Persona | None, capacidad: str) -> None:
    """One event per call; a batch that told nothing new leaves none (a counter is not an act)."""
    if not lote.nuevas and not lote.cambios:
        return
    claves = sorted([*lote.nuevas, *lote.cambios])
    detalle = list(lote.cambios)[:_DETALLE]
    bitacora.registrar(
        bitacora.Evento(
            accion="respaldo.recibir_ejecuciones",
            por=por,
            capacidad=capacidad or f"Fuente de evidencia {lote.fuente}",
            objeto=lote.fuente,
            antes={clave: lote.antes[clave] for clave in detalle},
            despues={
                "canal": canal,
                "creadas": len(lote.nuevas),
                "actualizadas": len(lote.cambios),
                "claves_sha256": hashlib.sha256("\n".join(claves).encode()).hexdigest(),
                **({"cambios": {c: lote.cambios[c] for c in detalle}} if detalle else {}),
            },
        ),
        ahora=lote.ahora,
    )
