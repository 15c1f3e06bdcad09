"""How many corridas are in each state, per date and tipo, without reading the conformes.

The total of an opened day never changes (the day is opened once), so it is kept in the cache; what
is not conforme has its own partial indexes. Conforme is the rest: the states exclude each other.
Fuente: MIN-V, X-4.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet

from gobierno.preparadas import Preparada
from respaldo.estados import EXCLUYENTES, condiciones
from respaldo.models import Corrida, Jornada

Clave = tuple[date, str]  # fecha operativa, tipo de backup
_UN_DIA = 86_400
_BUENAS = ("conforme", "subsanada")
_CERRADAS = ("vencida", "no_conforme", "sin_evidencia", *_BUENAS)


@dataclass
class Recuento:
    """Counts by state of a group of corridas, as they stand at one instant."""

    por_estado: Counter[str] = field(default_factory=Counter)

    def __getitem__(self, estado: str) -> int:
        return self.por_estado[estado]

    @property
    def total(self) -> int:
        return sum(self.por_estado[estado] for estado in EXCLUYENTES)

    @property
    def exigibles(self) -> int:
        """Those that already had to be answered for: not waiting, not dispensed."""
        return sum(self.por_estado[estado] for estado in _CERRADAS)

    @property
    def buenas(self) -> int:
        return sum(self.por_estado[estado] for estado in _BUENAS)

    @property
    def verificadas(self) -> int:
        return self.exigibles - self.por_estado["vencida"]

    @property
    def a_tiempo(self) -> int:
        return self.verificadas - self.por_estado["regularizada"]

    def de(self, estado: str) -> int:
        """How many are in a state or in a group of states of `respaldo.estados`."""
        grupos = {
            "verificada": self.verificadas,
            "por_atender": self["no_conforme"] + self["sin_evidencia"],
            "": self.total,
        }
        return grupos.get(estado, self[estado])

    def sumar(self, otro: "Recuento") -> None:
        self.por_estado.update(otro.por_estado)


_DEL_RELOJ = ("vencida", "por_verificar", "esperada")
_RESPONDIDAS = ("no_conforme", "sin_evidencia", "subsanada", "no_aplica")
_TARDIAS = ("regularizada",)
_SIN_RELOJ = condiciones(ahora=datetime.max.replace(tzinfo=UTC))  # of the answered, at any instant


def _cuentas(
    desde: date, hasta: date, condicion: Q, estados: tuple[str, ...], reglas: Mapping[str, Q]
) -> QuerySet[Corrida, Any]:
    """Of the corridas of `condicion`, how many are in each of `estados`, by fecha and tipo."""
    cuentas = {f"n_{codigo}": Count("pk", filter=reglas[codigo]) for codigo in estados}
    filas = Corrida.objects.entre(desde, hasta).filter(condicion).order_by()
    contadas: QuerySet[Corrida, Any] = filas.values_list(
        "fecha_operativa", "tipo_de_backup"
    ).annotate(**cuentas)
    return contadas


_leer_esperadas = Preparada(
    lambda desde, hasta, ahora: _cuentas(
        desde, hasta, Q(estado="esperada"), _DEL_RELOJ, condiciones(ahora=ahora)
    )
)
_leer_respondidas = Preparada(
    lambda desde, hasta: _cuentas(
        desde, hasta, ~Q(estado__in=["conforme", "esperada"]), _RESPONDIDAS, _SIN_RELOJ
    )
)
_leer_tardias = Preparada(
    lambda desde, hasta: _cuentas(desde, hasta, Q(vencida_en__isnull=False), _TARDIAS, _SIN_RELOJ)
)
_leer_jornadas = Preparada(
    lambda desde, hasta: Jornada.objects.filter(
        fecha_operativa__gte=desde, fecha_operativa__lte=hasta
    ).values_list("fecha_operativa", "esperadas")
)


def recontar(desde: date, hasta: date, *, ahora: datetime) -> Mapping[Clave, Recuento]:
    """Counts of the corridas (every state, and `regularizada`) by fecha operativa and tipo."""
    grupos = {clave: Recuento(Counter(conforme=n)) for clave, n in _totales(desde, hasta)}
    for estados, filas in (
        (_DEL_RELOJ, _leer_esperadas(desde=desde, hasta=hasta, ahora=ahora)),
        (_RESPONDIDAS, _leer_respondidas(desde=desde, hasta=hasta)),
        (_TARDIAS, _leer_tardias(desde=desde, hasta=hasta)),
    ):
        for fecha, tipo, *cuantas in filas:
            grupo = grupos.setdefault((fecha, tipo), Recuento())
            for codigo, n in zip(estados, cuantas, strict=True):
                grupo.por_estado[codigo] += n
                if codigo != "regularizada":
                    grupo.por_estado["conforme"] -= n
    return grupos


def _totales(desde: date, hasta: date) -> list[tuple[Clave, int]]:
    """How many corridas each opened day has, by tipo; a day is counted once and remembered.

    What is remembered is used only while it adds up to what the day says it opened with.
    """
    leidas = _leer_jornadas(desde=desde, hasta=hasta)
    jornadas: dict[date, int] = {fila[0]: fila[1] for fila in leidas}
    nombre = {fecha: f"jornada:{fecha.isoformat()}" for fecha in jornadas}
    sabidas = cache.get_many(nombre.values())
    totales: dict[date, dict[str, int]] = {}
    for fecha, esperadas in jornadas.items():
        sabida = sabidas.get(nombre[fecha])
        if sabida is not None and sum(sabida.values()) == esperadas:
            totales[fecha] = sabida
    faltan = sorted(jornadas.keys() - totales.keys())
    if faltan:
        contadas = _contar(faltan)
        totales |= contadas
        completas = {f: t for f, t in contadas.items() if sum(t.values()) == jornadas[f]}
        cache.set_many({nombre[f]: t for f, t in completas.items()}, timeout=_UN_DIA)
    return [((f, tipo), n) for f, por_tipo in totales.items() for tipo, n in por_tipo.items()]


def _contar(fechas: list[date]) -> dict[date, dict[str, int]]:
    consulta = (
        Corrida.objects.filter(fecha_operativa__in=fechas)
        .values("fecha_operativa", "tipo_de_backup")
        .annotate(n=Count("pk"))
        .order_by()
    )
    totales: dict[date, dict[str, int]] = {fecha: {} for fecha in fechas}
    for fila in consulta:
        totales[fila["fecha_operativa"]][fila["tipo_de_backup"]] = fila["n"]
    return totales


CONTABLES = frozenset({*EXCLUYENTES, "regularizada", "verificada", "por_atender", ""})


def contar(desde: date, hasta: date, *, tipo: str, estado: str, ahora: datetime) -> int:
    """How many corridas of a tipo ("" = both) and state there are, without reading them."""
    suma = Recuento()
    for (_, propio), recuento in recontar(desde, hasta, ahora=ahora).items():
        if tipo in ("", propio):
            suma.sumar(recuento)
    return suma.de(estado)
