"""Dates at their edges: months of every length, leap days, New Year, clock changes, other zones."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from directorio.ventanas import Ventana
from respaldo.retencion import Codigo, EstadoAl, Tramo, evaluar, ultimo_dia_retenido
from tests.respaldo.historias import (
    LIMA,
    copia,
    dia,
    diaria,
    historia,
    linea,
    preguntar,
    serie,
    tramos,
)

NOCHE = Ventana(time(22), time(6))


@pytest.mark.requisito("R12", "R13")
@pytest.mark.parametrize(
    ("regla", "ancla", "ultimo"),
    [
        ("1 mes", "2026-01-30", "2026-02-28"),
        ("1 mes", "2028-01-31", "2028-02-29"),
        ("1 mes", "2026-03-31", "2026-04-30"),
        ("3 meses", "2025-11-30", "2026-02-28"),
        ("6 meses", "2026-08-31", "2027-02-28"),
        ("13 meses", "2026-12-31", "2028-01-31"),
        ("1 año", "2028-02-29", "2029-02-28"),
        ("4 años", "2028-02-29", "2032-02-29"),
        ("366 días", "2027-03-01", "2028-03-01"),
        ("1 día", "2026-12-31", "2027-01-01"),
        ("52 semanas", "2026-01-04", "2027-01-03"),
        ("30 días", "2026-06-05", "2026-07-05"),  # a Sunday: no roll to business days
    ],
)
def test_it_counts_months_and_leap_days(regla, ancla, ultimo):
    assert ultimo_dia_retenido(dia(ancla), tramos(regla)) == dia(ultimo)


@pytest.mark.requisito("R4", "R20")
def test_the_version_of_the_fecha_operativa_rules_a_window_over_new_year():
    v2026, v2027 = tramos(("2026-01-01", "30 días"), ("2027-01-01", "10 días"))
    reglas = [v2026, replace(v2027, transicion="origen")]
    cual = historia(linea(serie("2026-12-30", "2027-01-02"), reglas))

    assert NOCHE.fecha_operativa_de(datetime(2027, 1, 1, 5, tzinfo=UTC), LIMA) == dia("2026-12-31")
    viejo, nuevo = (preguntar(cual, f, "2027-01-05 09:00") for f in ("2026-12-31", "2027-01-01"))
    assert viejo.elegida.retenida_hasta == dia("2027-01-30")
    assert nuevo.elegida.retenida_hasta == dia("2027-01-11")


@pytest.mark.requisito("R1", "R12")
@pytest.mark.parametrize(
    ("recibida", "codigo"),
    [
        (datetime(2026, 4, 1, 4, 59, 59, tzinfo=UTC), Codigo.PROCEDE),
        (datetime(2026, 4, 1, 5, 0, tzinfo=UTC), Codigo.FUERA_DE_RETENCION),
    ],
)
def test_the_last_day_ends_at_local_midnight_however_the_instant_is_told(recibida, codigo):
    assert evaluar(diaria(), EstadoAl(dia("2026-03-01")), recibida, LIMA).codigo == codigo


@pytest.mark.requisito("R1")
@pytest.mark.parametrize(
    ("zona", "regla", "ultimo", "vence"),
    [
        # 04-04 has 25 hours in Santiago: its 23rd hour comes twice.
        ("America/Santiago", "30 días", "2026-04-04", datetime(2026, 4, 5, 4, tzinfo=UTC)),
        ("America/Santiago", "2 copias", None, None),
        # Midnight of 09-06 does not exist there: the day starts at 01:00.
        ("America/Santiago", "184 días", "2026-09-05", datetime(2026, 9, 6, 4, tzinfo=UTC)),
        ("America/Havana", "30 días", "2026-04-04", datetime(2026, 4, 5, 4, tzinfo=UTC)),
        ("America/Guatemala", "30 días", "2026-04-04", datetime(2026, 4, 5, 6, tzinfo=UTC)),
        ("America/Bogota", "30 días", "2026-04-04", datetime(2026, 4, 5, 5, tzinfo=UTC)),
        ("Pacific/Kiritimati", "30 días", "2026-04-04", datetime(2026, 4, 4, 10, tzinfo=UTC)),
    ],
)
def test_every_zone_has_its_own_midnight(zona, regla, ultimo, vence):
    local = ZoneInfo(zona)
    inicio = datetime(2026, 3, 5, 22, tzinfo=local)
    una = copia("2026-03-05", inicio=inicio, fin=inicio, verificada_en=inicio)
    cual, pedido = historia(linea([una], regla)), EstadoAl(dia("2026-03-05"))

    def al(instante):
        return evaluar(cual, pedido, instante, local)

    if vence is None:
        assert al(datetime(2026, 9, 9, tzinfo=UTC)).codigo == Codigo.PROCEDE
        return
    justo_antes = al(vence - datetime.resolution)
    assert (justo_antes.codigo, justo_antes.elegida.retenida_hasta) == (
        Codigo.PROCEDE,
        dia(ultimo),
    )
    assert al(vence).codigo == Codigo.FUERA_DE_RETENCION


@pytest.mark.requisito("R12")
def test_the_tool_that_differs_by_a_day_moves_the_horizon():
    corta = [Tramo(date(2025, 1, 1), tramos("30 días")[0].plazo, ajuste=-1)]
    cual = historia(linea(serie("2026-02-01", "2026-03-30"), corta))

    assert preguntar(cual, "2026-03-01", "2026-03-30 09:00").codigo == Codigo.PROCEDE
    assert preguntar(cual, "2026-03-01", "2026-03-31 09:00").codigo == Codigo.FUERA_DE_RETENCION


@pytest.mark.requisito("RC-20")
def test_the_day_just_ended_may_be_asked_for_until_its_copy_expires():
    """Day 03-01 is anchored on 03-02; if its run failed, it is still inside the horizon."""
    reglas = [replace(tramos("30 días")[0], dato="dia_anterior")]
    noches = [
        copia(f"2026-03-{n:02}", hora="01:00", dia_de_datos=date(2026, 3, n - 1))
        for n in range(3, 12)
    ]
    una = copia("2026-02-28", hora="01:00", dia_de_datos=date(2026, 2, 27))
    cual = historia(linea([una, *noches], reglas))

    for al, codigo in (("04-01", Codigo.APROXIMADA), ("04-02", Codigo.FUERA_DE_RETENCION)):
        dictamen = preguntar(cual, "2026-03-01", f"2026-{al} 12:00")
        assert dictamen.codigo == codigo
    assert dictamen.limite == dia("2026-04-01")
