"""Receive what a channel brought: keep it, read it, and hand its runs to the one intake.

The row of `Evidencia` is the record; reading it is cheap and done at once, or left to the worker.
Source: evidencia.md §3, §4, §7, §9; MIN-7.1.1-b.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from gobierno.errores import EstadoCambiado
from gobierno.models import Persona
from gobierno.preparadas import ModelosPreparados
from respaldo.acciones.asiento import Leida, Recibo, agregar_evidencias, asentar
from respaldo.acciones.identidades import reconocer
from respaldo.acciones.plantillas import por_leer
from respaldo.acciones.turno import oir, releida
from respaldo.coincidencias import Serie
from respaldo.entregas import (
    Contadas,
    Entrega,
    contar,
    datos_de,
    limpio,
    partes_de,
    tapada,
)
from respaldo.importadores.captura import Analisis, Captura
from respaldo.importadores.plantillas import Plantilla
from respaldo.lector import EN_LINEA, LectorDetenido, entender, peso
from respaldo.models import Evidencia, EvidenciaPendiente, Fuente, LecturaDeEvidencia, PuntoDePing

registro = logging.getLogger(__name__)
_leer_tocaya = ModelosPreparados(
    lambda fuente, claves, desde: Evidencia.objects.filter(
        fuente=fuente, clave__in=claves, recibida_en__gte=desde
    ).order_by("-pk")[:1]
)
_leer_igual = ModelosPreparados(
    lambda fuente, sha256, desde: Evidencia.objects.filter(
        fuente=fuente, sha256=sha256, recibida_en__gte=desde
    ).order_by("-pk")[:1]
)
RECUERDO = timedelta(days=7)
MAXIMO_REMITENTE = 320
Lector = Callable[[Captura], Analisis]
ILEGIBLE = "El lector falló con este contenido: quedó guardado y se volverá a leer."


@transaction.atomic
def recibir_evidencia(
    *,
    fuente: Fuente,
    entrega: Entrega,
    ahora: datetime,
    por: Persona | None = None,
    capacidad: str = "",
    punto: PuntoDePing | None = None,
    en_linea: int = EN_LINEA,
    entiende: Lector | None = None,
) -> Recibo:
    """Keep one delivery of `fuente` and read it; what was already received changes nothing.

    Raises EstadoCambiado when its `clave` came in the last 7 days with other bytes, and
    ReglaIncumplida when the source is not active. Above `en_linea` bytes the worker reads it.
    `entiende` reads in the place of this process (LectorDetenido when it cannot).

    Fuente: MIN-7.1.1-b, MIN-7.1.1-c, evidencia.md §3, §4.
    """
    fuente, plantillas, tocayas, iguales = _oir(fuente, entrega, ahora)
    if tocayas:
        return _repetida(tocayas[0], entrega)
    if peso(entrega.captura) > en_linea:
        evidencia = guardar(fuente, entrega, ahora, punto)
        EvidenciaPendiente.objects.create(evidencia=evidencia)
        return Recibo(evidencia, "pendiente", ["Se leerá en segundo plano."])
    analisis, contadas = leer(
        entrega.captura, fuente=fuente, llegada=ahora, plantillas=plantillas, punto=punto,
        entiende=entiende,
    )  # fmt: skip
    previa = iguales[0] if _dice_lo_mismo(fuente, contadas, iguales) else None
    evidencia = previa or evidencia_de(fuente, entrega, ahora, punto)
    leida = Leida(evidencia, analisis, contadas, serie_de(evidencia, fuente))
    [recibo] = asentar(fuente=fuente, leidas=[leida], ahora=ahora, por=por, capacidad=capacidad,
                       repetida=previa is not None)  # fmt: skip
    return recibo


def _oir(fuente: Fuente, entrega: Entrega, ahora: datetime) -> list[Any]:
    """Take the turn of the source: its row, its templates, and the last delivery of the same
    `clave` and the last of the same bytes, if any."""
    recientes = {"fuente": fuente.pk, "desde": ahora - RECUERDO}
    claves = [entrega.clave] if entrega.clave else []
    return oir(
        fuente,
        releida(fuente),
        por_leer(fuente),
        _leer_tocaya.orden(**recientes, claves=claves),
        _leer_igual.orden(**recientes, sha256=entrega.sha256),
        ahora=ahora,
    )


def leer(
    captura: Captura,
    *,
    fuente: Fuente,
    llegada: datetime,
    plantillas: Sequence[Plantilla],
    punto: PuntoDePing | None = None,
    entiende: Lector | None = None,
) -> tuple[Analisis, Contadas]:
    """Read a capture; a reader that fails leaves a reading that says so, never an exception.

    `plantillas` are those of the source. Only an `entiende` of its own process may not come back:
    LectorDetenido.
    """
    suplente = punto.trabajo if punto else fuente.herramienta or fuente.nombre
    try:
        analisis = (entiende or entender)(replace(captura, plantillas=tuple(plantillas)))
        return analisis, contar(analisis, captura, llegada=llegada, suplente=suplente)
    except LectorDetenido:
        raise
    except Exception:
        registro.exception("un lector falló")
        return Analisis(herramienta="error", mensajes=(ILEGIBLE,)), Contadas(mensajes=(ILEGIBLE,))


def guardar(
    fuente: Fuente, entrega: Entrega, ahora: datetime, punto: PuntoDePing | None = None
) -> Evidencia:
    """Keep what arrived before it is read."""
    evidencia = evidencia_de(fuente, entrega, ahora, punto)
    agregar_evidencias([evidencia])
    return evidencia


def evidencia_de(
    fuente: Fuente, entrega: Entrega, ahora: datetime, punto: PuntoDePing | None = None
) -> Evidencia:
    """What arrived, with its secrets covered; the hash is of what came. `asentar` saves it."""
    captura, hubo = tapada(entrega.captura)
    return Evidencia(
        fuente=fuente,
        punto=punto,
        canal=captura.canal,
        recibida_en=ahora,
        ip=entrega.ip or None,
        remitente=captura.remitente[:MAXIMO_REMITENTE],
        tipo_mime=limpio(entrega.tipo_mime)[:100],
        tamano=entrega.tamano,
        sha256=entrega.sha256,
        clave=entrega.clave,
        datos=datos_de(captura),
        copia=Evidencia.empacar(partes_de(captura)),
        tapada=hubo,
    )


def serie_de(evidencia: Evidencia, fuente: Fuente) -> Serie | None:
    """The line to which its ping point, or its source, is bound."""
    for fila in (evidencia.punto, fuente):
        if fila is not None and fila.item_id:
            return (fila.item_id, fila.tipo_de_backup, fila.serie_modalidad)
    return None


def _dice_lo_mismo(fuente: Fuente, contadas: Contadas, iguales: Sequence[Evidencia]) -> bool:
    """Whether a delivery is a replay of one with its very bytes: it tells the same runs."""
    if contadas.operaciones or not iguales:
        return False
    return reconocer(fuente, contadas.corridas).todas_guardadas


def _repetida(evidencia: Evidencia, entrega: Entrega) -> Recibo:
    """What was answered to the delivery of the same `clave`; other bytes are refused."""
    if entrega.estricta and evidencia.sha256 != entrega.sha256:
        raise EstadoCambiado(
            "Esa Idempotency-Key ya llegó con otro contenido.",
            remedio="Use una clave nueva por cada ejecución; repita la misma solo al reintentar.",
        )
    ultima = evidencia.lecturas.order_by("pk").last()
    aportes = evidencia.aportes.select_related("ejecucion")
    return Recibo(
        evidencia,
        ultima.resultado if ultima else "pendiente",
        list(ultima.mensajes) if ultima else [],
        ejecuciones=list({a.ejecucion_id: a.ejecucion for a in aportes}.values()),
        repetida=True,
    )


@dataclass(frozen=True, kw_only=True)
class Rechazada:
    """What is known of a delivery that was not accepted: nothing of its content, but `datos` may
    hold the envelope of a mail, already covered."""

    canal: str
    motivo: str
    tamano: int = 0
    sha256: str = ""
    tipo_mime: str = ""
    ip: str = ""
    clave: str = ""
    datos: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def rechazar_evidencia(*, fuente: Fuente, rechazada: Rechazada, ahora: datetime) -> Evidencia:
    """Keep the fact that something was refused: when, from where, how big, its hash and why."""
    evidencia = Evidencia.objects.create(
        fuente=fuente,
        canal=rechazada.canal,
        recibida_en=ahora,
        ip=rechazada.ip or None,
        tipo_mime=limpio(rechazada.tipo_mime)[:100],
        tamano=rechazada.tamano,
        sha256=rechazada.sha256,
        clave=rechazada.clave[:200],
        remitente=rechazada.datos.get("remitente", "")[:MAXIMO_REMITENTE],
        datos=rechazada.datos,
        copia=b"",
    )
    LecturaDeEvidencia.objects.create(
        evidencia=evidencia,
        resultado=LecturaDeEvidencia.Resultado.RECHAZADA,
        mensajes=[rechazada.motivo],
        leida_en=ahora,
    )
    return evidencia


def ya_rechazada(*, fuente: Fuente, clave: str) -> bool:
    """Whether that refusal was already kept: a source that insists leaves one fact, not a flood."""
    return bool(Evidencia.objects.filter(fuente=fuente, clave=clave).exists())


def agrupadas(evidencias: Sequence[Evidencia]) -> dict[Fuente, list[Evidencia]]:
    """Deliveries by source, each in the order in which it arrived."""
    grupos: defaultdict[Fuente, list[Evidencia]] = defaultdict(list)
    for evidencia in sorted(evidencias, key=lambda e: e.pk):
        grupos[evidencia.fuente].append(evidencia)
    return grupos
