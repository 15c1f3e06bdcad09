"""The clock of the product: CAL-8 and the properties that no calendar may break."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gobierno.calendario import Calendario
from mesa_ayuda.sla import MINUTO, Reloj, Tramo, cumple, plazo, transcurrido, vencimiento

LIMA = ZoneInfo("America/Lima")
PE = Calendario("PE")
HABIL = Reloj(LIMA, PE, time(8, 30), time(17, 30))
CORRIDO = Reloj(LIMA)
HORA = timedelta(hours=1)


def lima(dia: int, hora: int, minuto: int = 0, mes: int = 3) -> datetime:
    return datetime(2026, mes, dia, hora, minuto, tzinfo=LIMA)


@pytest.mark.requisito("MIN-7.1.2-f", "X-12")
def test_cal_8_a_reply_pauses_and_a_rejection_resumes():
    correo, respuesta, rechazo, otra = (
        lima(10, 10), lima(10, 13, 30), lima(10, 15), lima(10, 15, 30),
    )  # fmt: skip
    corrido = transcurrido(correo, otra, CORRIDO, [Tramo(respuesta, rechazo)])
    assert corrido == 4 * HORA
    assert cumple(corrido, 4 * HORA)
    assert not cumple(corrido + MINUTO, 4 * HORA)
    assert cumple(corrido + timedelta(seconds=59), 4 * HORA)  # minute precision


@pytest.mark.parametrize(
    ("inicio", "horas", "vence"),
    [
        (lima(10, 10), 2, lima(10, 12)),
        (lima(10, 17), 1, lima(11, 9)),  # half an hour today, half tomorrow
        (lima(13, 17), 1, lima(16, 9)),  # a Friday: Monday
        (lima(14, 3), 1, lima(16, 9, 30)),  # Saturday at night begins on Monday
        (lima(1, 17, 0, mes=4), 1, lima(6, 9, 0, mes=4)),  # Jueves and Viernes Santo
        (lima(10, 8, 30), 9, lima(10, 17, 30)),  # a whole day ends that day, not the next
    ],
)
def test_working_time_skips_nights_weekends_and_holidays(inicio, horas, vence):
    assert vencimiento(inicio, horas * HORA, HABIL) == vence
    assert transcurrido(inicio, vence, HABIL) == horas * HORA


def test_the_deadline_as_read_and_the_first_instant_that_is_late():
    limite = plazo(lima(10, 8, 30), 9 * HORA, HABIL)
    assert limite.vence == lima(10, 17, 30)
    assert limite.tarde_desde == lima(11, 8, 31)  # at night the clock stands still


def test_a_clock_or_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="jornada"):
        Reloj(LIMA, PE, time(17), time(8))
    with pytest.raises(ValueError, match="tramo"):
        Tramo(lima(10, 10), lima(10, 9))
    assert vencimiento(lima(10, 10), timedelta(), HABIL) == lima(10, 10)
    assert transcurrido(lima(10, 10), lima(10, 9), HABIL) == timedelta()


instantes = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(  # noqa: DTZ001
    lambda d: d.replace(tzinfo=UTC, second=0, microsecond=0)
)
limites = st.integers(1, 6000).map(lambda n: n * MINUTO)
relojes = st.sampled_from([HABIL, CORRIDO])


@st.composite
def tramos(draw: st.DrawFn) -> Tramo:
    desde = draw(instantes)
    return Tramo(desde, desde + timedelta(minutes=draw(st.integers(0, 20_000))))


pausas = st.lists(tramos(), max_size=4)
fechas = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(instantes, limites, fechas, pausas)
def test_adding_a_holiday_never_moves_a_deadline_earlier(inicio, limite, feriado, paradas):
    con_feriado = Calendario("PE", no_laborables=frozenset({feriado}))
    otro = Reloj(LIMA, con_feriado, HABIL.desde, HABIL.hasta)
    assert vencimiento(inicio, limite, otro, paradas) >= vencimiento(inicio, limite, HABIL, paradas)


@given(instantes, limites, relojes, pausas, tramos())
def test_a_pause_only_extends(inicio, limite, reloj, paradas, una_mas):
    antes = plazo(inicio, limite, reloj, paradas)
    despues = plazo(inicio, limite, reloj, [*paradas, una_mas])
    assert despues.vence >= antes.vence
    assert despues.tarde_desde >= antes.tarde_desde


@given(instantes, instantes, limites, relojes, pausas)
def test_a_later_start_never_gives_an_earlier_deadline(uno, otro, limite, reloj, paradas):
    antes, despues = sorted([uno, otro])
    assert vencimiento(antes, limite, reloj, paradas) <= vencimiento(
        despues, limite, reloj, paradas
    )


@given(st.lists(instantes, min_size=3, max_size=3), relojes, pausas)
def test_elapsed_time_adds_up(momentos, reloj, paradas):
    a, b, c = sorted(momentos)
    partes = transcurrido(a, b, reloj, paradas) + transcurrido(b, c, reloj, paradas)
    assert transcurrido(a, c, reloj, paradas) == partes


@given(instantes, limites, relojes, pausas, instantes)
def test_late_is_the_same_by_the_deadline_and_by_the_elapsed_time(
    inicio, limite, reloj, paradas, momento
):
    tarde = momento >= plazo(inicio, limite, reloj, paradas).tarde_desde
    assert cumple(transcurrido(inicio, momento, reloj, paradas), limite) is not tarde


@given(instantes, limites, relojes, pausas)
def test_the_deadline_is_the_first_instant_of_its_elapsed_time(inicio, limite, reloj, paradas):
    vence = vencimiento(inicio, limite, reloj, paradas)
    assert transcurrido(inicio, vence, reloj, paradas) == limite
    assert transcurrido(inicio, vence - MINUTO, reloj, paradas) < limite


@given(instantes, limites, pausas)
def test_overlapping_pauses_count_once(inicio, limite, paradas):
    assert vencimiento(inicio, limite, HABIL, [*paradas, *paradas]) == vencimiento(
        inicio, limite, HABIL, paradas
    )


@given(instantes, instantes, pausas, st.sampled_from(["UTC", "America/Lima", "America/Bogota"]))
def test_the_zone_in_which_an_instant_is_written_does_not_matter(inicio, fin, paradas, zona):
    local = ZoneInfo(zona)
    escrito = transcurrido(inicio.astimezone(local), fin.astimezone(local), HABIL, paradas)
    assert escrito == transcurrido(inicio, fin, HABIL, paradas)
