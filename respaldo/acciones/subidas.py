"""What a person brings: the file of a tool, received as if its source had sent it.

It is opened and read before the turn of the source is taken, by another process when it is big.
Source: evidencia.md §7 (file drop), §9.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from gobierno import bitacora
from gobierno.archivos import Archivo, nombre_limpio
from gobierno.capacidad import exigir
from gobierno.models import Adjunto, Persona
from gobierno.secretos import tapar
from respaldo.acciones.asiento import Recibo
from respaldo.acciones.ejecuciones import ACTUALIZADA, CREADA
from respaldo.acciones.evidencias import (
    Rechazada,
    leer,
    rechazar_evidencia,
    recibir_evidencia,
)
from respaldo.acciones.plantillas import plantillas_de
from respaldo.acciones.registro import subir_archivo
from respaldo.entrantes import Impedimento, impedimento
from respaldo.entregas import Entrega, captura_de_archivo, huella_de, sobre_de
from respaldo.importadores import CsvGenerico
from respaldo.importadores.captura import Analisis, Captura
from respaldo.lector import SIN_ABRIR, LectorAparte, LectorDetenido, LectorRoto, peso
from respaldo.models import Evidencia, Fuente, LecturaDeEvidencia
from respaldo.redes import falta_del_remitente

PERMISO = "ejecuciones.registrar"
RECHAZADA = LecturaDeEvidencia.Resultado.RECHAZADA
_MUESTRA = 8_192  # bytes that tell what a file is
_ENCABEZADO = 20_000  # bytes: no table needs so many to name its columns
_SIN_ADJUNTOS = "Tráigalo sin adjuntos, o solo su texto."
_DE_OTRO = "Pida al administrador que lo agregue a la fuente, si es quien avisa."


@dataclass(frozen=True, kw_only=True)
class Traida:
    """What a person brings of one run, and what only they know of it, as bgv-run would tell it.

    `stdout` is what was pasted, `stderr` what the tool wrote as errors when it was kept apart.
    """

    archivo: Archivo | None = None
    stdout: bytes = b""
    stderr: bytes = b""
    herramienta: str = ""
    trabajo: str = ""
    codigo_salida: int | None = None

    @property
    def nombre(self) -> str:
        return nombre_limpio(self.archivo.name or "") if self.archivo else ""

    @property
    def tamano(self) -> int:
        return len(self.stdout) + len(self.stderr) + (self.archivo.size if self.archivo else 0)

    @property
    def solo_archivo(self) -> bool:
        dichos = (self.stdout, self.stderr, self.trabajo, self.codigo_salida)
        return self.archivo is not None and all(d in {b"", "", None} for d in dichos)


@dataclass(frozen=True, kw_only=True)
class _Puerta:
    """Where it goes, and who brings it."""

    fuente: Fuente
    por: Persona
    capacidad: str
    ahora: datetime


@dataclass(frozen=True)
class _Leida:
    """What was brought, opened; without `analisis` its reader was stopped: the worker will try."""

    entrega: Entrega
    analisis: Analisis | None


def subir_evidencia(
    *, fuente: Fuente, traida: Traida, por: Persona, hoy: date, ahora: datetime
) -> Recibo:
    """Receive a delivery that a person brings (a log, a table, a mail), as if its source sent it.

    The same content again changes nothing. What can be no evidence is refused: only the fact stays
    (`resultado` rechazada, with the reason and the remedy). Fuente: MIN-7.1.1-b.
    """
    puerta = _abrir_puerta(fuente, por, hoy, ahora)
    leida = _leer(puerta, traida)
    return leida if isinstance(leida, Recibo) else _recibir(puerta, traida, leida)


def traer_archivo(
    *, fuente: Fuente, traida: Traida, por: Persona, hoy: date, ahora: datetime
) -> Recibo | Adjunto:
    """The same, but a table that no tool wrote is only kept (Adjunto): its rows are seen before
    they are received. Fuente: MIN-7.1.1-b."""
    puerta = _abrir_puerta(fuente, por, hoy, ahora)
    leida = _leer(puerta, traida)
    if isinstance(leida, Recibo):
        return leida
    if traida.archivo and traida.solo_archivo and _es_tabla(leida):
        return subir_archivo(archivo=traida.archivo, fuente=fuente, por=por, hoy=hoy, ahora=ahora)
    return _recibir(puerta, traida, leida)


def captura_de(traida: Traida, fuente: Fuente) -> Captura:
    """What was brought, as the readers take it; a mail is not opened yet."""
    zona, herramienta = ZoneInfo(fuente.zona), traida.herramienta
    captura = Captura(zona=zona, canal="manual", herramienta=herramienta)
    if traida.archivo:
        traida.archivo.seek(0)
        captura = captura_de_archivo(
            traida.nombre, traida.archivo.read(), zona=zona, herramienta=herramienta
        )
    return replace(
        captura, trabajo=traida.trabajo, codigo_salida=traida.codigo_salida,
        stdout=traida.stdout, stderr=traida.stderr,
    )  # fmt: skip


def _abrir_puerta(fuente: Fuente, por: Persona, hoy: date, ahora: datetime) -> _Puerta:
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    return _Puerta(fuente=fuente, por=por, capacidad=designacion.capacidad, ahora=ahora)


def _leer(puerta: _Puerta, traida: Traida) -> _Leida | Recibo:
    """Open it and read it, or refuse it."""
    fuente = puerta.fuente
    if malo := _impedimento(traida):
        return _rechazar(puerta, traida, malo)
    with LectorAparte() as lector:
        try:
            captura = lector.abrir(captura_de(traida, fuente))
        except (LectorDetenido, LectorRoto):
            return _rechazar(puerta, traida, Impedimento(SIN_ABRIR, _SIN_ADJUNTOS))
        if captura.canal == Evidencia.Canal.CORREO and (
            motivo := falta_del_remitente(fuente.remitentes, captura.remitente)
        ):
            return _rechazar(puerta, traida, Impedimento(motivo, _DE_OTRO), sobre_de(captura))
        entrega = Entrega(
            captura=captura, tamano=traida.tamano, estricta=False,
            sha256=_huella(traida) if traida.solo_archivo else huella_de(captura),
        )  # fmt: skip
        try:
            analisis, _ = leer(
                captura, fuente=fuente, llegada=puerta.ahora, plantillas=plantillas_de(fuente),
                entiende=lector.a_medida,
            )  # fmt: skip
        except LectorDetenido:
            return _Leida(entrega, None)
    return _Leida(entrega, analisis)


def _impedimento(traida: Traida) -> Impedimento | None:
    if traida.archivo is None:
        return None
    traida.archivo.seek(0)
    return impedimento(traida.nombre, traida.archivo.read(_MUESTRA), traida.archivo.size)


def _es_tabla(leida: _Leida) -> bool:
    """Whether it is a table of runs that no reader of a tool knows."""
    if leida.analisis is None or not leida.entrega.captura.archivos:
        return False
    if leida.analisis.reconocida:
        return leida.analisis.herramienta == CsvGenerico().nombre
    [(nombre, crudo)] = leida.entrega.captura.archivos.items()
    if len(crudo[:_ENCABEZADO].partition(b"\n")[0]) == _ENCABEZADO:
        return False
    if nombre.lower().endswith(".csv"):
        return True
    return bool(CsvGenerico().leer(crudo, zona=leida.entrega.captura.zona).filas)


@transaction.atomic
def _recibir(puerta: _Puerta, traida: Traida, leida: _Leida) -> Recibo:
    analisis = leida.analisis
    recibo = recibir_evidencia(
        fuente=puerta.fuente, entrega=leida.entrega, ahora=puerta.ahora, por=puerta.por,
        capacidad=puerta.capacidad,
        en_linea=peso(leida.entrega.captura) if analisis else 0,
        entiende=(lambda _: analisis) if analisis else None,
    )  # fmt: skip
    dichas = {resultado.estado for resultado in recibo.resultados}
    if not recibo.repetida and dichas.isdisjoint({CREADA, ACTUALIZADA}):  # these leave their entry
        _anotar(puerta, traida, recibo)
    return recibo


@transaction.atomic
def _rechazar(
    puerta: _Puerta, traida: Traida, malo: Impedimento, datos: dict[str, str] | None = None
) -> Recibo:
    """Keep that it was refused, by whom and why; nothing of its content."""
    rechazada = Rechazada(
        canal=Evidencia.Canal.ARCHIVO, motivo=str(malo), tamano=traida.tamano,
        sha256=_huella(traida), datos=datos or {},
    )  # fmt: skip
    evidencia = rechazar_evidencia(fuente=puerta.fuente, rechazada=rechazada, ahora=puerta.ahora)
    recibo = Recibo(evidencia, RECHAZADA, [malo.motivo, malo.remedio])
    _anotar(puerta, traida, recibo)
    return recibo


def _anotar(puerta: _Puerta, traida: Traida, recibo: Recibo) -> None:
    """Who brought what told nothing new of any run."""
    bitacora.registrar(
        bitacora.Evento(
            accion="respaldo.subir_archivo",
            por=puerta.por,
            capacidad=puerta.capacidad,
            objeto=puerta.fuente,
            despues={
                "nombre": tapar(traida.nombre), "bytes": traida.tamano,
                "sha256": recibo.evidencia.sha256, "evidencia": recibo.evidencia.pk,
                "resultado": recibo.resultado,
            },
        ),
        ahora=puerta.ahora,
    )  # fmt: skip


def _huella(traida: Traida) -> str:
    """SHA-256 of the file, however big it is."""
    suma = hashlib.sha256()
    for parte in traida.archivo.chunks() if traida.archivo else ():
        suma.update(parte)
    return suma.hexdigest()
