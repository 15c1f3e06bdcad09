"""The working calendar: worked examples CAL-1, 3, 4, 5 and what must hold for any calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gobierno.calendario import (
    Calendario,
    CalendarioInvalido,
    fin_del_dia,
    vencimiento_de_verificacion,
)
from gobierno.feriados import TABLAS, domingo_de_pascua, feriados_del_anio

LIMA = ZoneInfo("America/Lima")
PERU = Calendario("PE")
fechas = st.dates(date(2015, 1, 1), date(2040, 12, 31))
dias_extra = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40)


@pytest.mark.requisito("R5")
def test_it_gives_until_the_end_of_the_closing_date_when_it_is_a_business_day():
    vence = vencimiento_de_verificacion(date(2026, 3, 3), PERU, LIMA)

    assert vence == datetime(2026, 3, 4, 5, 0, tzinfo=UTC)


def test_it_observes_a_holiday_only_from_its_first_year():
    assert not PERU.es_feriado(date(2023, 6, 7))
    assert PERU.es_feriado(date(2024, 6, 7))
    assert not PERU.es_feriado(date(2022, 7, 23))
    assert PERU.es_feriado(date(2023, 7, 23))
    assert not PERU.es_feriado(date(2021, 12, 9))
    assert PERU.es_feriado(date(2022, 8, 6))


def test_it_knows_the_sixteen_holidays_by_name():
    assert len(feriados_del_anio("PE", 2026)) == 16
    assert PERU.nombre_de_feriado(date(2026, 4, 2)) == "Jueves Santo"
    assert PERU.nombre_de_feriado(date(2026, 4, 5)) == ""


def test_it_joins_the_names_of_two_holidays_on_one_date():
    # In 2011 the Monday of the Sacred Heart was also the Monday of Saint Peter and Saint Paul.
    assert feriados_del_anio("CO", 2011)[date(2011, 7, 4)] == (
        "Sagrado Corazón de Jesús y San Pedro y San Pablo"
    )


def test_it_stops_observing_a_holiday_after_its_last_year():
    derogado = TABLAS["PE"][0].__class__("Prueba", "norma", 2000, mes=2, dia=1, hasta=2010)

    assert [derogado.rige_en(anio) for anio in (1999, 2000, 2010, 2011)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("anio", "pascua"),
    [(1961, (4, 2)), (2000, (4, 23)), (2025, (4, 20)), (2026, (4, 5)), (2038, (4, 25))],
)
def test_it_computes_easter(anio, pascua):
    assert domingo_de_pascua(anio) == date(anio, *pascua)


@pytest.mark.parametrize("anio", range(2024, 2031))
def test_it_agrees_with_a_public_library_except_for_easter_sunday(anio):
    """The library lists Easter Sunday for Perú; D. Leg. 713 does not (and it is a Sunday)."""
    ajenos = set(holidays.country_holidays("PE", years=anio)) - {domingo_de_pascua(anio)}

    assert set(feriados_del_anio("PE", anio)) == ajenos


@pytest.mark.parametrize("anio", range(2024, 2031))
def test_it_agrees_with_a_public_library_about_colombia(anio):
    """9 July (Ley 2578 de 2026) is newer than some releases of the library: compared apart."""
    ley_2578 = {d for d, n in feriados_del_anio("CO", anio).items() if "Chiquinquirá" in n}
    ajenos = set(holidays.country_holidays("CO", years=anio))

    assert set(feriados_del_anio("CO", anio)) - ley_2578 == ajenos - ley_2578


def test_it_takes_the_days_of_the_institution():
    calendario = Calendario(
        "PE",
        no_laborables=frozenset({date(2026, 7, 27)}),
        laborables=frozenset({date(2026, 8, 1), date(2026, 7, 28)}),
    )

    assert not calendario.es_habil(date(2026, 7, 27))
    assert calendario.es_habil(date(2026, 7, 28))
    assert calendario.es_habil(date(2026, 8, 1))
    assert calendario.sumar_habiles(date(2026, 7, 24), 1) == date(2026, 7, 28)


def test_it_works_without_a_table_and_with_another_weekend():
    calendario = Calendario(fin_de_semana=frozenset({4, 5}))

    assert calendario.es_habil(date(2026, 12, 25)) is False
    assert calendario.es_habil(date(2026, 12, 27)) is True


@pytest.mark.requisito("MIN-6.1-g")
def test_it_finds_the_last_business_day_of_a_month():
    assert PERU.ultimo_habil_del_mes(2026, 1) == date(2026, 1, 30)
    assert PERU.ultimo_habil_del_mes(2026, 12) == date(2026, 12, 31)
    assert PERU.ultimo_habil_del_mes(2026, 5) == date(2026, 5, 29)


def test_it_finds_the_next_business_day_with_zero():
    assert PERU.sumar_habiles(date(2026, 4, 3), 0) == date(2026, 4, 6)


def test_it_refuses_a_negative_number_of_days():
    with pytest.raises(ValueError, match="no es negativo"):
        PERU.sumar_habiles(date(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("argumentos", "frase"),
    [
        ({"feriados": "XX"}, "XX"),
        ({"fin_de_semana": frozenset(range(7))}, "sin días hábiles"),
        ({"fin_de_semana": frozenset({8})}, "no existe"),
    ],
)
def test_it_refuses_a_calendar_that_cannot_work(argumentos, frase):
    with pytest.raises(CalendarioInvalido, match=frase) as error:
        Calendario(**argumentos)

    assert error.value.remedio


@pytest.mark.parametrize("zona", ["America/Santiago", "America/Havana", "America/Sao_Paulo", "UTC"])
@given(fecha=fechas)
def test_the_end_of_a_day_is_where_the_next_date_begins_even_with_clock_changes(zona, fecha):
    fin = fin_del_dia(fecha, ZoneInfo(zona))

    assert fin.astimezone(ZoneInfo(zona)).date() == fecha + timedelta(days=1)
    assert (fin - timedelta(seconds=1)).astimezone(ZoneInfo(zona)).date() == fecha


@pytest.mark.requisito("R5", "X-3")
@given(cierre=st.dates(date(2026, 1, 1), date(2026, 12, 31)), dias=dias_extra, otro=dias_extra)
def test_adding_a_holiday_never_moves_a_deadline_earlier(cierre, dias, otro):
    antes = vencimiento_de_verificacion(cierre, Calendario("PE", no_laborables=dias), LIMA)
    despues = vencimiento_de_verificacion(cierre, Calendario("PE", no_laborables=dias | otro), LIMA)

    assert despues >= antes


@given(fecha=fechas, n=st.integers(0, 30), dias=dias_extra, otro=dias_extra)
def test_adding_a_holiday_never_shortens_a_term_in_business_days(fecha, n, dias, otro):
    antes = Calendario("PE", no_laborables=dias).sumar_habiles(fecha, n)
    despues = Calendario("PE", no_laborables=dias | otro).sumar_habiles(fecha, n)

    assert antes <= despues


@given(fecha=fechas, n=st.integers(1, 30))
def test_a_term_ends_on_a_business_day_after_exactly_n_of_them(fecha, n):
    fin = PERU.sumar_habiles(fecha, n)
    corridos = (fecha + timedelta(days=i) for i in range(1, (fin - fecha).days + 1))

    assert PERU.es_habil(fin)
    assert sum(PERU.es_habil(dia) for dia in corridos) == n
