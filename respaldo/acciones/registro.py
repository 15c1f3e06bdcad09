"""Evidence that a person brings: a file of a tool, a run typed from the console, a link by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile, File
from django.db import transaction

from directorio.models import Linea
from gobierno import acciones as generales
from gobierno import bitacora
from gobierno.capacidad import exigir
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.models import Adjunto, Persona
from gobierno.perfil import perfil_activo
from gobierno.secretos import tapar
from respaldo.acciones.copias import crear_copias
from respaldo.acciones.ejecuciones import RECHAZADA, Resultado, recibir
from respaldo.acciones.enlace import actualizar_respuestas
from respaldo.importadores import IMPORTADORES, EjecucionLeida, Lectura
from respaldo.models import Copia, Corrida, Ejecucion, Fuente
from respaldo.recepcion import revisar
from respaldo.tapado import flujo_tapado

PERMISO = "ejecuciones.registrar"
FUENTE_MANUAL = "Registro manual"
REGLA = "ejecucion_segun_directorio"


@transaction.atomic
def subir_archivo(
    *, archivo: File[Any], fuente: Fuente, por: Persona, hoy: date, ahora: datetime
) -> Adjunto:
    """Keep a table for its preview, its secrets covered; nothing of it is evidence until it is
    imported."""
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    archivo.seek(0)
    cubierto = ContentFile(flujo_tapado(archivo.read()), tapar(archivo.name or ""))
    adjunto = generales.guardar_adjunto(archivo=cubierto, por=por, ahora=ahora)
    bitacora.registrar(
        bitacora.Evento(
            accion="respaldo.subir_archivo",
            por=por,
            capacidad=designacion.capacidad,
            objeto=fuente,
            despues=generales.resumen(adjunto=adjunto),
        ),
        ahora=ahora,
    )
    return adjunto


def leer_archivo(*, adjunto: Adjunto, fuente: Fuente, ahora: datetime) -> Lectura:
    """What the stored file says, in the zone of its source, checked as any other evidence."""
    with adjunto.archivo.open("rb") as archivo:
        contenido = archivo.read()
    return IMPORTADORES["csv"].leer(
        contenido, zona=ZoneInfo(fuente.zona), revisar=lambda leida: revisar(leida, ahora=ahora)
    )


@transaction.atomic
def importar_archivo(
    *, adjunto: Adjunto, fuente: Fuente, por: Persona, hoy: date, ahora: datetime
) -> Sequence[Resultado]:
    """Receive every good row of a file already previewed; rows with errors are left out.

    Importing the same file twice creates nothing. Raises ReglaIncumplida when no row is good.
    """
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    lectura = leer_archivo(adjunto=adjunto, fuente=fuente, ahora=ahora)
    if not lectura.filas:
        raise ReglaIncumplida(
            "El archivo no tiene ninguna fila que se pueda recibir.",
            remedio="Corrija lo que dice la revisión y súbalo otra vez.",
        )
    return recibir(
        fuente=fuente,
        leidas=[fila.ejecucion for fila in lectura.filas],
        canal=Ejecucion.Canal.ARCHIVO,
        ahora=ahora,
        por=por,
        capacidad=designacion.capacidad,
        adjunto=adjunto,
    )


@dataclass(frozen=True)
class Tecleado:
    """What a person reads on the console: instants aware, size in bytes."""

    estado: str
    inicio: datetime
    fin: datetime | None
    bytes: int | None
    es_manual: bool
    mensaje: str


@transaction.atomic
def registrar_a_mano(
    *,
    linea: Linea,
    tecleado: Tecleado,
    archivo: File[Any] | None,
    por: Persona,
    hoy: date,
    ahora: datetime,
) -> Ejecucion:
    """Register a run typed by a person, with the photo or the report that supports it.

    It belongs to the line chosen; its window decides the corrida as for any other. Raises
    ReglaIncumplida naming the field. Fuente: MIN-7.1.1-e-2, R3.
    """
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    adjunto = generales.guardar_adjunto(archivo=archivo, por=por, ahora=ahora) if archivo else None
    [resultado] = recibir(
        fuente=_fuente_manual(ahora=ahora),
        leidas=[_leida(linea, tecleado)],
        canal=Ejecucion.Canal.MANUAL,
        ahora=ahora,
        por=por,
        capacidad=designacion.capacidad,
        adjunto=adjunto,
        serie=linea.serie,
    )
    if resultado.estado == RECHAZADA or resultado.ejecucion is None:
        raise ReglaIncumplida(
            "La ejecución no se puede registrar.",
            campos={error.campo: f"{error.mensaje} {error.remedio}" for error in resultado.errores},
        )
    return resultado.ejecucion


def _leida(linea: Linea, tecleado: Tecleado) -> EjecucionLeida:
    return EjecucionLeida(
        clave=f"manual-{uuid4()}",
        trabajo=(linea.trabajo or linea.nombre)[:200],
        equipo=linea.servidor[:200],
        estado=tecleado.estado,
        modalidad=linea.modalidad,
        inicio=tecleado.inicio,
        fin=tecleado.fin,
        bytes=tecleado.bytes,
        mensaje=tecleado.mensaje,
        es_manual=tecleado.es_manual,
    )


def _fuente_manual(*, ahora: datetime) -> Fuente:
    fuente, _ = Fuente.objects.get_or_create(
        nombre=FUENTE_MANUAL,
        defaults={
            "zona": perfil_activo().institucion.zona, "creada_en": ahora, "herramienta": "consola",
        },
    )  # fmt: skip
    return fuente


@transaction.atomic
def vincular_a_mano(
    *, ejecucion: Ejecucion, corrida: Corrida, por: Persona, hoy: date, ahora: datetime
) -> Ejecucion:
    """Tie a run outside every window to the corrida that it answers for (R3).

    Its copy, if any, keeps its own fecha ancla (RC-54). A corrida already declared is repaired
    from its own page (`subsanar`), not here. Raises EstadoCambiado when either moved meanwhile.

    Fuente: R3, RC-54, MIN-7.1.1-e-2.
    """
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    corrida = Corrida.objects.select_for_update(of=("self",)).select_related("linea").get(
        pk=corrida.pk
    )  # fmt: skip
    ejecucion = Ejecucion.objects.select_for_update(of=("self",)).get(pk=ejecucion.pk)
    _exigir_vinculable(ejecucion, corrida)
    ejecucion.item_id = corrida.item_id
    ejecucion.tipo_de_backup = corrida.tipo_de_backup
    ejecucion.serie_modalidad = corrida.modalidad
    ejecucion.corrida = corrida
    ejecucion.save(update_fields=["item", "tipo_de_backup", "serie_modalidad", "corrida"])
    if not Copia.objects.filter(ejecucion=ejecucion).exists():
        crear_copias([ejecucion], ahora=ahora)
    actualizar_respuestas({corrida.pk}, ahora=ahora)
    bitacora.registrar(
        bitacora.Evento(
            accion="respaldo.vincular_a_mano",
            por=por,
            capacidad=designacion.capacidad,
            objeto=ejecucion,
            antes={"corrida": None},
            despues={"corrida": corrida.pk, "de": str(corrida)},
        ),
        ahora=ahora,
    )
    return ejecucion


def _exigir_vinculable(ejecucion: Ejecucion, corrida: Corrida) -> None:
    perfil = perfil_activo()
    tolerancia = timedelta(minutes=perfil.verificacion.tolerancia_apertura_minutos)
    if ejecucion.corrida_id is not None or ejecucion.descartada_en is not None:
        raise EstadoCambiado(
            "Esta ejecución ya se resolvió.", regla=REGLA, remedio="Recargue la página."
        )
    if corrida.estado != Corrida.Estado.ESPERADA:
        raise EstadoCambiado(
            f"Esa corrida ya figura {corrida.get_estado_display().lower()}.",
            regla=REGLA,
            remedio="Si fue no conforme, abra la corrida y use «Subsanar» con esta ejecución.",
        )
    if ejecucion.item_id is not None and (ejecucion.item_id, ejecucion.tipo_de_backup) != (
        corrida.item_id,
        corrida.tipo_de_backup,
    ):
        mensaje, remedio = "La ejecución es de otro ítem.", "Elija una corrida de su mismo ítem."
    elif ejecucion.instante < corrida.inicio_previsto - tolerancia:
        mensaje = "La ejecución es anterior a la ventana de esa corrida."
        remedio = "Elija la corrida cuya fecha operativa repara."
    else:
        return
    raise ReglaIncumplida(mensaje, regla=REGLA, remedio=remedio, campos={"corrida": mensaje})
