"""Windows: which date a run belongs to (dominio.md 4.2), whatever the zone it is told in."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorio.ventanas import (
    Solape,
    Turno,
    Ventana,
    VentanaInvalida,
    dia_de_datos,
    excede_ventana,
    solapes,
)

LIMA = ZoneInfo("America/Lima")
CON_CAMBIOS = ["America/Santiago", "America/Havana", "America/Sao_Paulo", "Europe/Madrid"]
NOCHE = Ventana(time(22), time(6))
MARZO_1 = date(2026, 3, 1)

minutos = st.builds(time, st.integers(0, 23), st.integers(0, 59))
ventanas = (
    st.tuples(minutos, minutos).filter(lambda par: par[0] != par[1]).map(lambda par: Ventana(*par))
)
dias = st.dates(date(2015, 1, 1), date(2035, 12, 31))
instantes = st.integers(1_420_000_000, 2_080_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))


def lima(*partes):
    return datetime(*partes, tzinfo=LIMA)


@pytest.mark.requisito("R2")
def test_it_belongs_to_the_date_on_which_the_window_opens():
    assert NOCHE.fecha_operativa_de(lima(2026, 3, 1, 22, 0), LIMA) == MARZO_1
    assert NOCHE.intervalo(MARZO_1, LIMA) == (
        datetime(2026, 3, 2, 3, tzinfo=UTC),
        datetime(2026, 3, 2, 11, tzinfo=UTC),
    )


@pytest.mark.requisito("R3")
def test_it_accepts_a_start_thirty_minutes_early_and_no_more():
    assert NOCHE.fecha_operativa_de(lima(2026, 3, 1, 21, 30), LIMA) == MARZO_1
    assert NOCHE.fecha_operativa_de(lima(2026, 3, 1, 21, 29, 59), LIMA) is None
    assert NOCHE.fecha_operativa_de(lima(2026, 3, 2, 6, 0), LIMA) is None
    hora = timedelta(hours=1)
    assert NOCHE.fecha_operativa_de(lima(2026, 3, 1, 21), LIMA, hora) == MARZO_1


@pytest.mark.requisito("R3")
def test_it_accepts_an_early_start_on_the_date_before():
    madrugada = Ventana(time(0, 10), time(4))

    assert madrugada.fecha_operativa_de(lima(2026, 2, 28, 23, 50), LIMA) == MARZO_1


@pytest.mark.requisito("R3")
def test_it_prefers_the_open_window_to_the_tolerance_of_the_next():
    casi_todo = Ventana(time(22), time(21, 50))

    assert casi_todo.fecha_operativa_de(lima(2026, 3, 2, 21, 45), LIMA) == MARZO_1
    assert casi_todo.fecha_operativa_de(lima(2026, 3, 2, 21, 55), LIMA) == date(2026, 3, 2)


@pytest.mark.requisito("R3")
def test_it_marks_a_late_end_without_moving_the_date():
    assert excede_ventana(lima(2026, 3, 2, 6, 0, 1), MARZO_1, NOCHE, LIMA)
    assert not excede_ventana(lima(2026, 3, 2, 6, 0), MARZO_1, NOCHE, LIMA)


@pytest.mark.requisito("R2")
def test_it_refuses_equal_hours():
    with pytest.raises(VentanaInvalida, match="misma hora \\(22:00\\)") as error:
        Ventana(time(22), time(22))

    assert "00:00 a 23:59" in error.value.remedio


def test_it_knows_when_it_closes_and_how_long_it_lasts():
    assert NOCHE.cruza_medianoche
    assert NOCHE.duracion == timedelta(hours=8)
    assert NOCHE.fecha_de_cierre(MARZO_1) == date(2026, 3, 2)
    tarde = Ventana(time(13), time(15, 30))
    assert not tarde.cruza_medianoche
    assert tarde.fecha_de_cierre(MARZO_1) == MARZO_1
    assert tarde.desde(time(23)) == Ventana(time(23), time(1, 30))


def test_it_can_save_the_day_just_ended():
    assert dia_de_datos(date(2026, 3, 2), "dia_anterior") == MARZO_1
    assert dia_de_datos(date(2026, 3, 2), "apertura") == date(2026, 3, 2)


def test_it_finds_the_overlaps_of_a_night():
    def turno(clave, desde, hasta, recurso="VTL-1"):
        return Turno(clave, lima(2026, 3, 1, *desde), lima(2026, 3, 2, *hasta), recurso)

    largo = turno("bd", (20,), (4,))
    encontrados = solapes(
        [
            turno("correo", (22,), (1,)),
            largo,
            turno("web", (23,), (2,), "VTL-2"),
            turno("red", (23, 30), (5,)),
            Turno("fin", lima(2026, 3, 2, 5), lima(2026, 3, 2, 6), "VTL-1"),
        ]
    )

    assert encontrados == [
        Solape("bd", "correo", lima(2026, 3, 1, 22), lima(2026, 3, 2, 1)),
        Solape("bd", "red", lima(2026, 3, 1, 23, 30), lima(2026, 3, 2, 4)),
        Solape("correo", "red", lima(2026, 3, 1, 23, 30), lima(2026, 3, 2, 1)),
    ]


@pytest.mark.requisito("R1")
@given(instante=instantes, ventana=ventanas, horas=st.integers(-12, 14))
def test_the_same_instant_in_utc_or_local_time_gives_the_same_date(instante, ventana, horas):
    fechas = {
        ventana.fecha_operativa_de(contado, LIMA)
        for contado in (
            instante,
            instante.astimezone(LIMA),
            instante.astimezone(timezone(timedelta(hours=horas))),
        )
    }

    assert len(fechas) == 1


@given(dia=dias, ventana=ventanas)
def test_a_run_that_starts_when_the_window_opens_belongs_to_its_date(dia, ventana):
    inicio, fin = ventana.intervalo(dia, LIMA)

    assert fin - inicio == ventana.duracion
    assert ventana.fecha_operativa_de(inicio, LIMA) == dia
    assert ventana.fecha_operativa_de(fin - timedelta(seconds=1), LIMA) == dia


@pytest.mark.parametrize("zona", CON_CAMBIOS)
@given(dia=dias, ventana=ventanas, instante=instantes)
def test_clock_changes_never_break_it(zona, dia, ventana, instante):
    inicio, fin = ventana.intervalo(dia, ZoneInfo(zona))

    assert inicio <= fin
    encontrada = ventana.fecha_operativa_de(instante, ZoneInfo(zona))
    assert encontrada is None or abs((encontrada - instante.date()).days) <= 2


@given(
    st.lists(
        st.tuples(instantes, st.integers(1, 600), st.sampled_from(["", "a", "b"])), max_size=8
    ),
    st.randoms(),
)
def test_overlaps_do_not_depend_on_the_order(datos, azar):
    turnos = [
        Turno(str(n), inicio, inicio + timedelta(minutes=largo), recurso)
        for n, (inicio, largo, recurso) in enumerate(datos)
    ]
    revueltos = azar.sample(turnos, len(turnos))

    assert solapes(turnos) == solapes(revueltos)
