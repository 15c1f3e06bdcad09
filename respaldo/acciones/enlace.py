"""Tie runs to what was owed: the series by rules, the expected run by its window (R3).

Everything is read by sets: the cost of a batch does not depend on how many lines exist.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When

from directorio.models import Linea, VersionDirectorio
from gobierno.perfil import perfil_activo
from gobierno.preparadas import Preparada, enviar
from respaldo.acciones.bases import prestar_a_la_base
from respaldo.acciones.historia import Historia, por_leer
from respaldo.acciones.marcas import marcar
from respaldo.agenda import ORDINAL_DE_EVENTO
from respaldo.coincidencias import EXACTA, Regla, Reglas, Serie, Trabajo, plegar
from respaldo.emparejamiento import Esperada, elegir, fechas_posibles
from respaldo.models import Corrida, Ejecucion, ReglaDeCoincidencia
from respaldo.querysets import INSTANTE, CorridaQuerySet

DESPUES_DE_LAS_ESCRITAS = 2**31  # names taken from the Directorio yield to rules people wrote
FINALES = ("conforme", "advertencia", "no_conforme")  # from least to most serious
_GRAVEDAD = Case(
    *(When(estado=estado, then=Value(n)) for n, estado in enumerate(FINALES)),
    default=Value(0),
    output_field=IntegerField(),
)
_leer_escritas = Preparada(
    lambda fuentes, nombres: ReglaDeCoincidencia.objects.filter(
        Q(fuente__isnull=True) | Q(fuente__in=fuentes),
        ~Q(forma=EXACTA) | Q(trabajo__in=nombres),
        activa=True,
    ).order_by().values_list(
        "orden", "pk", "fuente_id", "forma", "trabajo", "equipo",
        "item_id", "tipo_de_backup", "modalidad",
    )
)  # fmt: skip
_leer_esperadas = Preparada(
    lambda items, desde, hasta, primero, ultimo: _columnas_de_esperada(
        Corrida.objects.filter(
            item__in=items,
            fecha_operativa__gte=desde,
            fecha_operativa__lte=hasta,
            inicio_previsto__lte=ultimo,
            fin_previsto__gt=primero,
            ordinal__lt=ORDINAL_DE_EVENTO,
        )
    )
)
_leer_esperadas_de_fechas = Preparada(
    lambda items, fechas: _columnas_de_esperada(
        Corrida.objects.filter(
            item__in=items, fecha_operativa__in=fechas, ordinal__lt=ORDINAL_DE_EVENTO
        )
    )
)
_leer_de_eventos = Preparada(
    lambda items, desde, hasta: _columnas_de_esperada(
        Corrida.objects.filter(
            evento__item__in=items, inicio_previsto__lte=hasta, fin_previsto__gt=desde
        )
    )
)


def _columnas_de_esperada(filas: CorridaQuerySet) -> Any:
    return filas.order_by().values_list(
        "item_id", "tipo_de_backup", "modalidad", "estado", "ejecucion_id",
        "pk", "linea_id", "fecha_operativa", "inicio_previsto", "fin_previsto",
    )  # fmt: skip


@dataclass(frozen=True)
class Lazos:
    """What was read to tie some runs: the expected runs just tied, by key, and the lines of their
    ítems."""

    corridas: Mapping[int, Esperada]
    historia: Historia


def identificar(ejecuciones: Sequence[Ejecucion], *, hoy: date) -> Lazos:
    """Set series and corrida on runs that have none, in memory; the caller saves them.

    A run already tied keeps its ties. Fuente: MIN-6.2, R3, RC-11, RC-12, RC-13.
    """
    pendientes = [e for e in ejecuciones if e.item_id is None]
    reglas = cargar_reglas(pendientes, hoy=hoy)
    series = {id(e): reglas.series(trabajo_de(e)) for e in pendientes}
    for e in ejecuciones:
        if e.item_id is not None and e.corrida_id is None:
            series[id(e)] = ((e.item_id, e.tipo_de_backup, e.serie_modalidad),)
    buscadas = [e for e in ejecuciones if series.get(id(e))]
    items = {serie[0] for e in buscadas for serie in series[id(e)]}
    tolerancia = timedelta(minutes=perfil_activo().verificacion.tolerancia_apertura_minutos)
    historia, esperadas = _de_los_items(items, buscadas, tolerancia)
    atadas = (
        _atar(e, candidatas, esperadas, tolerancia)
        for e in ejecuciones
        if (candidatas := series.get(id(e)))
    )
    return Lazos({corrida.pk: corrida for corrida in atadas if corrida}, historia)


def trabajo_de(e: Ejecucion) -> Trabajo:
    return Trabajo(e.fuente_id, e.trabajo, e.equipo, e.modalidad)


def _atar(
    e: Ejecucion,
    candidatas: Sequence[Serie],
    esperadas: dict[Serie, list[Esperada]],
    tolerancia: timedelta,
) -> Esperada | None:
    elegida, corrida = candidatas[0], None
    for serie in candidatas:
        hallada = elegir(e.instante, esperadas.get(serie, ()), tolerancia)
        if hallada:
            elegida, corrida = serie, hallada
            break
    e.item_id, e.tipo_de_backup, e.serie_modalidad = elegida
    e.corrida_id = corrida.pk if corrida else None
    return corrida


def cargar_reglas(ejecuciones: Iterable[Ejecucion], *, hoy: date) -> Reglas:
    """The rules that may speak of these jobs: those people wrote and, for names that no rule
    covers, the jobs that the Directorio in force names itself (MIN-7.1.1-a)."""
    trabajos = {trabajo_de(e) for e in ejecuciones}
    if not trabajos:
        return Reglas(())
    escritas = _escritas(trabajos)
    reglas = Reglas(escritas)
    sin_regla = {t.nombre for t in trabajos if not reglas.series(t)}
    return Reglas([*escritas, *_del_directorio(sin_regla, hoy=hoy)]) if sin_regla else reglas


def _escritas(trabajos: Collection[Trabajo]) -> list[Regla]:
    filas = _leer_escritas(
        fuentes=sorted({t.fuente for t in trabajos}),
        nombres=sorted({plegar(t.nombre) for t in trabajos}),
    )
    return [
        Regla(orden, pk, fuente, forma, trabajo, equipo, (item, tipo, modalidad))
        for orden, pk, fuente, forma, trabajo, equipo, item, tipo, modalidad in filas
    ]


def _del_directorio(nombres: Collection[str], *, hoy: date) -> list[Regla]:
    version = VersionDirectorio.objects.vigente_al(hoy)
    if version is None:
        return []
    lineas = (
        Linea.objects.filter(version=version)
        .filter(Q(trabajo__in=nombres) | Q(configuracion__trabajo__in=nombres))
        .values_list(
            "pk", "trabajo", "configuracion__trabajo", "item_id", "tipo_de_backup", "modalidad"
        )
    )
    return [
        Regla(DESPUES_DE_LAS_ESCRITAS, pk, None, EXACTA, plegar(nombre), "", (item, tipo, modo))
        for pk, propio, configurado, item, tipo, modo in lineas
        for nombre in {propio, configurado or ""} - {""}
    ]


def _de_los_items(
    items: Collection[int], ejecuciones: Sequence[Ejecucion], tolerancia: timedelta
) -> tuple[Historia, dict[Serie, list[Esperada]]]:
    """The history of the ítems, and the expected runs whose window may contain one of these."""
    por_serie: dict[Serie, list[Esperada]] = defaultdict(list)
    if not items:
        return Historia(()), por_serie
    instantes = [e.instante for e in ejecuciones]
    primero, ultimo = min(instantes), max(instantes) + tolerancia
    zona = perfil_activo().zona
    fechas = sorted({fecha for cuando in instantes for fecha in fechas_posibles(cuando, zona)})
    if (fechas[-1] - fechas[0]).days < len(fechas):
        esperadas = _leer_esperadas.orden(
            items=sorted(items), desde=fechas[0], hasta=fechas[-1], primero=primero, ultimo=ultimo
        )
    else:
        esperadas = _leer_esperadas_de_fechas.orden(items=sorted(items), fechas=fechas)
    historia, filas = enviar(por_leer(items), esperadas)
    _agregar(por_serie, filas)
    # The term of an event may be long: its date says nothing about when its run starts.
    filas = _leer_de_eventos(items=sorted(historia.por_evento), desde=primero, hasta=ultimo)
    _agregar(por_serie, filas, por_evento=True)
    return historia, por_serie


def _agregar(
    por_serie: dict[Serie, list[Esperada]], filas: Iterable[Any], *, por_evento: bool = False
) -> None:
    for *serie, estado, respuesta, pk, linea, fecha, inicio, fin in filas:
        libre = respuesta is None and estado == Corrida.Estado.ESPERADA
        item, tipo, modalidad = serie
        por_serie[item, tipo, modalidad].append(
            Esperada(pk, linea, fecha, inicio, fin, libre, por_evento)
        )


def actualizar_respuestas(corridas: Collection[int], *, ahora: datetime) -> None:
    """Recompute from state which run answers best for each corrida, and its discrepancias.

    Final attempts before those still open; those inside the window before repetitions linked by
    hand; then the latest. It depends only on the runs, never on the order in which they arrived.
    A corrida that somebody already verified is not touched: the past is not re-scored.
    """
    if not corridas:
        return
    prestadas = Corrida.objects.filter(ejecucion__corrida__in=corridas).values_list("pk", flat=True)
    corridas = {*corridas, *prestadas}
    ultimas = (
        Ejecucion.objects.filter(corrida=OuterRef("pk"), descartada_en__isnull=True)
        .alias(cuando=INSTANTE, gravedad=_GRAVEDAD)
        .annotate(
            rango=Case(
                When(~Q(estado__in=FINALES) | Q(_de_otro_camino(), inicio=None), then=Value(2)),
                When(cuando__gte=F("corrida__fin_previsto"), then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            )
        )
        .order_by("rango", "-cuando", F("fin").desc(nulls_last=True), "pk")
    )
    Corrida.objects.filter(pk__in=sorted(corridas), estado=Corrida.Estado.ESPERADA).update(
        ejecucion=Subquery(ultimas.values("pk")[:1]), discrepancias=[], discrepancias_en=ahora
    )
    marcar(corridas=corridas, ahora=ahora)
    items = Corrida.objects.filter(pk__in=corridas).order_by().values_list("item_id", flat=True)
    prestar_a_la_base(items=set(items), ahora=ahora)


def _de_otro_camino() -> Exists:
    """Whether a run that tells no start may be one that does, told again by another road: it comes
    after it and is no worse. The one that tells more answers, so that a word alone never covers
    a failure; a person links a true repetition. Source: evidencia.md §1.8.
    """
    return Exists(
        Ejecucion.objects.filter(
            corrida=OuterRef("corrida"),
            descartada_en=None,
            estado__in=FINALES,
            inicio__lte=OuterRef("cuando"),
        )
        .alias(gravedad=_GRAVEDAD)
        .filter(gravedad__gte=OuterRef("gravedad"))
    )
