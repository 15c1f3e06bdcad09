"""Editable templates: what the institution writes to read mails and CSV that no reader knows. Pure.

A template never guesses: without a word of its lists the state is `sin_dato`; failure is looked for
before success; a cut text is no success. Patterns are people's, so each runs with a time-out.
Source: evidencia.md §7.3, §9.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import regex

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.celdas import plegar
from respaldo.importadores.expresiones import en_castellano
from respaldo.importadores.fechas import momento, zona_del_correo
from respaldo.importadores.palabras import tamano_de
from respaldo.importadores.tablas import filas
from respaldo.importadores.valores import entero
from respaldo.importadores.veredicto import (
    ADVERTENCIA,
    CONFORME,
    EN_CURSO,
    NO_CONFORME,
    SIN_DATO,
)

if TYPE_CHECKING:
    from respaldo.importadores.material import Material

CAMPOS = ("trabajo", "estado", "inicio", "fin", "bytes")
CORREO, CSV = "correo", "csv"
ORDEN = (NO_CONFORME, ADVERTENCIA, EN_CURSO, CONFORME)  # in which their words are looked for
LIMITE_SEGUNDOS = 0.2
MAXIMO_TEXTO = 200_000
MAXIMO_EJECUCIONES = 500
LARGO_PATRON = 500
MAXIMO_COSTO = 10_000  # steps: compiling cannot be stopped, only kept small
ULTIMAS = 10  # lines in which the final mark is looked for
TARDA = "La expresión de la plantilla tardó demasiado con este texto."
_TROZOS = re.compile(r"\\.|\[(?:\\.|[^\]]){0,500}\]|\{[^{}]{0,60}\}|.", re.DOTALL)
_NIEGA = re.compile(r"\b(?:no|not|nunca|never|sin|without|ni)(?: \w+){0,3}$")
_NADA: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plantilla:
    """How to read one kind of message.

    `asunto` and `contiene` are parts that the message must hold, without regard to case or accents.
    `patron` has the named groups of CAMPOS (only `trabajo` is a must); `columnas` gives, for a CSV,
    the heading of each field. `palabras` lists, by state, what the tool says. `marca_final` is a
    text that only a whole message has.
    """

    nombre: str
    formato: str = CORREO
    asunto: str = ""
    contiene: str = ""
    patron: str = ""
    columnas: Mapping[str, str] = field(default_factory=dict)
    palabras: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NADA)
    marca_final: str = ""


def revisar(plantilla: Plantilla) -> dict[str, str]:
    """What is wrong with a template, by field, in Spanish; empty when it can be used."""
    errores: dict[str, str] = {}
    if not any(plantilla.palabras.get(e) for e in (CONFORME, NO_CONFORME)):
        errores["palabras_no_conforme"] = "Escriba las palabras con que el software dice que falló."
    repetidas = _repetidas(plantilla)
    if repetidas:
        errores["palabras_conforme"] = f"«{repetidas[0]}» está en dos resultados: deje uno."
    if plantilla.formato == CSV:
        return errores | _revisar_columnas(plantilla)
    if not (plantilla.asunto or plantilla.contiene):
        errores["contiene"] = "Escriba algo que el asunto o el mensaje siempre digan."
    if not plegar(plantilla.marca_final):
        errores["marca_final"] = (
            "Escriba algo que solo esté al final del mensaje: la firma, el pie."
        )
    if mal := _mal_patron(plantilla.patron):
        errores["patron"] = mal
    return errores


def _repetidas(plantilla: Plantilla) -> list[str]:
    vistas = [plegar(p) for estado in ORDEN for p in plantilla.palabras.get(estado, ())]
    return sorted({p for p in vistas if vistas.count(p) > 1})


def _revisar_columnas(plantilla: Plantilla) -> dict[str, str]:
    faltan = [c for c in ("trabajo", "estado") if not plantilla.columnas.get(c)]
    if faltan:
        return {"columnas": f"Falta la columna de: {', '.join(faltan)}."}
    ajenas = sorted(set(plantilla.columnas) - set(CAMPOS))
    if ajenas:
        return {"columnas": f"«{ajenas[0]}» no se lee. Use: {', '.join(CAMPOS)}."}
    return {}


def _mal_patron(patron: str) -> str:
    if not patron or len(patron) > LARGO_PATRON:
        return f"Escriba una expresión de hasta {LARGO_PATRON} caracteres."
    if _costo(patron) > MAXIMO_COSTO:
        return "Repite demasiado: use números menores entre las llaves."
    try:
        grupos = set(_compilar(patron).groupindex)
    except (regex.error, ValueError, OverflowError, RecursionError, MemoryError) as error:
        return f"La expresión no es válida: {en_castellano(error)}."
    if "trabajo" not in grupos:
        return "Falta el grupo (?P<trabajo>…): sin él no se sabe de qué copia habla."
    ajenos = sorted(grupos - set(CAMPOS))
    return f"El grupo «{ajenos[0]}» no se lee. Use: {', '.join(CAMPOS)}." if ajenos else ""


def _costo(patron: str) -> int:
    """About how many steps the compiled pattern has: {n,m} repeats what is before, groups nest."""
    abiertos, ultimo = [0], 0
    for trozo in _TROZOS.findall(patron):
        if trozo == "(":
            abiertos.append(0)
        elif trozo == ")" and len(abiertos) > 1:
            ultimo = abiertos.pop()
            abiertos[-1] += ultimo
        elif trozo[0] == "{" and (numeros := re.findall(r"\d{1,60}", trozo)):
            abiertos[-1] += ultimo * max(int(n[:9]) for n in numeros)
        else:
            ultimo = 1
            abiertos[-1] += 1
    return sum(abiertos)


def _compilar(patron: str) -> "regex.Pattern[str]":
    return regex.compile(patron, regex.IGNORECASE | regex.MULTILINE | regex.VERSION0)


def reconoce(plantilla: Plantilla, material: "Material") -> bool:
    """Whether the message has what the template asks for."""
    if plantilla.formato == CSV:
        return bool(_filas(plantilla, material.todo[:MAXIMO_TEXTO]))
    asunto, cuerpo = plegar(material.captura.asunto[:2000]), plegar(material.todo[:MAXIMO_TEXTO])
    return plegar(plantilla.asunto) in asunto and plegar(plantilla.contiene) in cuerpo


def leer(plantilla: Plantilla, material: "Material") -> list[EjecucionLeida]:
    """The runs of a message; one without verdict when the pattern takes too long."""
    juzgar = cache(partial(_estado, plantilla))  # many matches share one text
    if plantilla.formato == CSV:
        leidas = _filas(plantilla, material.todo)
        return [_ejecucion(plantilla, material, d, juzgar(f"{d['estado']}\n")) for d in leidas]
    texto = f"{material.captura.asunto}\n\n{material.todo[:MAXIMO_TEXTO]}"
    try:
        halladas = _hallar(plantilla.patron, texto)
    except (TimeoutError, regex.error, MemoryError, RecursionError):
        return [EjecucionLeida(clave="", trabajo="", estado=SIN_DATO, mensaje=TARDA)]
    return [_ejecucion(plantilla, material, d, juzgar(d.get("estado") or texto)) for d in halladas]


def _hallar(patron: str, texto: str) -> list[dict[str, str]]:
    """Groups of each match; a state with which the text ends may be cut: it proves nothing."""
    halladas: list[dict[str, str]] = []
    limite = time.monotonic() + LIMITE_SEGUNDOS
    for n, hallado in enumerate(_compilar(patron).finditer(texto, timeout=LIMITE_SEGUNDOS)):
        if time.monotonic() > limite:  # the time-out is of each match
            raise TimeoutError
        if n >= MAXIMO_EJECUCIONES:
            break
        dichos = {c: v for c, v in hallado.groupdict().items() if v}
        if "estado" in dichos and "\n" in texto[hallado.end("estado") :]:
            dichos["estado"] += "\n"
        if dichos.get("trabajo"):
            halladas.append(dichos)
    return halladas


def _filas(plantilla: Plantilla, texto: str) -> list[dict[str, str]]:
    nombres = {plegar(titulo): campo for campo, titulo in plantilla.columnas.items()}
    return list(filas(texto, nombres, frozenset({"trabajo", "estado"})))


def _ejecucion(
    plantilla: Plantilla, material: "Material", dichos: Mapping[str, str], juicio: tuple[str, str]
) -> EjecucionLeida:
    estado, palabra = juicio
    if estado == CONFORME and not _esta_entero(plantilla, material.todo):
        estado = SIN_DATO
    bytes_ = dichos.get("bytes", "")
    return EjecucionLeida(
        clave="",
        trabajo=" ".join(dichos["trabajo"].split())[:200],
        estado=estado,
        estado_origen=(dichos.get("estado") or palabra).strip()[:200],
        inicio=_instante(material, dichos.get("inicio")),
        fin=_instante(material, dichos.get("fin")),
        bytes=entero(bytes_) if bytes_.isdigit() else tamano_de(bytes_),
        redondeado=bool(bytes_) and not bytes_.isdigit(),
    )


def _esta_entero(plantilla: Plantilla, texto: str) -> bool:
    """Whether the final mark is among the last lines; a CSV needs none: its rows are whole."""
    ultimas = [r for r in texto[-5000:].split("\n") if r.strip()][-ULTIMAS:]
    marca = plegar(plantilla.marca_final)
    return plantilla.formato == CSV or (bool(marca) and marca in plegar(" ".join(ultimas)))


def _instante(material: "Material", dicho: str | None) -> datetime | None:
    if not dicho:
        return None
    zona = zona_del_correo(material.captura)
    return momento(dicho, zona) if "T" not in dicho else material.instante(dicho)


def _estado(plantilla: Plantilla, donde: str) -> tuple[str, str]:
    """The first list with a word in the text; success only on a whole line and not denied."""
    renglones = donde.split("\n")
    plegados = [plegar(r) for r in renglones]
    for estado in ORDEN:
        for palabra in plantilla.palabras.get(estado, ()):
            lugar = re.compile(rf"(?<!\w){re.escape(plegar(palabra))}(?!\w)")
            for n, renglon in enumerate(plegados):
                hallada = lugar.search(renglon) if palabra.strip() else None
                if hallada is None:
                    continue
                if estado != CONFORME:
                    return estado, palabra
                antes = renglon[: hallada.start()].strip()
                # A cell is its word: «n~o completado» is a denial that came damaged.
                negada = antes if plantilla.formato == CSV else _NIEGA.search(antes)
                if n + 1 < len(renglones) and not negada:
                    return CONFORME, palabra
    return SIN_DATO, ""


def a_datos(plantilla: Plantilla) -> dict[str, object]:
    """The template as JSON."""
    return {
        "asunto": plantilla.asunto,
        "contiene": plantilla.contiene,
        "patron": plantilla.patron,
        "columnas": dict(plantilla.columnas),
        "palabras": {estado: list(lista) for estado, lista in plantilla.palabras.items()},
        "marca_final": plantilla.marca_final,
    }


def de_datos(nombre: str, formato: str, datos: Mapping[str, object]) -> Plantilla:
    """The template that `a_datos` wrote."""
    palabras, columnas = datos.get("palabras"), datos.get("columnas")
    return Plantilla(
        nombre=nombre,
        formato=formato,
        asunto=str(datos.get("asunto", "")),
        contiene=str(datos.get("contiene", "")),
        patron=str(datos.get("patron", "")),
        columnas=dict(columnas) if isinstance(columnas, Mapping) else {},
        palabras={e: tuple(p) for e, p in palabras.items()}
        if isinstance(palabras, Mapping)
        else _NADA,
        marca_final=str(datos.get("marca_final", "")),
    )
