"""The retention calculus over ten years of nights: weekly totals and daily incrementals.

The targets are milliseconds, so the floor is one; the last cases double the history, and the
floor is the same question over half of it. Also alone: `python -m benchmarks.retencion`.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from benchmarks.resultado import Resultado, imprimir
from directorio.plazos import leer
from respaldo.retencion import (
    AntesDe,
    CopiaHecho,
    Cuando,
    EstadoAl,
    Historia,
    MasReciente,
    Periodo,
    Serie,
    Tramo,
    calendario,
    evaluar,
)

LIMA = ZoneInfo("America/Lima")
PRIMERO = date(2016, 1, 3)  # a Sunday
NOCHES = 3650
DOMINGO = 6
REGLAS = ("30 días", "10 años", "180 copias", "30 días y mínimo 3 copias")


def nocturnas(regla: str, noches: int = NOCHES) -> Historia:
    """A history of so many nights whose parents are recorded, one version a year."""
    totales: list[CopiaHecho] = []
    incrementales: list[CopiaHecho] = []
    anterior = None
    for n in range(noches):
        dia = PRIMERO + timedelta(days=n)
        inicio = datetime.combine(dia, datetime.min.time(), tzinfo=UTC) + timedelta(hours=27)
        fin, es_total = inicio + timedelta(hours=2), dia.weekday() == DOMINGO
        modalidad, padre = ("total", None) if es_total else ("incremental", anterior)
        copia = CopiaHecho(str(n), dia, inicio, fin, modalidad, padre, verificada_en=fin)
        (totales if es_total else incrementales).append(copia)
        anterior = copia.clave
    tramos = tuple(Tramo(date(2016 + n, 1, 1), leer(regla)) for n in range(noches // 365))
    return Historia("x", "Diez años", (
        Serie("x/interno/total", "interno", "total", tramos, tuple(totales), 7),
        Serie("x/interno/incremental", "interno", "incremental", tramos, tuple(incrementales), 2),
    ))  # fmt: skip


def al_rotar(historia: Historia) -> Historia:
    """The same history when the tool removes each copy nine hours before the rule lets it."""
    return _con_bajas(
        historia,
        lambda copias, n: (
            copias[n + 179].fin + timedelta(hours=9) if n + 179 < len(copias) else None
        ),
    )


def de_una_vez(historia: Historia) -> Historia:
    """The same history when all but the last hundred of each series were removed yesterday."""
    return _con_bajas(
        historia, lambda copias, n: copias[-1].inicio if n < len(copias) - 100 else None
    )


def _con_bajas(
    historia: Historia, baja: Callable[[tuple[CopiaHecho, ...], int], datetime | None]
) -> Historia:
    series = tuple(
        replace(
            s,
            copias=tuple(
                replace(c, eliminada_en=baja(s.copias, n)) for n, c in enumerate(s.copias)
            ),
        )
        for s in historia.series
    )
    return replace(historia, series=series)


def milisegundos(acto: Callable[[], object], veces: int = 15) -> float:
    """Processor time of the best of several runs: other people's work does not count."""
    tiempos = []
    for _ in range(veces):
        inicio = time.process_time()
        acto()
        tiempos.append(time.process_time() - inicio)
    return min(tiempos) * 1000


def casos() -> Iterator[Resultado]:
    """One answer in each way of asking, under each kind of rule; then a year of days."""
    for regla in REGLAS:
        historia, ultimo, al = preparada(regla, NOCHES)
        peor = max(
            milisegundos(partial(evaluar, historia, cuando, al, LIMA))
            for cuando in _pedidos(ultimo, al)
        )
        yield Resultado(f"Respuesta, «{regla}»", "ms de CPU", peor, 1.0, 5.0, cpu_ms=peor)
    for nombre, quitadas in (("quitadas al rotar", al_rotar), ("purgadas ayer", de_una_vez)):
        historia, ultimo, al = preparada("180 copias", NOCHES)
        historia = quitadas(historia)
        peor = max(
            milisegundos(partial(evaluar, historia, cuando, al, LIMA))
            for cuando in _pedidos(ultimo, al)
        )
        caso = f"Respuesta, «180 copias», {nombre}"
        yield Resultado(caso, "ms de CPU", peor, 1.0, 5.0, cpu_ms=peor)
    for regla in REGLAS:
        historia, ultimo, al = preparada(regla, NOCHES)
        cpu = _calendario(historia, ultimo, al)
        yield Resultado(f"Calendario de un año, «{regla}»", "ms de CPU", cpu, 1.0, 50.0, cpu_ms=cpu)
    for regla in REGLAS[:3]:
        una, doble = (
            milisegundos(partial(evaluar, h, MasReciente(), al, LIMA))
            for h, _, al in (preparada(regla, NOCHES * n) for n in (1, 2))
        )
        yield Resultado(f"El doble de copias, «{regla}»", "ms de CPU", doble, una, 2.5)


def preparada(regla: str, noches: int) -> tuple[Historia, date, datetime]:
    """A history, its last night and an instant of the day after."""
    ultimo = PRIMERO + timedelta(days=noches - 1)
    al = datetime.combine(ultimo, datetime.min.time(), tzinfo=UTC) + timedelta(hours=40)
    return nocturnas(regla, noches), ultimo, al


def _pedidos(ultimo: date, al: datetime) -> list[Cuando]:
    return [
        EstadoAl(ultimo - timedelta(days=10)),
        EstadoAl(ultimo - timedelta(days=2000)),
        AntesDe(al - timedelta(days=1500)),
        Periodo(ultimo - timedelta(days=40), ultimo - timedelta(days=10), "todas"),
        MasReciente(),
    ]


def _calendario(historia: Historia, ultimo: date, al: datetime) -> float:
    desde = ultimo - timedelta(days=364)
    return milisegundos(partial(calendario, historia, desde, ultimo, al, LIMA), veces=5)


if __name__ == "__main__":
    imprimir(list(casos()))
