"""A delivery in the hands of a person, tried without keeping anything of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gobierno.errores import ReglaIncumplida
from respaldo.acciones.enlace import identificar
from respaldo.acciones.evidencias import leer
from respaldo.acciones.plantillas import plantillas_de
from respaldo.importadores.captura import Captura
from respaldo.lector import SIN_ABRIR, LectorAparte, LectorDetenido, LectorRoto
from respaldo.models import Ejecucion, Fuente, atadura
from respaldo.procedencia import detalle_de
from respaldo.recepcion import Rechazo, revisar, sanear

A_LA_VISTA = 50


@dataclass(frozen=True)
class Ensayada:
    """One run as it would be received, the refusals it would meet, and the rest that it told."""

    ejecucion: Ejecucion
    errores: list[Rechazo]
    detalle: dict[str, Any]


@dataclass(frozen=True)
class Ensayo:
    herramienta: str
    version: str
    mensajes: tuple[str, ...]
    corridas: list[Ensayada]
    listadas: int
    operaciones: tuple[dict[str, Any], ...]


def ensayar(
    *,
    fuente: Fuente,
    captura: Captura,
    hoy: date,
    ahora: datetime,
    aparte: LectorAparte | None = None,
) -> Ensayo:
    """Read a capture of `fuente` as if it arrived now; nothing is stored, nobody is told.

    What is not small is read by another process (`aparte`, or one for this); ReglaIncumplida when
    it goes over its limits.
    """
    with _con_limites(), nullcontext(aparte) if aparte else LectorAparte() as lector:
        analisis, contadas = leer(
            lector.abrir(captura), fuente=fuente, llegada=ahora, plantillas=plantillas_de(fuente),
            entiende=lector.a_medida,
        )  # fmt: skip
    serie = atadura(fuente)
    corridas = []
    for leida in contadas.corridas[:A_LA_VISTA]:
        e = Ejecucion(
            fuente=fuente, clave=leida.clave, trabajo=leida.trabajo, equipo=leida.equipo,
            estado=leida.estado, modalidad=leida.modalidad, inicio=leida.inicio, fin=leida.fin,
            bytes=leida.bytes, archivos=leida.archivos, errores=leida.errores,
            copia_id=leida.copia_id, mensaje=sanear(leida.mensaje), recibida_en=ahora,
        )  # fmt: skip
        if serie:
            e.item_id, e.tipo_de_backup, e.serie_modalidad = serie
        corridas.append(Ensayada(e, revisar(leida, ahora=ahora), detalle_de(leida)))
    identificar([c.ejecucion for c in corridas], hoy=hoy)
    return Ensayo(
        analisis.herramienta,
        analisis.version_del_analizador,
        contadas.mensajes,
        corridas,
        len(contadas.listadas),
        contadas.operaciones,
    )


@contextmanager
def _con_limites() -> Iterator[None]:
    """What stops the process that reads is told to the person who asked."""
    try:
        yield
    except (LectorDetenido, LectorRoto) as detenido:
        raise ReglaIncumplida(
            str(detenido) if isinstance(detenido, LectorDetenido) else SIN_ABRIR,
            remedio="Pruebe con el final de la salida, donde está el resumen, o con el correo sin "
            "adjuntos.",
        ) from None
