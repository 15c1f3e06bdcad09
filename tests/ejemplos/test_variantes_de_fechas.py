"""The worked examples with other values: dates alone.

Each answer was decided from the text of dominio.md 4.2–4.12 before the engine was asked.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from directorio.periodicidad import DiaDelMes, Mensual, fechas
from directorio.plazos import ESTRICTA, leer, verificar_base
from gobierno.calendario import vencimiento_de_verificacion
from gobierno.trimestres import revisar
from mesa_ayuda.sla import Reloj, Tramo, cumple, transcurrido
from respaldo.retencion import (
    Codigo,
    EstadoAl,
    evaluar,
)
from tests.ejemplos.consultas import FUERA, NOCHE, PERU, codigo, ultimo
from tests.respaldo.historias import (
    LIMA,
    dia,
    diaria,
    lima,
)


@pytest.mark.requisito("RC-01", "RC-02", "R12")
def test_rc_01_across_a_leap_february():
    cual = diaria(desde="2028-01-10", hasta="2028-03-20")

    assert codigo(cual, "2028-01-31", "2028-03-01 23:59") == Codigo.PROCEDE
    assert codigo(cual, "2028-01-31", "2028-03-02 00:00") == FUERA


@pytest.mark.requisito("RC-02", "R1", "R22")
def test_rc_02_in_utc_the_last_day_ends_at_five():
    pedido = EstadoAl(dia("2026-03-01"))
    for hora, esperado in ((time(4, 59), Codigo.PROCEDE), (time(5), FUERA)):
        recibida = datetime.combine(date(2026, 4, 1), hora, tzinfo=UTC)
        assert evaluar(diaria(), pedido, recibida, LIMA).codigo == esperado


@pytest.mark.requisito("RC-03", "RC-04", "RC-06", "RC-08", "RC-09", "R12")
@pytest.mark.parametrize(
    ("regla", "ancla", "esperado"),
    [
        ("2 semanas", "2026-12-25", "2027-01-08"),
        ("1 mes", "2028-01-31", "2028-02-29"),
        ("1 mes", "2026-03-31", "2026-04-30"),
        ("2 meses", "2025-12-31", "2026-02-28"),
        ("6 meses", "2026-08-31", "2027-02-28"),
        ("30 días", "2026-07-31", "2026-08-30"),
        ("1 mes", "2026-07-31", "2026-08-31"),
        ("1 año", "2028-02-29", "2029-02-28"),
        ("12 meses", "2028-02-29", "2029-02-28"),
        ("365 días", "2028-02-29", "2029-02-28"),
        ("4 años", "2028-02-29", "2032-02-29"),
        ("1 mes", "2026-04-30", "2026-05-30"),
        ("1 mes", "2026-02-28", "2026-03-28"),
    ],
)
def test_rc_03_to_09_l_of_other_dates(regla, ancla, esperado):
    assert ultimo(regla, ancla) == esperado


@pytest.mark.requisito("RC-11", "RC-12", "RC-13", "R1", "R2", "R3")
@pytest.mark.parametrize(
    ("inicio", "fecha"),
    [
        ("2026-02-28 22:00", "2026-02-28"),
        ("2026-03-01 05:59", "2026-02-28"),
        ("2026-03-01 21:30", "2026-03-01"),  # half an hour before the window opens
        ("2026-01-01 03:00", "2025-12-31"),
        ("2028-03-01 00:00", "2028-02-29"),
    ],
)
def test_rc_11_to_13_a_start_belongs_to_the_window_that_contains_it(inicio, fecha):
    assert NOCHE.fecha_operativa_de(lima(inicio), LIMA) == dia(fecha)
    assert NOCHE.fecha_operativa_de(lima(inicio).astimezone(UTC), LIMA) == dia(fecha)


@pytest.mark.requisito("RC-12", "R3")
@pytest.mark.parametrize("inicio", ["2026-03-02 06:00", "2026-03-01 21:29", "2026-03-01 12:00"])
def test_rc_12_outside_of_every_window_it_is_nobodys(inicio):
    assert NOCHE.fecha_operativa_de(lima(inicio), LIMA) is None


@pytest.mark.requisito("RC-36", "R10")
def test_rc_36_one_day_less_is_refused_and_an_extending_tool_only_noted():
    def validar(base, **otros):
        return verificar_base(leer(base), leer("30 días"), periodo_base=7, **otros)

    assert validar("35 días", comportamiento=ESTRICTA).es_error
    assert validar("36 días", comportamiento=ESTRICTA) is None
    nota = validar("35 días", comportamiento="extiende_base")
    assert nota is not None
    assert not nota.es_error


@pytest.mark.requisito("RC-52", "RC-53")
def test_rc_52_and_53_in_a_leap_year():
    def dadas(cual, hasta):
        return [f"{f:%m-%d}" for f in fechas(cual, date(2028, 1, 1), hasta, PERU)]

    assert dadas(Mensual(DiaDelMes(31)), date(2028, 4, 30)) == ["01-31", "02-29", "03-31", "04-30"]
    assert dadas(Mensual(DiaDelMes(30)), date(2028, 3, 31)) == ["01-30", "02-29", "03-30"]


@pytest.mark.requisito("CAL-1", "R5")
@pytest.mark.parametrize(
    ("fecha", "vence"),
    [
        ("2026-07-24", "2026-07-27"),  # closes on a Saturday
        ("2026-07-27", "2026-07-30"),  # closes on the 28th, the first of two holidays
        ("2026-03-10", "2026-03-11"),
        ("2026-12-31", "2027-01-04"),  # closes on New Year's day, a Friday
    ],
)
def test_cal_1_the_first_business_day_from_the_closing_on(fecha, vence):
    limite = vencimiento_de_verificacion(NOCHE.fecha_de_cierre(dia(fecha)), PERU, LIMA)

    assert limite == datetime.combine(dia(vence) + timedelta(days=1), time(0), tzinfo=LIMA)


@pytest.mark.requisito("CAL-3", "CAL-4")
@pytest.mark.parametrize(
    ("desde", "n", "esperado"),
    [
        ("2026-12-23", 2, "2026-12-28"),
        ("2026-12-07", 1, "2026-12-10"),  # the 8th and the 9th are holidays
        ("2026-04-30", 1, "2026-05-04"),
        ("2026-06-06", 1, "2026-06-08"),
    ],
)
def test_cal_3_and_4_business_days(desde, n, esperado):
    assert PERU.sumar_habiles(dia(desde), n) == dia(esperado)


@pytest.mark.requisito("CAL-6")
@pytest.mark.parametrize(
    ("fechas_", "desde", "vacios", "separadas"),
    [
        (["01-31", "05-11", "08-19", "11-27"], None, (), []),  # a hundred days each time
        (["01-31", "05-12", "08-19", "11-27"], None, (), [101]),
        (["03-31", "04-01", "09-30", "10-01"], None, (), [182]),
        (["02-01", "05-01", "11-30"], None, (3,), [213]),
        (["05-20", "08-20", "11-20"], "2026-04-01", (), []),
        (["05-20", "08-20", "11-20"], "2026-03-31", (1,), []),
        (["05-20", "08-20", "11-20"], "2025-12-20", (1,), []),
        ([], None, (1, 2, 3, 4), []),
    ],
)
def test_cal_6_every_natural_quarter_still_to_come_needs_a_test(fechas_, desde, vacios, separadas):
    dadas = [*(dia(f"2026-{f}") for f in fechas_), dia("2025-12-31"), dia("2027-01-01")]
    plan = revisar(dadas, anio=2026, desde=desde and dia(desde))

    assert (plan.vacios, plan.se_acepta) == (vacios, not vacios)
    assert bool(plan.mensaje) == bool(vacios)
    assert [x.dias for x in plan.separaciones] == separadas


@pytest.mark.requisito("CAL-8", "X-12")
def test_cal_8_one_minute_more_is_late():
    manana = datetime(2026, 3, 2, 10, tzinfo=LIMA)
    espera = [Tramo(manana + timedelta(hours=3.5), manana + timedelta(hours=5))]
    for segundos, a_tiempo in ((0, True), (59, True), (60, False)):  # seconds do not count
        fin = manana + timedelta(hours=5.5, seconds=segundos)
        corrido = transcurrido(manana, fin, Reloj(LIMA), espera)
        assert cumple(corrido, timedelta(hours=4)) == a_tiempo
