"""A table of runs that anybody can make: CSV with a heading, in Spanish or English.

Delimiter (; , tab), encoding (UTF-8, UTF-16 with mark, Windows-1252) and names of columns are
recognised; what is not understood is an error that names row, column and remedy.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from respaldo.importadores.base import (
    EjecucionLeida,
    ErrorDeLectura,
    FilaLeida,
    Lectura,
    Revisor,
    sin_revisar,
)
from respaldo.importadores.celdas import (
    CeldaInvalida,
    leer_cantidad,
    leer_estado,
    leer_instante,
    leer_modalidad,
    plegar,
)

MAXIMO_BYTES = 10 * 1024 * 1024
MAXIMO_FILAS = 10_000
LARGO_CELDA = 200
LARGO_MENSAJE = 8_000
DELIMITADORES = (";", ",", "\t")
_NOMBRES = {
    "clave": "clave|id|id externo|identificador|external id|job id|jobid|session id|run id",
    "trabajo": "trabajo|job|job name|nombre del trabajo|tarea|nombre del job|task|policy",
    "equipo": "equipo|host|hostname|servidor|cliente|client|server|machine",
    "estado": "estado|resultado|status|result|state",
    "modalidad": "modalidad|tipo|type|level|nivel|backup type|tipo de copia",
    "inicio": "inicio|fecha de inicio|fecha y hora de inicio|hora de inicio|start|start time|"
    "started|begin|inicio real",
    "fin": "fin|fecha de fin|fecha y hora de fin|hora de fin|end|end time|finished|termino|"
    "fin real",
    "bytes": "bytes|tamano|tamano bytes|size|size bytes|bytes protegidos",
    "archivos": "archivos|files|ficheros|objetos|objects",
    "errores": "errores|errors|archivos con error",
    "copia_id": "copia|copia id|id de la copia|rotulo|label|snapshot|restore point",
    "mensaje": "mensaje|message|detalle|details|observaciones|log",
}
_CAMPOS = {nombre: campo for campo, lista in _NOMBRES.items() for nombre in lista.split("|")}
_CAMPOS |= {campo.replace("_", " "): campo for campo in _NOMBRES} | {c: c for c in _NOMBRES}
_OBLIGATORIOS = ("trabajo", "estado")


class _ArchivoInvalido(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, mensaje: str, remedio: str, fila: int = 0, columna: str = "") -> None:
        super().__init__(mensaje)
        self.error = ErrorDeLectura(mensaje, remedio, fila, columna)


@dataclass(frozen=True, slots=True)
class _Encabezado:
    """Which cell holds each field, and how the file names it."""

    posiciones: Mapping[str, int]
    nombres: Mapping[str, str]
    ancho: int
    ignoradas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CsvGenerico:
    """The importer of generic CSV."""

    nombre: str = "csv"
    version: str = "1"

    def leer(self, contenido: bytes, *, zona: ZoneInfo, revisar: Revisor = sin_revisar) -> Lectura:
        """Read every row of the file; see `Importador.leer`."""
        try:
            renglones = _renglones(*_separar(_decodificar(contenido)))
            encabezado = _encabezado(next(renglones, (1, []))[1])
            return _leer_filas(renglones, encabezado, zona, revisar)
        except _ArchivoInvalido as invalido:
            return Lectura(errores=(invalido.error,))


def _decodificar(contenido: bytes) -> str:
    if len(contenido) > MAXIMO_BYTES:
        raise _ArchivoInvalido(
            f"El archivo pesa más de {MAXIMO_BYTES // 1024 // 1024} MB.",
            "Divídalo por semanas o meses y súbalo en partes.",
        )
    if contenido.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _ArchivoInvalido(
            "El archivo es un libro de Excel o un ZIP, no un CSV.",
            "Ábralo y guárdelo como «CSV UTF-8 (delimitado por comas)».",
        )
    texto = _a_texto(contenido).removeprefix("\ufeff")
    if not texto.strip():
        raise _ArchivoInvalido(
            "El archivo está vacío.", "Debe tener una fila de encabezado y una por ejecución."
        )
    if "\x00" in texto:
        raise _ArchivoInvalido(
            "El archivo contiene bytes nulos: está dañado o no es un texto.",
            "Vuelva a exportarlo como CSV desde la herramienta.",
            fila=texto[: texto.index("\x00")].count("\n") + 1,
        )
    return texto


def _a_texto(contenido: bytes) -> str:
    juegos = ("utf-16",) if contenido.startswith((b"\xff\xfe", b"\xfe\xff")) else ()
    for juego in (*juegos, "utf-8", "cp1252"):
        try:
            return contenido.decode(juego)
        except UnicodeDecodeError:
            continue
    return contenido.decode("latin-1")


def _separar(texto: str) -> tuple[str, str]:
    """Return the text without Excel's «sep=» line, and its delimiter.

    Without that line, the delimiter is the one under which the heading has most known columns.
    """
    primero, _, resto = texto.lstrip("\r\n").partition("\n")
    marca = re.fullmatch(r"sep=(.)\r?", primero, re.IGNORECASE)
    if marca:
        return resto, marca[1]

    def conocidas(delimitador: str) -> tuple[int, int]:
        celdas = primero.replace('"', "").split(delimitador)
        return sum(plegar(celda) in _CAMPOS for celda in celdas), len(celdas)

    return texto, max(DELIMITADORES, key=conocidas)


def _renglones(texto: str, delimitador: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (row, cells) of each row that says something; rows count from 1, as in Excel."""
    lector = csv.reader(io.StringIO(texto, newline=""), delimiter=delimitador, strict=True)
    fila = 0
    try:
        for fila, celdas in enumerate(lector, start=1):
            limpias = [celda.strip() for celda in celdas]
            if any(limpias):
                yield fila, limpias
    except csv.Error:
        raise _ArchivoInvalido(
            "Una comilla no cierra o sobra, o una celda es demasiado larga.",
            "Revise esta fila: cada comilla que abre debe cerrar.",
            fila=fila + 1,
        ) from None


def _encabezado(celdas: list[str]) -> _Encabezado:
    posiciones: dict[str, int] = {}
    for n, celda in enumerate(celdas):
        campo = _CAMPOS.get(plegar(celda))
        if campo in posiciones:
            raise _ArchivoInvalido(
                f"Dos columnas dicen lo mismo: «{celdas[posiciones[campo]]}» y «{celda[:60]}».",
                "Deje una sola y vuelva a subir el archivo.",
                fila=1,
                columna=celda[:60],
            )
        if campo is not None:
            posiciones[campo] = n
    faltan = [campo for campo in _OBLIGATORIOS if campo not in posiciones]
    if not posiciones.keys() & {"inicio", "fin"}:
        faltan.append("inicio")
    if faltan:
        raise _ArchivoInvalido(
            f"Falta la columna {' y la columna '.join(f'«{campo}»' for campo in faltan)}.",
            "La primera fila debe nombrar las columnas: trabajo; estado; inicio; fin; clave; "
            "equipo; modalidad; bytes; archivos; errores; copia; mensaje.",
            fila=1,
        )
    nombres = {campo: celdas[n] for campo, n in posiciones.items()}
    ignoradas = tuple(c[:60] for n, c in enumerate(celdas) if c and n not in posiciones.values())
    return _Encabezado(posiciones, nombres, len(celdas), ignoradas)


def _leer_filas(
    renglones: Iterator[tuple[int, list[str]]],
    encabezado: _Encabezado,
    zona: ZoneInfo,
    revisar: Revisor,
) -> Lectura:
    filas: list[FilaLeida] = []
    errores: list[ErrorDeLectura] = []
    for numero, (fila, celdas) in enumerate(renglones, start=1):
        if numero > MAXIMO_FILAS:
            raise _ArchivoInvalido(
                f"El archivo tiene más de {MAXIMO_FILAS} filas.",
                "Divídalo por semanas o meses y súbalo en partes.",
                fila=fila,
            )
        ejecucion, malos = _leer_fila(fila, celdas, encabezado, zona)
        if ejecucion is not None:
            malos = [
                ErrorDeLectura(r.mensaje, r.remedio, fila, encabezado.nombres.get(r.campo, r.campo))
                for r in revisar(ejecucion)
            ]
        errores += malos
        if ejecucion is not None and not malos:
            filas.append(FilaLeida(fila, ejecucion))
    if not filas and not errores:
        errores.append(
            ErrorDeLectura("El archivo no tiene filas.", "Agregue una fila por ejecución.")
        )
    return Lectura(tuple(filas), tuple(errores), encabezado.ignoradas)


def _leer_fila(
    fila: int, celdas: list[str], encabezado: _Encabezado, zona: ZoneInfo
) -> tuple[EjecucionLeida | None, list[ErrorDeLectura]]:
    if len(celdas) > encabezado.ancho and any(celdas[encabezado.ancho :]):
        sobra = ErrorDeLectura(
            f"Tiene {len(celdas)} celdas y el encabezado {encabezado.ancho}.",
            "Ponga entre comillas las celdas que contienen el separador.",
            fila,
        )
        return None, [sobra]
    valores: dict[str, object] = {}
    errores: list[ErrorDeLectura] = []
    for campo, n in encabezado.posiciones.items():
        celda = celdas[n] if n < len(celdas) else ""
        try:
            valores[campo] = _leer_celda(campo, celda, zona)
        except CeldaInvalida as mala:
            nombre = encabezado.nombres[campo]
            errores.append(ErrorDeLectura(mala.mensaje, mala.remedio, fila, nombre))
    if errores:
        return None, errores
    return _ejecucion(valores), []


def _leer_celda(campo: str, celda: str, zona: ZoneInfo) -> object:
    maximo = LARGO_MENSAJE if campo == "mensaje" else LARGO_CELDA
    if len(celda) > maximo:
        raise CeldaInvalida(
            f"La celda tiene {len(celda)} caracteres; el máximo es {maximo}.",
            "Acórtela; el detalle va en la columna «mensaje».",
        )
    if campo in {"inicio", "fin"}:
        return leer_instante(celda, zona)
    if campo in {"bytes", "archivos", "errores"}:
        return leer_cantidad(celda)
    if campo == "trabajo" and not celda:
        raise CeldaInvalida("Falta el trabajo.", "Escriba el nombre del job, como en el software.")
    lectores = {"estado": leer_estado, "modalidad": leer_modalidad}
    return lectores.get(campo, str)(celda)


def _ejecucion(valores: Mapping[str, object]) -> EjecucionLeida:
    """Build the run; without an id of the tool its clave is trabajo + equipo + instant."""
    datos: dict[str, Any] = dict(valores)
    if not datos.get("clave"):
        instante = datos.get("inicio") or datos.get("fin")
        natural = f"{datos['trabajo']}|{datos.get('equipo', '')}|{instante}"
        huella = hashlib.sha256(natural.encode()).hexdigest()
        datos["clave"] = natural if len(natural) <= LARGO_CELDA else huella
    return EjecucionLeida(**datos)
