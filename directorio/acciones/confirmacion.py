"""The confirmation of an import: every accepted row becomes a line of the draft, or none does."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models.deletion import ProtectedError

from directorio.acciones.importacion_comun import abrir, anotar
from directorio.models import Importacion, Item, Linea, VersionDirectorio
from directorio.revision import AGREGAR, REEMPLAZAR, Revisada, Revision, revisar
from gobierno.errores import ReglaIncumplida
from gobierno.models import Persona

_LOTE = 500
_ERRORES_A_LA_VISTA = 20


@transaction.atomic
def confirmar(
    *, importacion: Importacion, por: Persona, hoy: date, ahora: datetime
) -> Mapping[str, int]:
    """Write every accepted row into the draft, all or nothing, with one audit event.

    Raises ReglaIncumplida naming the cells that still impede it. Returns how many lines were
    created, updated and taken out. Fuente: MIN-7.1-2, MIN-6.1-g.
    """
    importacion, quien = abrir(importacion=importacion, por=por, hoy=hoy)
    revision = revisar(importacion)
    _exigir_confirmable(revision)
    resumen = revision.resumen
    if revision.modo == REEMPLAZAR:
        _vaciar(importacion.version)
    items = _items(revision)
    Linea.objects.bulk_create(_lineas(importacion.version, revision, items), batch_size=_LOTE)
    importacion.estado = Importacion.Estado.CONFIRMADA
    importacion.save(update_fields=["estado"])
    anotar(
        "directorio.importar", importacion, quien=quien, ahora=ahora, modo=revision.modo, **resumen
    )
    return resumen


def _exigir_confirmable(revision: Revision) -> None:
    if revision.con_error:
        celdas = [celda for fila in revision.con_error for celda in fila.celdas if celda.impide]
        cuantas = len(revision.con_error)
        raise ReglaIncumplida(
            "Queda 1 fila que no se puede guardar."
            if cuantas == 1
            else f"Quedan {cuantas} filas que no se pueden guardar.",
            regla="directorio_columnas",
            remedio="Corrija sus celdas o rechácelas.",
            detalles=[str(celda) for celda in celdas[:_ERRORES_A_LA_VISTA]],
        )
    if not revision.aceptadas:
        raise ReglaIncumplida(
            "Todas las filas están rechazadas: no hay nada que importar.",
            regla="directorio_columnas",
            remedio="Acepte alguna fila o descarte la importación.",
        )


def _vaciar(version: VersionDirectorio) -> None:
    try:
        version.lineas.all().delete()
    except ProtectedError as error:
        raise ReglaIncumplida(
            "El borrador tiene líneas con registros propios y no se puede reemplazar entero.",
            regla="directorio",
            remedio="Use «agregar a las líneas que ya están».",
        ) from error


def _items(revision: Revision) -> Mapping[str, Item]:
    existentes = revision.identidades.existentes
    nuevos = {
        fila.clave: Item(clave=fila.clave, nombre=fila.linea.nombre)
        for fila in revision.aceptadas
        if fila.clave not in existentes
    }
    Item.objects.bulk_create(nuevos.values(), batch_size=_LOTE)
    return {**existentes, **nuevos}


def _lineas(
    version: VersionDirectorio, revision: Revision, items: Mapping[str, Item]
) -> list[Linea]:
    """The lines to create, with the N° of the sheet when they are all different."""
    filas: list[Revisada] = revision.aceptadas
    base = 0
    if revision.modo == AGREGAR:
        base = max((linea.numero for linea in revision.existentes.values()), default=0)
    numeros = [fila.linea.numero for fila in filas]
    propios = not base and len(set(numeros)) == len(numeros)
    for n, fila in enumerate(filas, start=1):
        fila.linea.version = version
        fila.linea.item = items[fila.clave]
        fila.linea.numero = fila.linea.numero if propios else base + n
    return [fila.linea for fila in filas]
