"""Rows of an XLSX by openpyxl, read-only: values of formulas, never their text."""

import io
import math
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook

from directorio.importadores import encabezado, zip_seguro
from directorio.importadores.modelo import (
    MAXIMO_COLUMNAS,
    ArchivoRechazado,
    Fila,
    Libro,
    limpiar,
)

_ULTIMA_FILA = 1_048_576
_MUESTRA = 40
_ERRORES = ("#REF!", "#N/A", "#VALUE!", "#¡VALOR!", "#¡REF!", "#DIV/0!", "#¿NOMBRE?", "#NAME?")
_ANIO_CERO = 1900  # Excel dates a bare time in 1899 or 1900


def leer(datos: bytes, *, hoja: str) -> Libro:
    """Read one sheet: the one named, or the one whose headers look most like a Directorio."""
    con_formulas = zip_seguro.revisar(datos)
    muestras = _tablas(datos, cuantas=_MUESTRA)
    if not muestras:
        raise ArchivoRechazado("El libro no tiene hojas visibles.", remedio="Muestre una hoja.")
    if hoja and hoja not in muestras:
        raise ArchivoRechazado(
            f"El libro no tiene la hoja «{hoja[:40]}».",
            remedio=f"Elija una de: {', '.join(muestras)}.",
        )
    elegida = hoja or max(muestras, key=lambda nombre: encabezado.parecido(muestras[nombre]))
    filas = _tablas(datos, solo=elegida)[elegida]
    if con_formulas:
        filas = _marcar_formulas(filas, _tablas(datos, solo=elegida, valores=False)[elegida])
    numero, titulos, cuerpo = encabezado.separar(filas)
    return Libro(tuple(muestras), elegida, numero, titulos, cuerpo)


def _tablas(
    datos: bytes, *, cuantas: int = _ULTIMA_FILA, solo: str = "", valores: bool = True
) -> dict[str, list[Fila]]:
    libro = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that openpyxl leaves out
            libro = load_workbook(
                io.BytesIO(datos), read_only=True, data_only=valores, keep_links=False
            )
            return {
                hoja.title: list(_filas(hoja, cuantas, valores=valores))
                for hoja in libro.worksheets
                if hoja.sheet_state == "visible" and solo in ("", hoja.title)
            }
    except ArchivoRechazado:
        raise
    except Exception as error:  # openpyxl raises whatever the XML happened to break
        raise ArchivoRechazado(
            "El libro está dañado o no es de Excel: no se pudo leer.",
            remedio="Ábralo en Excel, guárdelo de nuevo como .xlsx y vuelva a subirlo.",
        ) from error
    finally:
        if libro is not None:
            libro.close()


def _filas(hoja: Any, cuantas: int, *, valores: bool) -> Iterator[Fila]:
    """Rows with something in them, and one blank where there are some: a gap may be a million."""
    hoja.reset_dimensions()
    recorrido = hoja.iter_rows(max_row=cuantas, max_col=MAXIMO_COLUMNAS + 1, values_only=valores)
    tras_vacia, anterior = False, None  # openpyxl repeats one empty tuple along a gap
    for numero, celdas in enumerate(recorrido, start=1):
        if not valores:
            if any(getattr(celda, "data_type", "") == "f" for celda in celdas):
                yield Fila(numero, tuple("=" if c.data_type == "f" else "" for c in celdas))
            continue
        vacia = celdas is anterior or all(valor is None for valor in celdas)
        if not (vacia and tras_vacia):
            yield _fila(numero, celdas)
        tras_vacia, anterior = vacia, celdas if vacia else None


def _fila(numero: int, celdas: tuple[Any, ...]) -> Fila:
    if len(celdas) > MAXIMO_COLUMNAS and celdas[MAXIMO_COLUMNAS] not in (None, ""):
        raise ArchivoRechazado(
            f"La hoja tiene más de {MAXIMO_COLUMNAS} columnas.",
            remedio="Deje solo las columnas del Directorio y vuelva a subirla.",
        )
    textos, problemas = [], {}
    for columna, valor in enumerate(celdas[:MAXIMO_COLUMNAS]):
        texto, problema = limpiar(a_texto(valor)) if valor is not None else ("", "")
        if texto in _ERRORES:
            problema = f"trae el error de Excel «{texto}»: escriba el valor"
        elif texto.startswith("="):
            problema = "es el texto de una fórmula: escriba el valor, no la fórmula"
        if problema:
            problemas[columna] = problema
        textos.append(texto)
    while textos and not textos[-1]:
        textos.pop()
    return Fila(numero, tuple(textos), problemas)


def _marcar_formulas(filas: list[Fila], formulas: list[Fila]) -> list[Fila]:
    """A formula whose value was never calculated reads as empty: say so in its cell."""
    por_numero = {fila.numero: fila for fila in filas}
    for formula in formulas:
        fila = por_numero.setdefault(formula.numero, Fila(formula.numero, ()))
        for columna, marca in enumerate(formula.celdas):
            if marca and not "".join(fila.celdas[columna : columna + 1]):
                fila.problemas[columna] = (
                    "tiene una fórmula sin calcular: abra el libro en Excel, guárdelo y vuelva a "
                    "subirlo, o escriba el valor"
                )
    return [por_numero[numero] for numero in sorted(por_numero)]


def a_texto(valor: Any) -> str:
    """How a person would have typed the value of a cell."""
    for tipo, escribir in _ESCRITURAS:
        if isinstance(valor, tipo):
            return escribir(valor)
    return str(valor)


def _de_instante(valor: datetime) -> str:
    redondeado = valor + timedelta(seconds=30)  # 21:59:59.9999 is how Excel keeps 22:00
    if valor.year <= _ANIO_CERO:
        return f"{redondeado:%H:%M}"
    texto = f"{valor:%d/%m/%Y}"
    return texto if valor.time() == time() else f"{texto} {redondeado:%H:%M}"


def _de_numero(valor: float) -> str:
    if not math.isfinite(valor):
        return str(valor)
    return str(int(valor)) if valor.is_integer() and abs(valor) < 2**53 else repr(valor)


def _de_duracion(valor: timedelta) -> str:
    minutos = round(valor.total_seconds() / 60)
    return f"{minutos // 60:02d}:{minutos % 60:02d}"


def _de_hora(valor: time) -> str:
    return _de_instante(datetime.combine(date(_ANIO_CERO, 1, 1), valor))


# In order: a bool is also an int, a datetime is also a date.
_ESCRITURAS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda valor: "sí" if valor else "no"),
    (datetime, _de_instante),
    (timedelta, _de_duracion),
    (time, _de_hora),
    (date, lambda valor: f"{valor:%d/%m/%Y}"),
    (float, _de_numero),
)
