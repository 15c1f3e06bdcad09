"""What a report is, and the honest gaps that every report prints."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import TextField
from django.db.models.functions import Cast, Coalesce

from gobierno import formato
from gobierno.impresion import Columna, Impresa, doblar
from gobierno.models import Interrupcion, Persona
from gobierno.perfil import Perfil

_HASTA_EL_MINUTO = len("2026-03-01 22:00")


@dataclass(frozen=True)
class Pedido:
    """What was asked: from `desde` to `hasta` (local dates, inclusive), seen by `usuario` now."""

    desde: date
    hasta: date
    usuario: Persona
    perfil: Perfil
    hoy: date
    ahora: datetime
    tipo: str = ""

    @property
    def zona(self) -> ZoneInfo:
        return self.perfil.zona

    @property
    def instantes(self) -> tuple[datetime, datetime]:
        """The period as instants: [00:00 of `desde`, 00:00 of the day after `hasta`)."""
        inicio = datetime.combine(self.desde, time(), tzinfo=self.zona)
        fin = datetime.combine(self.hasta + timedelta(days=1), time(), tzinfo=self.zona)
        return inicio, fin

    @property
    def texto(self) -> str:
        if self.desde == self.hasta:
            return f"Fecha: {formato.fecha(self.desde)}"
        return f"Periodo: del {formato.fecha(self.desde)} al {formato.fecha(self.hasta)}"


@dataclass(frozen=True)
class Informe:
    """A report: its columns and how its rows are read, one by one.

    `regla` is a key of the profile's numerales; `no_normadas` are the columns no numeral asks for;
    `impresas` are those that head the page on paper with their share of its width.
    """

    codigo: str
    titulo: str
    descripcion: str
    regla: str
    columnas: Sequence[str]
    filas: Callable[[Pedido], Iterator[Sequence[Any]]]
    permiso: str
    impresas: Mapping[str, int]
    no_normadas: Sequence[str] = ()
    con_tipo: bool = True
    anchos: Sequence[int] = field(default_factory=tuple)


def encabezado(informe: Informe, pedido: Pedido) -> Sequence[str]:
    """Institution, report, norm and period."""
    perfil = pedido.perfil
    tipo = f" — {pedido.tipo}" if pedido.tipo else ""
    return (
        perfil.institucion.nombre,
        f"{informe.titulo}{tipo}",
        perfil.cita(informe.regla),
        f"{pedido.texto} (hora de {perfil.institucion.zona})",
    )


def pie(informe: Informe, pedido: Pedido) -> Sequence[Sequence[str]]:
    """When the checker itself was down, and what no norm fixes."""
    filas = [("Interrupciones del propio sistema en el periodo", _cuantas(pedido))]
    filas += [
        (
            hueco.componente,
            f"de {_instante(hueco.desde, pedido)} a {_instante(hueco.hasta, pedido)}",
        )
        for hueco in interrupciones(pedido)
    ]
    if informe.no_normadas:
        filas.append(("No normado", f"Columnas: {', '.join(informe.no_normadas)}."))
    return filas


def impresa(informe: Informe, pedido: Pedido) -> Impresa:
    """The report on paper; the columns that do not head the page go below each row."""
    _, titulo, norma, periodo = encabezado(informe, pedido)
    return Impresa(
        columnas=[
            Columna(nombre, ancho, nombre not in informe.no_normadas)
            for nombre, ancho in informe.impresas.items()
        ],
        filas=doblar(informe.columnas, informe.filas(pedido), list(informe.impresas)),
        identidad=(f"{pedido.perfil.institucion.siglas} · {titulo}", periodo),
        huella=f"{norma} · Obtenido el {_instante(pedido.ahora, pedido)} por {pedido.usuario}",
        vacia="No hay nada en el periodo.",
    )


def interrupciones(pedido: Pedido) -> Sequence[Interrupcion]:
    """Gaps of the scheduler, the worker or the mail that touch the period."""
    inicio, fin = pedido.instantes
    return list(Interrupcion.objects.filter(desde__lt=fin, hasta__gt=inicio).order_by("desde"))


def _cuantas(pedido: Pedido) -> str:
    return str(len(interrupciones(pedido))) if interrupciones(pedido) else "ninguna registrada"


def _instante(instante: datetime, pedido: Pedido) -> str:
    return formato.fecha_hora(instante, pedido.zona)


def como_texto(campo: str | Coalesce) -> Cast:
    """An instant as the engine writes it, in UTC: turning a million of them into Python objects
    only to print them costs more than all the rest of a report."""
    return Cast(campo, TextField())


def escribir_instante(zona: ZoneInfo) -> Callable[[str | None], str]:
    """A quick writer of instants `como_texto` as dd/mm/aaaa HH:MM in `zona`; empty when missing."""

    @lru_cache(maxsize=65_536)  # two months of minutes: the runs of a night repeat them
    def del_minuto(minuto: str) -> str:
        local = datetime.fromisoformat(minuto).replace(tzinfo=UTC).astimezone(zona)
        return f"{local.day:02d}/{local.month:02d}/{local.year} {local.hour:02d}:{local.minute:02d}"

    def escribir(valor: str | None) -> str:
        return del_minuto(valor[:_HASTA_EL_MINUTO]) if valor else ""

    return escribir


def escribir_fecha() -> Callable[[date], str]:
    """A quick writer of dates as dd/mm/aaaa."""
    return lru_cache(maxsize=4096)(lambda dia: f"{dia.day:02d}/{dia.month:02d}/{dia.year}")


def sin_vacios(textos: Mapping[str, str]) -> str:
    """«Motivo: … · Rectificación: …», only with what was said."""
    return " · ".join(f"{nombre}: {texto}" for nombre, texto in textos.items() if texto)
