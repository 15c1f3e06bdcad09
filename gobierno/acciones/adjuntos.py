"""Evidence files: hashed on arrival, kept under a name of ours, handed out as downloads only."""

import hashlib
import weakref
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from gobierno import archivos, bitacora, formato
from gobierno.archivos import Archivo
from gobierno.errores import ReglaIncumplida, SinPermiso
from gobierno.models import Adjunto, Persona

MUESTRA = 8_192


@transaction.atomic
def guardar_adjunto(
    *,
    archivo: Archivo,
    por: Persona,
    ahora: datetime,
    reservado: bool = False,
) -> Adjunto:
    """Keep an uploaded file inside the act that it supports.

    It writes no entry of its own: the act's entry names the file with `resumen`, so that the lock
    of the chain is taken once and last. Raises ReglaIncumplida when the file is empty, too big or a
    program. A `reservado` file is handed out only by the page of what it supports.
    """
    if not por.is_active:
        raise SinPermiso("Una cuenta desactivada no puede adjuntar archivos.")
    nombre, inicio = archivos.nombre_limpio(archivo.name or ""), _muestra(archivo)
    _exigir_evidencia(archivo, nombre, inicio)
    huella = _huella(archivo)
    archivo.seek(0)
    adjunto = Adjunto(
        nombre=nombre,
        tipo=archivos.tipo_de(inicio, nombre),
        bytes=archivo.size,
        sha256=huella,
        subido_por=por,
        subido_en=ahora,
        reservado=reservado,
    )
    adjunto.archivo.save(f"{uuid4().hex}.bin", archivo, save=False)
    transaction.on_commit(_Confirmacion(adjunto))
    adjunto.save()
    return adjunto


class _Confirmacion:
    """Keeps the file if the act is committed, and deletes it if the act is undone.

    Django tells of a commit and of nothing else: what waits for it is dropped when the transaction
    or its savepoint rolls back, and dropping this is what deletes the file.
    """

    def __init__(self, adjunto: Adjunto) -> None:
        borrar, nombre = adjunto.archivo.storage.delete, adjunto.archivo.name
        self._al_deshacer = weakref.finalize(self, borrar, str(nombre))
        self._al_deshacer.atexit = False  # a process that ends says nothing of the act

    def __call__(self) -> None:
        self._al_deshacer.detach()


def resumen(*, adjunto: Adjunto) -> dict[str, Any]:
    """What the entry of the act says about a file."""
    return {"nombre": adjunto.nombre, "bytes": adjunto.bytes, "sha256": adjunto.sha256}


@transaction.atomic
def registrar_descarga(*, adjunto: Adjunto, por: Persona, ahora: datetime) -> None:
    """Taking evidence away leaves a trace, like every export."""
    bitacora.registrar(
        bitacora.Evento(
            accion="adjunto.descargar", por=por, objeto=adjunto, despues=resumen(adjunto=adjunto)
        ),
        ahora=ahora,
    )


def esta_intacto(*, adjunto: Adjunto) -> bool:
    """Is the stored file still the one that arrived? Raises FileNotFoundError when it is gone."""
    with adjunto.archivo.open("rb") as archivo:
        return _huella(archivo) == adjunto.sha256


def _muestra(archivo: Archivo) -> bytes:
    archivo.seek(0)
    inicio = archivo.read(MUESTRA)
    return inicio if isinstance(inicio, bytes) else inicio.encode()


def _exigir_evidencia(archivo: Archivo, nombre: str, inicio: bytes) -> None:
    """Something, not too much of it, and not a program."""
    maximo = settings.ADJUNTO_MAXIMO
    if not archivo.size:
        raise _rechazo(f"«{nombre}» está vacío.", "Revise el archivo y adjúntelo otra vez.")
    if archivo.size > maximo:
        raise _rechazo(
            f"«{nombre}» pesa {formato.bytes_es(archivo.size)} y el máximo es "
            f"{formato.bytes_es(maximo)}.",
            "Adjunte solo la parte que prueba el hecho, o comprímala.",
        )
    if archivos.es_ejecutable(inicio):
        raise _rechazo(
            f"«{nombre}» es un programa, no una evidencia.",
            "Adjunte un reporte, una imagen o un registro de texto.",
        )


def _huella(archivo: Archivo) -> str:
    suma = hashlib.sha256()
    for parte in archivo.chunks():
        suma.update(parte if isinstance(parte, bytes) else parte.encode())
    return suma.hexdigest()


def _rechazo(mensaje: str, remedio: str) -> ReglaIncumplida:
    return ReglaIncumplida(mensaje, remedio=remedio, campos={"adjunto": mensaje})
