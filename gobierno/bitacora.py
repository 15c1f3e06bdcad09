"""The only writer of the audit trail, and its verifier.

Each entry carries the SHA-256 of the one before it; the append locks the head of the chain, so that
two acts at once never fork it. Call `registrar` last in an acción: the lock is held to the commit.

Fuente: X-11.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Max

from gobierno.contexto import origen_actual
from gobierno.models import CadenaBitacora, EventoBitacora, Persona
from gobierno.preparadas import AltaPreparada, CambioPreparado, Preparada, enviar

GENESIS = "0" * 64
SISTEMA = "Sistema (tarea programada)"
_tomar_cabeza = Preparada(
    lambda: (
        CadenaBitacora.objects.select_for_update()
        .filter(pk=1)
        .values_list("ultimo_numero", "ultimo_hash")
    )
)
_mover_cabeza = CambioPreparado(
    lambda numero, hash_: (
        CadenaBitacora.objects.filter(pk=1), {"ultimo_numero": numero, "ultimo_hash": hash_}
    )
)  # fmt: skip
_agregar = AltaPreparada(EventoBitacora, lote=2000)


@dataclass(frozen=True)
class Evento:
    """What an acción did. `por=None` is the system; `antes`/`despues` hold changed fields."""

    accion: str
    por: Persona | None = None
    capacidad: str = ""
    objeto: models.Model | None = None
    antes: Mapping[str, Any] = field(default_factory=dict)
    despues: Mapping[str, Any] = field(default_factory=dict)
    motivo: str = ""


@dataclass(frozen=True)
class Verificacion:
    """Result of walking the chain; `rota_en` numbers the first entry that does not hold."""

    intacta: bool
    revisados: int
    rota_en: int | None = None
    causa: str = ""


def canonico(valor: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, UTF-8; instants in ISO-8601 UTC."""
    return json.dumps(
        valor, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_texto
    )


def _texto(valor: Any) -> str:
    if isinstance(valor, datetime):
        return valor.astimezone(UTC).isoformat()
    if isinstance(valor, date | time):
        return valor.isoformat()
    if isinstance(valor, Decimal | UUID):
        return str(valor)
    if isinstance(valor, models.Model):
        return str(valor)
    raise TypeError(f"{type(valor).__name__} no se puede registrar en la bitácora")


def registrar(evento: Evento, *, ahora: datetime) -> EventoBitacora:
    """Append one entry at instant `ahora` (UTC) inside the transaction of the act."""
    return registrar_varios([evento], ahora=ahora)[0]


@transaction.atomic(savepoint=False)  # always inside an act, or an act of its own
def registrar_varios(eventos: Sequence[Evento], *, ahora: datetime) -> list[EventoBitacora]:
    """Append many entries under one lock; used by sweeps over thousands of rows."""
    if not eventos:
        return []
    [(numero, ultimo_hash)] = _tomar_cabeza()
    filas = []
    for evento in eventos:
        numero += 1
        fila = _fila(evento, numero=numero, ahora=ahora)
        fila.hash_anterior = ultimo_hash
        fila.hash = ultimo_hash = huella(fila)
        filas.append(fila)
    enviar(*_agregar.ordenes(filas), _mover_cabeza.orden(numero=numero, hash_=ultimo_hash))
    return filas


def _fila(evento: Evento, *, numero: int, ahora: datetime) -> EventoBitacora:
    origen = origen_actual()
    objeto = evento.objeto
    return EventoBitacora(
        numero=numero,
        instante=ahora,
        actor_id=evento.por.pk if evento.por else None,
        actor=f"{evento.por} ({evento.por.username})" if evento.por else SISTEMA,
        capacidad=evento.capacidad[:300],
        accion=evento.accion,
        objeto_tipo=objeto._meta.label_lower if objeto is not None else "",
        objeto_id=str(objeto.pk) if objeto is not None else "",
        objeto=str(objeto)[:400] if objeto is not None else "",
        antes=json.loads(canonico(dict(evento.antes))),
        despues=json.loads(canonico(dict(evento.despues))),
        motivo=evento.motivo,
        solicitud_id=origen.solicitud_id[:64],
        ip=origen.ip[:45],
    )


CAMPOS = (
    "numero",
    "instante",
    "actor_id",
    "actor",
    "capacidad",
    "accion",
    "objeto_tipo",
    "objeto_id",
    "objeto",
    "antes",
    "despues",
    "motivo",
    "solicitud_id",
    "ip",
    "hash_anterior",
)


def huella(fila: EventoBitacora) -> str:
    """SHA-256 (hex) of every field of the entry, the previous hash included."""
    datos = {campo: getattr(fila, campo) for campo in CAMPOS}
    return hashlib.sha256(canonico(datos).encode()).hexdigest()


def verificar(filas: Iterable[EventoBitacora] | None = None) -> Verificacion:
    """Walk the whole chain in constant memory: altered, missing, inserted and cut entries show.

    Acts may go on meanwhile: the walk ends where the head was when it began.

    Fuente: X-11.
    """
    if filas is not None:
        return _recorrer(iter(filas))[0]
    ultima = EventoBitacora.objects.aggregate(ultima=Max("numero"))["ultima"] or 0
    cadena = CadenaBitacora.objects.get(pk=1)  # read after: an append writes both at once
    tramo = EventoBitacora.objects.filter(numero__lte=cadena.ultimo_numero).order_by("numero")
    resultado, ultimo_hash = _recorrer(tramo.iterator(chunk_size=2000))
    if not resultado.intacta:
        return resultado
    numero = resultado.revisados
    if cadena.ultimo_numero > numero:
        return Verificacion(False, numero, numero + 1, "se cortó el final de la bitácora")
    if ultima > cadena.ultimo_numero:
        return Verificacion(False, numero, numero + 1, "la cabeza de la cadena no la conoce")
    if cadena.ultimo_hash != ultimo_hash:
        return Verificacion(False, numero, numero, "la cabeza de la cadena no coincide")
    return resultado


def _recorrer(recorrido: Iterator[EventoBitacora]) -> tuple[Verificacion, str]:
    anterior, numero = GENESIS, 0
    for fila in recorrido:
        causa = ""
        if fila.numero != numero + 1:
            causa = f"falta la entrada {numero + 1}"
            return Verificacion(False, numero, numero + 1, causa), anterior
        if fila.hash_anterior != anterior:
            causa = "no continúa la entrada anterior"
        elif huella(fila) != fila.hash:
            causa = "su contenido fue alterado"
        if causa:
            return Verificacion(False, numero, fila.numero, causa), anterior
        anterior, numero = fila.hash, fila.numero
    return Verificacion(True, numero), anterior
