"""The watched folder: files that other systems leave, one subfolder per source.

A file is claimed by renaming it and held with a lock while it is read, so that two workers never
take the same one; one whose worker died is taken again, and its content is known by its hash.

Source: evidencia.md §7 (file drop).
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.utils.text import slugify

from gobierno.archivos import nombre_limpio
from gobierno.errores import ReglaIncumplida
from respaldo.acciones.asiento import Recibo
from respaldo.acciones.evidencias import (
    Rechazada,
    rechazar_evidencia,
    recibir_evidencia,
)
from respaldo.entrantes import MAXIMO_CORREO, impedimento
from respaldo.entregas import Entrega, entrega_de_archivo, huella, sobre_de
from respaldo.lector import SIN_ABRIR, LectorAparte, LectorDetenido, LectorRoto
from respaldo.models import Fuente, LecturaDeEvidencia
from respaldo.redes import falta_del_remitente

REPOSO = timedelta(seconds=10)  # a file that changed later may still be being written
EN_UNA_VUELTA = 200
DE_UNA_VEZ = 512 * 1024  # bytes read while it waits, by its child: what more, in the queue
_MUESTRA = 8_192  # bytes that tell what a file is
TOMADOS, PROCESADOS, RECHAZADOS = ".tomados", "procesados", "rechazados"
_MALOS = {LecturaDeEvidencia.Resultado.NO_RECONOCIDA, LecturaDeEvidencia.Resultado.ERROR}


def revisar_carpeta(*, raiz: str, ahora: datetime) -> int:
    """Take what is in the folder of each active source; returns how many files were read.

    What no reader understands is kept as evidence too, and the file goes to `rechazados`.
    """
    if not raiz or not Path(raiz).is_dir():
        return 0
    leidos = 0
    with LectorAparte() as aparte:
        for fuente in Fuente.objects.activas().order_by("pk"):
            carpeta = Path(raiz) / slugify(fuente.nombre)
            if slugify(fuente.nombre) and carpeta.is_dir() and not carpeta.is_symlink():
                puerta = _Puerta(fuente, ahora, aparte)
                leidos += sum(_leer(tomado, carpeta, puerta) for tomado in _tomar(carpeta, ahora))
    return leidos


@dataclass(frozen=True)
class _Puerta:
    """Where what is in a folder goes: its source, when, and who reads it."""

    fuente: Fuente
    ahora: datetime
    aparte: LectorAparte


def _tomar(carpeta: Path, ahora: datetime) -> Iterator[Path]:
    """Claim files at rest; then give every claimed one, also those that a dead worker left."""
    tomados = carpeta / TOMADOS
    tomados.mkdir(exist_ok=True)
    for archivo in sorted(carpeta.iterdir())[:EN_UNA_VUELTA]:
        if archivo.name.startswith(".") or archivo.is_symlink() or not archivo.is_file():
            continue
        try:
            if archivo.stat().st_mtime <= (ahora - REPOSO).timestamp():
                archivo.rename(_libre(tomados, archivo.name))
        except FileNotFoundError:  # another worker was quicker
            continue
    yield from sorted(tomados.iterdir())


def _leer(tomado: Path, carpeta: Path, puerta: _Puerta) -> bool:
    try:
        with tomado.open("rb") as abierto:
            fcntl.flock(abierto, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not tomado.exists():
                return False
            bien = _recibir(tomado.name, abierto.read(MAXIMO_CORREO + 1), puerta)
            destino = carpeta / (PROCESADOS if bien else RECHAZADOS)
            destino.mkdir(exist_ok=True)
            tomado.rename(_libre(destino, tomado.name))
    except (BlockingIOError, FileNotFoundError):
        return False
    return True


def _recibir(nombre: str, crudo: bytes, puerta: _Puerta) -> bool:
    """Whether the file was understood; whatever happens, its fact is kept."""
    fuente, ahora = puerta.fuente, puerta.ahora
    nombre = nombre_limpio(nombre)
    malo = impedimento(nombre, crudo[:_MUESTRA], len(crudo))
    motivo = str(malo) if malo else ""
    sobre: dict[str, str] = {}
    try:
        entrega = entrega_de_archivo(
            nombre, crudo, zona=fuente.zona, herramienta=fuente.herramienta,
            abrir=puerta.aparte.abrir,
        )  # fmt: skip
    except (LectorDetenido, LectorRoto):
        motivo = motivo or SIN_ABRIR
    else:
        remitente, sobre = entrega.captura.remitente, sobre_de(entrega.captura)
        if remitente and not motivo:
            motivo = falta_del_remitente(fuente.remitentes, remitente)
    if motivo:
        rechazada = Rechazada(
            canal="archivo", motivo=motivo, tamano=len(crudo), sha256=huella(crudo), datos=sobre
        )
        rechazar_evidencia(fuente=fuente, rechazada=rechazada, ahora=ahora)
        return False
    try:
        return _recibida(entrega, puerta).resultado not in _MALOS
    except ReglaIncumplida:
        return False


def _recibida(entrega: Entrega, puerta: _Puerta) -> Recibo:
    """Receive it; what stops its reader is left to the worker, which counts its attempts."""
    recibir = partial(recibir_evidencia, fuente=puerta.fuente, entrega=entrega, ahora=puerta.ahora)
    try:
        return recibir(entiende=puerta.aparte, en_linea=DE_UNA_VEZ)
    except LectorDetenido:
        return recibir(en_linea=0)


def _libre(carpeta: Path, nombre: str) -> Path:
    """A path in `carpeta` that nobody uses: a second file of that name keeps its own."""
    destino = carpeta / nombre_limpio(nombre)
    n = 1
    while destino.exists():
        destino = carpeta / f"{n}-{nombre_limpio(nombre)}"
        n += 1
    return destino
