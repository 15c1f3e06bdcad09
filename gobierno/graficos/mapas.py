"""Heat maps: a month as a calendar, a year, and lines × days of a month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gobierno.estados import aspecto_de
from gobierno.formato import MESES, fecha
from gobierno.graficos.trazo import ALTO_EJE, ANCHO_ETIQUETA, Texto, recortar

CELDA = 22
SEPARACION = 4
PASO = CELDA + SEPARACION
INICIALES = ("L", "M", "M", "J", "V", "S", "D")
DIAS_SEMANA = 7
LETRA = 7


@dataclass(frozen=True, slots=True)
class Dato:
    """What a cell says: a state code, an optional text for readers and an optional link."""

    estado: str
    texto: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Celda:
    """One drawn cell. ``estado`` is "" when there is nothing to say (no duty, no such day)."""

    x: int
    y: int
    estado: str
    tono: str
    icono: str
    titulo: str
    rotulo: str = ""
    url: str = ""
    es_hoy: bool = False


@dataclass(frozen=True, slots=True)
class Mapa:
    """A heat map ready to print: cells, headings, and the states present for the legend."""

    titulo: str
    ancho: int
    alto: int
    celdas: tuple[Celda, ...]
    columnas: tuple[Texto, ...]
    filas: tuple[Texto, ...]
    leyenda: tuple[str, ...]

    @property
    def con_dato(self) -> tuple[Celda, ...]:
        """The cells that say something: the rows of the table equivalent."""
        return tuple(celda for celda in self.celdas if celda.estado)

    @property
    def con_enlaces(self) -> bool:
        """Whether any cell is a link: then the drawing is a group, not an image."""
        return any(celda.url for celda in self.celdas)


def _celda(x: int, y: int, dia: str, dato: Dato | None, **resto: Any) -> Celda:
    if dato is None:
        return Celda(x, y, "", "neutro", "", f"{dia}: sin deber", **resto)
    aspecto = aspecto_de(dato.estado)
    titulo = f"{dia}: {dato.texto or aspecto.texto}"
    return Celda(
        x,
        y,
        aspecto.codigo,
        aspecto.tono,
        aspecto.icono,
        titulo,
        url=dato.url,
        **resto,
    )


def _leyenda(celdas: Sequence[Celda]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(celda.estado for celda in celdas if celda.estado))


def dias_del_mes(anio: int, mes: int) -> list[date]:
    """Return every date of a month."""
    primero = date(anio, mes, 1)
    siguiente = (primero + timedelta(days=32)).replace(day=1)
    return [primero + timedelta(days=n) for n in range((siguiente - primero).days)]


def mapa_mes(anio: int, mes: int, datos: Mapping[date, Dato], hoy: date | None = None) -> Mapa:
    """Draw a month as a calendar, Monday first, with the number of the day in each cell."""
    dias = dias_del_mes(anio, mes)
    desfase = dias[0].weekday()
    lado = CELDA + 22
    paso = lado + SEPARACION
    celdas = []
    for dia in dias:
        semana, columna = divmod(dia.day - 1 + desfase, DIAS_SEMANA)
        x, y = columna * paso + 2, semana * paso + ALTO_EJE
        celdas.append(
            _celda(x, y, fecha(dia), datos.get(dia), rotulo=str(dia.day), es_hoy=dia == hoy)
        )
    semanas = (len(dias) + desfase - 1) // DIAS_SEMANA + 1
    return Mapa(
        titulo=f"{MESES[mes - 1].capitalize()} de {anio}",
        ancho=DIAS_SEMANA * paso,
        alto=semanas * paso + ALTO_EJE,
        celdas=tuple(celdas),
        columnas=tuple(Texto(n * paso + 2 + lado // 2, 14, i) for n, i in enumerate(INICIALES)),
        filas=(),
        leyenda=_leyenda(celdas),
    )


@dataclass(frozen=True, slots=True)
class Fila:
    """A row of a matrix: its name, its link and one datum (or ``None``) per column."""

    etiqueta: str
    datos: Sequence[Dato | None]
    url: str = ""


def matriz(titulo: str, columnas: Sequence[str], filas: Sequence[Fila]) -> Mapa:
    """Draw rows of cells under common columns: lines × days, or months × days."""
    izquierda = min(
        ANCHO_ETIQUETA, 16 + LETRA * max((len(fila.etiqueta) for fila in filas), default=0)
    )
    celdas, etiquetas = [], []
    for n, fila in enumerate(filas):
        y = ALTO_EJE + n * PASO
        etiquetas.append(Texto(0, y + 15, recortar(fila.etiqueta), fila.etiqueta, fila.url))
        for m, (columna, dato) in enumerate(zip(columnas, fila.datos, strict=False)):
            x = izquierda + m * PASO
            celdas.append(_celda(x, y, f"{fila.etiqueta}, {columna}", dato))
    return Mapa(
        titulo=titulo,
        ancho=izquierda + len(columnas) * PASO,
        alto=ALTO_EJE + len(filas) * PASO,
        celdas=tuple(celdas),
        columnas=tuple(
            Texto(izquierda + n * PASO + CELDA // 2, 14, c.split("/")[0])
            for n, c in enumerate(columnas)
        ),
        filas=tuple(etiquetas),
        leyenda=_leyenda(celdas),
    )


def mapa_anio(anio: int, datos: Mapping[date, Dato]) -> Mapa:
    """Draw a year: one row per month, one column per day of the month."""
    filas = [
        Fila(MESES[mes - 1].capitalize(), [datos.get(dia) for dia in dias_del_mes(anio, mes)])
        for mes in range(1, 13)
    ]
    return matriz(f"Año {anio}", [f"{dia:02}" for dia in range(1, 32)], filas)


def mapa_lineas(anio: int, mes: int, filas: Sequence[tuple[str, str, Mapping[date, Dato]]]) -> Mapa:
    """Draw lines × days of a month; each row is (name, link, data per date)."""
    dias = dias_del_mes(anio, mes)
    return matriz(
        f"{MESES[mes - 1].capitalize()} de {anio}",
        [f"{dia:%d/%m}" for dia in dias],
        [Fila(nombre, [datos.get(dia) for dia in dias], url) for nombre, url, datos in filas],
    )
