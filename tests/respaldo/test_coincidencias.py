"""Which line a job feeds: folded names, ordered rules, bounded wildcards, honest suggestions."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respaldo.coincidencias import (
    Alcance,
    Regla,
    Reglas,
    Trabajo,
    con_comodines,
    plegar,
    sugeridor,
)
from respaldo.emparejamiento import Esperada, clasificar, elegir, fechas_posibles

TOTAL, INCREMENTAL = (1, "interno", "total"), (1, "interno", "incremental")
OTRO = (2, "interno", "total")
LIMA = ZoneInfo("America/Lima")
TOLERANCIA = timedelta(minutes=30)


def regla(pk: int, trabajo: str, serie=TOTAL, *, forma: str = "exacta", **extra: object) -> Regla:
    datos: dict[str, object] = {"orden": 100, "fuente": None, "equipo": ""} | extra
    return Regla(pk=pk, forma=forma, trabajo=trabajo, serie=serie, **datos)  # type: ignore[arg-type]


def test_it_folds_case_accents_and_spaces():
    assert plegar("  Trámite   DOCUMENTARIO ") == "tramite documentario"


def test_the_first_rule_wins_whatever_its_form():
    reglas = Reglas([regla(1, "job-1", orden=20), regla(2, "job", OTRO, forma="prefijo", orden=10)])
    assert reglas.series(Trabajo(7, "JOB-1")) == (OTRO,)
    assert reglas.series(Trabajo(7, "jo")) == ()


def test_source_and_machine_narrow_a_rule():
    reglas = Reglas([regla(1, "job", fuente=7, equipo="srv"), regla(2, "job", OTRO)])
    assert reglas.series(Trabajo(7, "job", "SRV")) == (TOTAL,)
    assert reglas.series(Trabajo(7, "job", "otro")) == (OTRO,)
    assert reglas.series(Trabajo(8, "job", "srv")) == (OTRO,)


@pytest.mark.requisito("MIN-6.1-o", "MIN-6.1-p")
@pytest.mark.parametrize(
    ("observada", "series"),
    [
        ("total", (TOTAL,)),
        ("incremental", (INCREMENTAL,)),
        ("instantanea", (TOTAL, INCREMENTAL)),
        ("desconocida", (TOTAL, INCREMENTAL)),
        ("diferencial", (TOTAL,)),
    ],
)
def test_the_modalidad_of_the_run_picks_among_rules_of_one_item(observada, series):
    reglas = Reglas([regla(1, "job"), regla(2, "job", INCREMENTAL), regla(3, "job", OTRO)])
    assert reglas.series(Trabajo(7, "job", modalidad=observada)) == series


@pytest.mark.parametrize(
    ("patron", "texto", "si"),
    [
        ("job-*", "job-1", True),
        ("job-?", "job-12", False),
        ("*", "", True),
        ("*correo*2026", "respaldo correo del 2026", True),
        ("a*b", "acd", False),
        ("[ab]", "a", False),
        ("job.1", "jobx1", False),
    ],
)
def test_wildcards_are_two_and_the_rest_is_literal(patron, texto, si):
    assert con_comodines(patron, texto) is si
    assert Alcance("comodin", patron).incluye(texto) is si


def test_no_pattern_takes_long():
    inicio = time.process_time()
    assert not con_comodines("*a" * 100, "a" * 99 + "b" * 101)
    assert time.process_time() - inicio < 1


@given(st.text(alphabet="ab", max_size=8), st.text(alphabet="ab", max_size=8))
def test_a_text_matches_itself_and_any_extension_of_it(inicio, fin):
    assert con_comodines(inicio + "*", inicio + fin)
    assert con_comodines("*" + fin, inicio + fin)
    assert con_comodines("?" * len(inicio), inicio)


def test_it_suggests_the_names_most_alike():
    sugerir = sugeridor(
        [(1, "BD Trámite Documentario"), (2, "Correo institucional"), (3, "BD SIAF")]
    )
    assert sugerir("backup_bd_tramite")[0].linea == 1
    assert sugerir("zzz") == []


def ventana(pk: int, dia: int, desde: int, horas: int) -> Esperada:
    inicio = datetime(2026, 3, dia, desde, tzinfo=UTC)
    return Esperada(pk, 1, date(2026, 3, dia), inicio, inicio + timedelta(hours=horas))


@pytest.mark.requisito("R3")
def test_a_start_inside_a_window_beats_the_tolerance_of_the_next():
    dia, siguiente = ventana(1, 9, 0, 23), ventana(2, 9, 23, 5)
    cuando = datetime(2026, 3, 9, 22, 45, tzinfo=UTC)
    assert elegir(cuando, [dia, siguiente], TOLERANCIA) == dia
    assert elegir(cuando, [siguiente], TOLERANCIA) == siguiente
    assert elegir(cuando - TOLERANCIA, [siguiente], TOLERANCIA) is None


@pytest.mark.requisito("R1", "RC-13")
@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001
def test_the_same_instant_in_any_zone_gives_the_same_dates(ingenuo):
    instante = ingenuo.replace(tzinfo=UTC)
    tokio = instante.astimezone(ZoneInfo("Asia/Tokyo"))
    assert fechas_posibles(instante, LIMA) == fechas_posibles(tokio, LIMA)


@pytest.mark.requisito("R6", "MIN-6.1-o", "MIN-6.1-p")
@pytest.mark.parametrize(
    ("observada", "serie", "esperado"),
    [
        ("desconocida", "incremental", ("incremental", "incremental", False)),
        ("instantanea", "incremental", ("incremental", "incremental", True)),
        ("instantanea", "total", ("total", "total", False)),
        ("total", "incremental", ("incremental", "total", True)),
        ("incremental", "total", ("incremental", "incremental", False)),
        ("diferencial", "incremental", ("incremental", "diferencial", False)),
    ],
)
def test_a_copy_counts_as_what_it_is(observada, serie, esperado):
    clase = clasificar(observada, serie)
    assert (clase.modalidad, clase.en_cadena, clase.independiente) == esperado
