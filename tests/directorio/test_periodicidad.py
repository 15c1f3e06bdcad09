"""Periodicity: the dates that are owed (dominio.md 4.3) and what must hold for any rule."""

from calendar import monthrange
from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorio.periodicidad import (
    Apertura,
    ASolicitud,
    CadaHoras,
    Continua,
    DiaDelMes,
    Diaria,
    DiaSemanaDelMes,
    EnMeses,
    Evento,
    Laborable,
    Mensual,
    PeriodicidadInvalida,
    PorEvento,
    Quincenal,
    Semanal,
    UltimoDia,
    aperturas,
    describir,
    fechas,
    leer,
    periodo_maximo_dias,
    proximas,
    texto,
)
from gobierno.calendario import Calendario

PERU = Calendario("PE")
ANIO_2026 = (date(2026, 1, 1), date(2026, 12, 31))

dias = st.frozensets(st.integers(0, 6), min_size=1)
dias_de_mes = st.integers(1, 31).map(DiaDelMes)
reglas = st.one_of(
    dias_de_mes,
    st.just(UltimoDia()),
    st.builds(DiaSemanaDelMes, st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 6)),
)
varios_meses = st.frozensets(st.integers(1, 12), min_size=1, max_size=11)
en_meses = st.builds(EnMeses, varios_meses, reglas.filter(lambda r: getattr(r, "dia", 1) <= 28))
horas = st.builds(
    CadaHoras,
    st.sampled_from([1, 2, 3, 4, 6, 8, 12]),
    st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59)),
)
programadas = st.one_of(
    st.builds(Diaria, dias),
    st.just(Laborable()),
    st.builds(Semanal, dias),
    st.builds(Quincenal, st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))),
    st.builds(Mensual, reglas),
    en_meses,
    horas,
)
por_evento = st.builds(
    PorEvento, st.sampled_from(Evento), st.integers(1, 366 * 24), st.none() | programadas
)
periodicidades = st.one_of(programadas, por_evento, st.just(ASolicitud()), st.just(Continua()))
dias_del_siglo = st.dates(date(2015, 1, 1), date(2040, 12, 31))


def de_2026(periodicidad):
    return fechas(periodicidad, *ANIO_2026, PERU)


def test_it_owes_a_daily_run_on_holidays_but_not_a_laborable_one():
    semana_santa = (date(2026, 4, 1), date(2026, 4, 6))

    assert len(fechas(leer("diaria"), *semana_santa, PERU)) == 6
    assert len(fechas(leer("lunes a viernes"), *semana_santa, PERU)) == 4
    assert fechas(leer("diaria laborable"), *semana_santa, PERU) == [
        date(2026, 4, 1),
        date(2026, 4, 6),
    ]


@pytest.mark.parametrize(
    ("escrita", "primeras"),
    [
        ("semanal (domingo)", [(1, 4), (1, 11), (1, 18)]),
        ("quincenal, días 1 y 16", [(1, 1), (1, 16), (2, 1)]),
        ("cada 14 días desde 05/01/2026", [(1, 5), (1, 19), (2, 2)]),
        ("cada 14 días desde 22/12/2025", [(1, 5), (1, 19), (2, 2)]),
        ("mensual, último día", [(1, 31), (2, 28), (3, 31)]),
        ("mensual, último viernes", [(1, 30), (2, 27), (3, 27)]),
        ("mensual, segundo domingo", [(1, 11), (2, 8), (3, 8)]),
        ("trimestral (marzo, junio, setiembre y diciembre), día 31", [(3, 31), (6, 30), (9, 30)]),
        ("anual (febrero), día 29", [(2, 28)]),
        ("cada 6 horas", [(1, 1), (1, 2), (1, 3)]),
        ("por evento (baja), tolerancia 3 días o mensual, día 1", [(1, 1), (2, 1), (3, 1)]),
        ("por evento (baja), tolerancia 3 días", []),
        ("a solicitud", []),
        ("continua (réplica)", []),
    ],
)
def test_it_owes_these_dates(escrita, primeras):
    assert de_2026(leer(escrita))[:3] == [date(2026, *par) for par in primeras]


def test_it_owes_nothing_before_the_anchor():
    assert fechas(Quincenal(date(2026, 6, 1)), date(2026, 1, 1), date(2026, 5, 31), PERU) == []


def test_it_owes_nothing_in_a_range_that_ends_before_it_begins():
    assert fechas(Mensual(DiaDelMes(1)), date(2026, 2, 1), date(2026, 1, 1), PERU) == []


def test_it_opens_several_times_a_day_in_order():
    dia = date(2026, 3, 1)

    assert aperturas(leer("cada 6 horas desde 22:30"), dia, time(1)) == (
        Apertura(1, dia, time(4, 30)),
        Apertura(2, dia, time(10, 30)),
        Apertura(3, dia, time(16, 30)),
        Apertura(4, dia, time(22, 30)),
    )
    assert [a.hora for a in aperturas(leer("c/ 8 h"), dia, time(0, 15))] == [
        time(0, 15),
        time(8, 15),
        time(16, 15),
    ]
    assert aperturas(leer("cada 12 horas desde 00:00"), dia, time(5))[0].hora == time(0)


def test_it_opens_once_a_day_otherwise():
    dia = date(2026, 3, 1)

    assert aperturas(Diaria(), dia, time(22)) == (Apertura(1, dia, time(22)),)


def test_it_previews_the_next_ten_dates():
    assert proximas(leer("anual (diciembre), día 31"), date(2026, 6, 1), PERU)[-1] == date(
        2035, 12, 31
    )
    assert proximas(Diaria(), date(2026, 6, 1), PERU, n=2) == [date(2026, 6, 1), date(2026, 6, 2)]
    assert proximas(ASolicitud(), date(2026, 6, 1), PERU) == []
    assert proximas(Diaria(), date(9999, 12, 30), PERU) == [date(9999, 12, 30), date(9999, 12, 31)]
    assert proximas(PorEvento(Evento.BAJA, 24), date(2026, 6, 1), PERU) == []
    assert proximas(Quincenal(date(2100, 1, 1)), date(2026, 1, 1), PERU) == []


@pytest.mark.requisito("R10")
@pytest.mark.parametrize(
    ("escrita", "dias_entre"),
    [
        ("diaria", 1),
        ("lunes a viernes", 3),
        ("diaria laborable", 3),
        ("domingos", 7),
        ("martes y jueves", 5),
        ("quincenal, días 1 y 16", 16),
        ("cada 14 días desde 01/01/2090", 14),
        ("mensual, día 31", 31),
        ("mensual, último viernes", 35),
        ("semestral (enero y julio), día 1", 184),
        ("anual (febrero), día 29", 366),
        ("cada 6 horas", 1),
        ("a solicitud", None),
        ("continua (réplica)", None),
        ("por evento (cese), tolerancia 5 horas", None),
        ("por evento (cese), tolerancia 5 horas o domingos", 7),
    ],
)
def test_it_knows_the_widest_gap(escrita, dias_entre):
    assert periodo_maximo_dias(leer(escrita)) == dias_entre


def test_the_widest_gap_of_business_days_grows_with_holidays():
    assert periodo_maximo_dias(Laborable(), PERU) == 5


@pytest.mark.parametrize(
    ("escrita", "frase"),
    [
        ("mensual, día 31", "mensual, día 31 (último si no existe)"),
        ("mensual, día 15", "mensual, día 15"),
        ("mensual, último viernes", "mensual, el último viernes del mes"),
        ("anual (diciembre), día 31", "anual, en diciembre, día 31"),
        (
            "semestral (junio y diciembre), día 31",
            "semestral, en junio y diciembre, día 31 (último si no existe)",
        ),
        ("en los meses (enero y mayo), día 5", "cada año, en enero y mayo, día 5"),
        ("diaria", "diaria, todos los días del año"),
        ("diaria (lunes a viernes)", "diaria, lunes a viernes (también feriados)"),
        ("semanal (sábado y domingo)", "semanal, los sábados y domingos"),
        ("cada 14 días desde 05/01/2026", "cada 14 días desde 05/01/2026 (lunes por medio)"),
        ("cada 1 hora", "cada 1 hora desde la hora de inicio (24 copias por día)"),
        ("cada 6 horas desde 02:00", "cada 6 horas desde 02:00 (4 copias por día)"),
        (
            "por evento (baja), tolerancia 1 día o diaria",
            "tras cada baja, dentro de 1 día; además, diaria, todos los días del año",
        ),
    ],
)
def test_it_describes_itself_in_plain_spanish(escrita, frase):
    assert describir(leer(escrita)) == frase


def test_the_tolerance_of_an_event_is_a_time():
    assert leer("por evento (baja), tolerancia 2 días").tolerancia == timedelta(hours=48)


@pytest.mark.parametrize(
    ("hacer", "frase"),
    [
        (lambda: Diaria(frozenset()), "qué días"),
        (lambda: Semanal(frozenset({7})), "qué días"),
        (lambda: DiaDelMes(0), "El día 0 no existe"),
        (lambda: DiaSemanaDelMes(5, 0), "No todos los meses"),
        (lambda: DiaSemanaDelMes(1, 9), "No todos los meses"),
        (lambda: EnMeses(frozenset(range(1, 13)), UltimoDia()), "los doce"),
        (lambda: EnMeses(frozenset(), UltimoDia()), "en qué meses"),
        (lambda: EnMeses(frozenset({2}), DiaDelMes(30)), "no existe en febrero"),
        (lambda: CadaHoras(5), "mismas horas"),
        (lambda: CadaHoras(24), "mismas horas"),
        (lambda: PorEvento(Evento.BAJA, 0), "tolerancia"),
        (lambda: PorEvento(Evento.BAJA, 1, ASolicitud()), "fechas propias"),
        (lambda: PorEvento(Evento.BAJA, 1, PorEvento(Evento.BAJA, 1, Diaria())), "fechas propias"),
    ],
)
def test_it_refuses_what_nobody_can_act_upon(hacer, frase):
    with pytest.raises(PeriodicidadInvalida, match=frase) as error:
        hacer()

    assert error.value.remedio


@given(periodicidad=periodicidades)
def test_its_text_is_read_back_as_the_same_value(periodicidad):
    assert leer(texto(periodicidad)) == periodicidad
    assert leer(texto(periodicidad).upper()) == periodicidad
    assert describir(periodicidad)


@given(periodicidad=periodicidades, desde=dias_del_siglo, corte=st.integers(0, 800))
def test_the_dates_of_a_range_are_those_of_its_two_parts(periodicidad, desde, corte):
    medio, hasta = desde + timedelta(days=corte), desde + timedelta(days=800)
    enteras = fechas(periodicidad, desde, hasta, PERU)

    assert enteras == sorted(set(enteras))
    assert all(desde <= fecha <= hasta for fecha in enteras)
    assert enteras == (
        fechas(periodicidad, desde, medio, PERU)
        + fechas(periodicidad, medio + timedelta(days=1), hasta, PERU)
    )


@given(regla=dias_de_mes, anio=st.integers(2000, 2099))
def test_a_monthly_day_is_clamped_from_itself_each_time(regla, anio):
    dadas = fechas(Mensual(regla), date(anio, 1, 1), date(anio, 12, 31), PERU)

    assert [d.day for d in dadas] == [
        min(regla.dia, monthrange(anio, mes)[1]) for mes in range(1, 13)
    ]


@given(periodicidad=programadas, desde=dias_del_siglo)
def test_no_two_dates_are_further_apart_than_the_widest_gap(periodicidad, desde):
    dadas = fechas(periodicidad, desde, desde + timedelta(days=1500), PERU)

    assert all((b - a).days <= periodo_maximo_dias(periodicidad, PERU) for a, b in pairwise(dadas))


@given(periodicidad=horas, inicio=st.times(), dia=dias_del_siglo)
def test_every_day_has_the_same_evenly_spaced_starts(periodicidad, inicio, dia):
    dadas = aperturas(periodicidad, dia, inicio)

    assert [a.ordinal for a in dadas] == list(range(1, 24 // periodicidad.horas + 1))
    assert (periodicidad.ancla or inicio) in [a.hora for a in dadas] or periodicidad.ancla
    assert {b.hora.hour - a.hora.hour for a, b in pairwise(dadas)} <= {periodicidad.horas}
