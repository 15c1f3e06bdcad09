"""What a person asks for: one of four ways of saying when, and the facts that the guards read.

Source: dominio.md 4.10, X-5, MIN-7.2.2-a-3.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from gobierno.errores import ValorInvalido


class PedidoInvalido(ValorInvalido):
    """A request without meaning.

    `campo` names what to correct: «fecha», «instante», «desde», «hasta», «cuales», «recibida_en».
    """

    regla = "solicitud_de_restauracion"

    def __init__(self, mensaje: str, remedio: str, campo: str = "fecha") -> None:
        super().__init__(mensaje, remedio)
        self.campo = campo


@dataclass(frozen=True, slots=True)
class EstadoAl:
    """As it was at the end of a local date; a copy of another date needs to be accepted."""

    fecha: date


@dataclass(frozen=True, slots=True)
class AntesDe:
    """As it was just before an aware instant («lo borraron ayer a las 10»)."""

    instante: datetime


class Cuales(StrEnum):
    """Which copies of a period: the last one, any one, or every one."""

    ULTIMA = "ultima"
    CUALQUIERA = "cualquiera"
    TODAS = "todas"


@dataclass(frozen=True, slots=True)
class Periodo:
    """Copies with data of a period of local dates, both included."""

    desde: date
    hasta: date
    cuales: str = Cuales.ULTIMA


@dataclass(frozen=True, slots=True)
class MasReciente:
    """The newest copy there is."""


Cuando = EstadoAl | AntesDe | Periodo | MasReciente
MODOS: dict[type, str] = {
    EstadoAl: "estado_al",
    AntesDe: "antes_de",
    Periodo: "periodo",
    MasReciente: "mas_reciente",
}


@dataclass(frozen=True, slots=True)
class Pedido:
    r"""A request: when, and what the guards need to know about it and about who asks.

    `ruta` is what the person names: a path («\\srv\ogti\actas.docx»), a schema or a system.
    `clase` is one of the profile's. The other facts are established by the application:
    `de_equipo_de_usuario`, the form said that it is on a user's own equipment;
    `ruta_asignada`, the path is inside the carpeta or route assigned to the requester;
    `solicitante_autorizado`, the ítem is of the requester's unit, or that unit agreed;
    `solicitante_es_jefatura`, the requester heads a unit; `jefe_en_copia`, the jefe inmediato
    was in copy. Passing a bare `Cuando` to `evaluar` is a request to which no guard objects.
    """

    cuando: Cuando
    ruta: str = ""
    clase: str = ""
    de_equipo_de_usuario: bool = False
    ruta_asignada: bool = True
    solicitante_autorizado: bool = True
    solicitante_es_jefatura: bool = False
    jefe_en_copia: bool = True


def extremos(cuando: Cuando) -> tuple[date | None, date | None]:
    """The first and last local dates asked for, from which distances count; None for instants."""
    match cuando:
        case EstadoAl(fecha):
            return fecha, fecha
        case Periodo(desde, hasta):
            return desde, hasta
        case _:
            return None, None


def comprobar(cuando: Cuando, *, recibida_en: datetime, zona: ZoneInfo) -> None:
    """Raise `PedidoInvalido` when a request asks for the future or backwards (RC-22)."""
    _con_zona(recibida_en, zona, "recibida_en")
    hoy = recibida_en.astimezone(zona).date()
    match cuando:
        case EstadoAl(fecha):
            _no_futura(fecha, hoy, "fecha")
        case AntesDe(instante):
            _comprobar_instante(instante, recibida_en, zona)
        case Periodo(desde, hasta, cuales):
            if desde > hasta:
                raise PedidoInvalido(
                    f"El periodo termina ({_f(hasta)}) antes de empezar ({_f(desde)}).",
                    "Ponga primero la fecha más antigua.",
                    "hasta",
                )
            _no_futura(desde, hoy, "desde")
            _no_futura(hasta, hoy, "hasta")
            _una_de_las_tres(cuales)
        case _:
            pass


def _no_futura(fecha: date, hoy: date, campo: str) -> None:
    if fecha > hoy:
        raise PedidoInvalido(
            f"El {_f(fecha)} es posterior a la fecha de la solicitud ({_f(hoy)}): "
            "todavía no hay copias de ese día.",
            f"Elija una fecha hasta el {_f(hoy)}.",
            campo,
        )


def _una_de_las_tres(cuales: str) -> None:
    if cuales not in set(Cuales):
        raise PedidoInvalido(
            f"No se sabe qué copias del periodo son «{cuales}».",
            f"Elija una de estas: {', '.join(Cuales)}.",
            "cuales",
        )


def _con_zona(instante: datetime, zona: ZoneInfo, campo: str) -> None:
    if instante.tzinfo is None:
        raise PedidoInvalido(
            "La hora no dice en qué zona horaria está.",
            f"Indíquela en la hora de la institución ({zona.key}).",
            campo,
        )


def _comprobar_instante(instante: datetime, recibida_en: datetime, zona: ZoneInfo) -> None:
    _con_zona(instante, zona, "instante")
    if instante > recibida_en:
        local = recibida_en.astimezone(zona)
        raise PedidoInvalido(
            f"El {instante.astimezone(zona):%d/%m/%Y %H:%M} es posterior a la solicitud.",
            f"Elija un momento hasta el {local:%d/%m/%Y %H:%M}.",
            "instante",
        )


def _f(fecha: date) -> str:
    return f"{fecha:%d/%m}/{fecha.year:04d}"
