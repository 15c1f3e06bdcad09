"""Import of a sheet into a draft: staged, corrected, and confirmed in one go.

Nothing reaches the version before `confirmar`. Fuente: MIN-7.1-2, MIN-6.1-g, MIN-IX.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from directorio import importadores
from directorio.acciones.importacion_comun import Quien, abrir, anotar
from directorio.columnas import CAMPOS
from directorio.importadores.modelo import limpiar, plegar
from directorio.models import Importacion, MapaDeColumnas, VersionDirectorio
from directorio.reglas import Estado, bloquear, exigir_editor, exigir_estado
from directorio.revision import AGREGAR, REEMPLAZAR, revisar
from gobierno.acciones.adjuntos import guardar_adjunto
from gobierno.errores import ReglaIncumplida
from gobierno.models import Persona

MODOS = (REEMPLAZAR, AGREGAR)
NOMBRE_DEL_MAPA = "Directorio"


@dataclass(frozen=True)
class Archivo:
    """What was uploaded: its name as the person had it and its bytes."""

    nombre: str
    datos: bytes


@transaction.atomic
def importar(
    *,
    version: VersionDirectorio,
    archivo: Archivo,
    modo: str,
    por: Persona,
    hoy: date,
    ahora: datetime,
) -> Importacion:
    """Read a sheet and stage its rows for the preview; the former preview is discarded.

    Raises ArchivoRechazado (a ReglaIncumplida) when the file cannot be read at all.
    """
    designacion = exigir_editor(por=por, hoy=hoy)
    version = bloquear(version)
    exigir_estado(version, Estado.BORRADOR, para="importar líneas")
    libro = importadores.leer(archivo.datos)
    version.importaciones.filter(estado=Importacion.Estado.REVISION).update(
        estado=Importacion.Estado.DESCARTADA
    )
    importacion = Importacion.objects.create(
        version=version,
        adjunto=guardar_adjunto(
            archivo=ContentFile(archivo.datos, name=archivo.nombre), por=por, ahora=ahora
        ),
        columnas=_columnas(libro, modo if modo in MODOS else REEMPLAZAR),
        filas=[_guardar(fila) for fila in libro.filas],
        creada_por=por,
        creada_en=ahora,
    )
    anotar("directorio.importacion.leer", importacion, quien=Quien(por, designacion), ahora=ahora)
    return importacion


@transaction.atomic
def elegir_columnas(
    *,
    importacion: Importacion,
    mapa: Mapping[int, str],
    modo: str,
    hoja: str,
    por: Persona,
    hoy: date,
    ahora: datetime,
) -> Importacion:
    """Say which column is which (remembered for the next sheet), which sheet and which mode.

    Choosing another sheet of the book reads it again and drops the corrections.
    """
    importacion, quien = abrir(importacion=importacion, por=por, hoy=hoy)
    if hoja and hoja != importacion.columnas["hoja"]:
        with importacion.adjunto.archivo.open("rb") as archivo:
            libro = importadores.leer(archivo.read(), hoja=hoja)
        importacion.columnas = _columnas(libro, modo)
        importacion.filas = [_guardar(fila) for fila in libro.filas]
    else:
        importacion.columnas["mapa"] = _comprobar_mapa(mapa, importacion)
        _recordar(importacion, por=por, ahora=ahora)
    importacion.columnas["modo"] = modo if modo in MODOS else importacion.columnas["modo"]
    importacion.save(update_fields=["columnas", "filas"])
    anotar("directorio.importacion.columnas", importacion, quien=quien, ahora=ahora)
    return importacion


@transaction.atomic
def corregir(
    *,
    importacion: Importacion,
    celdas: Mapping[tuple[int, str], str],
    vistas: Collection[int],
    rechazadas: Collection[int],
    por: Persona,
    hoy: date,
    ahora: datetime,
) -> Importacion:
    """Replace texts of cells ((row, field) → text) and reject or take back the rows `vistas`."""
    importacion, quien = abrir(importacion=importacion, por=por, hoy=hoy)
    columna_de = {campo: int(n) for n, campo in importacion.columnas["mapa"].items()}
    por_numero = {fila["n"]: fila for fila in importacion.filas}
    for (numero, campo), texto in celdas.items():
        if numero in por_numero and campo in columna_de:
            _escribir(por_numero[numero], columna_de[campo], texto)
    for numero in set(vistas) & por_numero.keys():
        por_numero[numero]["no"] = numero in rechazadas
    importacion.save(update_fields=["filas"])
    datos = {
        "celdas": sorted(f"{campo} de la fila {numero}" for numero, campo in celdas),
        "filas_rechazadas": sum(bool(fila.get("no")) for fila in importacion.filas),
    }
    anotar("directorio.importacion.corregir", importacion, quien=quien, ahora=ahora, **datos)
    return importacion


@transaction.atomic
def rechazar_con_error(
    *, importacion: Importacion, por: Persona, hoy: date, ahora: datetime
) -> Importacion:
    """Leave out every row that cannot be kept as it is."""
    impedidas = [fila.numero for fila in revisar(importacion).con_error]
    return corregir(
        importacion=importacion,
        celdas={},
        vistas=impedidas,
        rechazadas=impedidas,
        por=por,
        hoy=hoy,
        ahora=ahora,
    )


@transaction.atomic
def descartar(*, importacion: Importacion, por: Persona, hoy: date, ahora: datetime) -> None:
    """Forget the preview; the draft stays as it was."""
    importacion, quien = abrir(importacion=importacion, por=por, hoy=hoy)
    importacion.estado = Importacion.Estado.DESCARTADA
    importacion.save(update_fields=["estado"])
    anotar("directorio.importacion.descartar", importacion, quien=quien, ahora=ahora)


def _columnas(libro: importadores.Libro, modo: str) -> dict[str, Any]:
    recordado = MapaDeColumnas.objects.filter(nombre=NOMBRE_DEL_MAPA).first()
    mapa = importadores.adivinar(libro.encabezados, recordado.columnas if recordado else {})
    return {
        "hoja": libro.hoja,
        "hojas": list(libro.hojas),
        "fila_encabezado": libro.fila_encabezado,
        "encabezados": list(libro.encabezados),
        "mapa": {str(columna): campo for columna, campo in mapa.items()},
        "modo": modo,
        "avisos": [*libro.avisos, *importadores.repetidas(libro.encabezados)],
    }


def _guardar(fila: importadores.Fila) -> dict[str, Any]:
    guardada: dict[str, Any] = {"n": fila.numero, "c": list(fila.celdas)}
    if fila.problemas:
        guardada["p"] = {str(columna): texto for columna, texto in fila.problemas.items()}
    return guardada


def _escribir(fila: dict[str, Any], columna: int, texto: str) -> None:
    limpio, problema = limpiar(texto)
    fila["c"] += [""] * (columna + 1 - len(fila["c"]))
    fila["c"][columna] = limpio
    problemas = {c: t for c, t in fila.get("p", {}).items() if int(c) != columna}
    if limpio.startswith("="):
        problema = "es el texto de una fórmula: escriba el valor, no la fórmula"
    fila["p"] = problemas | ({str(columna): problema} if problema else {})


def _comprobar_mapa(mapa: Mapping[int, str], importacion: Importacion) -> dict[str, str]:
    encabezados = importacion.columnas["encabezados"]
    elegidos = [campo for campo in mapa.values() if campo]
    dobles = {campo for campo in elegidos if elegidos.count(campo) > 1}
    if dobles:
        raise ReglaIncumplida(
            "Dos columnas de la hoja no pueden ser la misma del Directorio.",
            regla="directorio_columnas",
            remedio="Deje una y ponga «no importar» en la otra.",
            campos={f"col-{n}": "Está elegida dos veces." for n, c in mapa.items() if c in dobles},
        )
    validos = {*CAMPOS, "clave"}
    return {
        str(columna): campo
        for columna, campo in mapa.items()
        if campo in validos and 0 <= columna < len(encabezados)
    }


def _recordar(importacion: Importacion, *, por: Persona, ahora: datetime) -> None:
    mapa, titulos = importacion.columnas["mapa"], importacion.columnas["encabezados"]
    decidido = {
        plegar(titulo): mapa.get(str(n), "") for n, titulo in enumerate(titulos) if plegar(titulo)
    }
    anterior = MapaDeColumnas.objects.filter(nombre=NOMBRE_DEL_MAPA).first()
    MapaDeColumnas.objects.update_or_create(
        nombre=NOMBRE_DEL_MAPA,
        defaults={
            "columnas": {**(anterior.columnas if anterior else {}), **decidido},
            "guardado_por": por,
            "guardado_en": ahora,
        },
    )
