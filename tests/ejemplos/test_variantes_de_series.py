"""The worked examples with other values: several series.

Each answer was decided from the text of dominio.md 4.4–4.11 before the engine was asked.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from directorio.periodicidad import Mensual, UltimoDia, fechas
from gobierno.calendario import Calendario
from respaldo.retencion import Codigo, Contrato
from tests.ejemplos.consultas import SIN_COPIA, codigo
from tests.respaldo.historias import (
    cambiar,
    cercanas,
    copia,
    dia,
    diaria,
    historia,
    lima,
    linea,
    preguntar,
    serie,
)


def abuelo_padre_hijo(**externo):
    """Every night 30 days, Sundays 12 weeks, and outside the last day of each month a year."""
    noches = linea(serie("2026-01-12", "2026-09-14"), "30 días")
    domingos = [dia("2026-01-18") + timedelta(weeks=n) for n in range(35)]
    semanal = replace(
        linea([copia(f, clave=f"semanal {f}", hora="12:00") for f in domingos], "12 semanas"),
        clave="x/interno/semanal",
        periodo_dias=7,
    )
    meses = fechas(Mensual(UltimoDia()), date(2026, 1, 1), date(2026, 8, 31), Calendario("PE"))
    fuera = [copia(f, clave=f"externa {f}", hora="23:00") for f in meses]
    mensual = linea(fuera, "12 meses", tipo="externo", periodo_dias=31, **externo)
    return historia(noches, semanal, mensual)


@pytest.mark.requisito("RC-50")
@pytest.mark.parametrize(
    ("fecha", "esperado", "cuales"),
    [
        ("2026-08-20", Codigo.PROCEDE, "2026-08-20"),
        ("2026-08-31", Codigo.PROCEDE, "2026-08-31"),  # interno before externo
        ("2026-08-16", Codigo.PROCEDE, "2026-08-16"),  # a Sunday, and the last day of its night
        ("2026-07-26", Codigo.PROCEDE, "semanal 2026-07-26"),
        ("2026-05-31", Codigo.PROCEDE, "externa 2026-05-31"),  # its Sunday copy has expired
        ("2026-07-28", Codigo.APROXIMADA, ("07-26", "07-31")),
        ("2026-08-04", Codigo.APROXIMADA, ("08-02", "08-09")),
        ("2026-06-15", Codigo.APROXIMADA, ("05-31", "06-28")),
        ("2026-01-11", Codigo.ANTERIOR_A_PRIMERA_COPIA, (None, None)),
        ("2026-01-12", Codigo.APROXIMADA, (None, "01-31")),
    ],
)
def test_rc_50_three_series_of_different_retention(fecha, esperado, cuales):
    dictamen = preguntar(abuelo_padre_hijo(), fecha, "2026-09-15 09:00")

    hallado = dictamen.elegida.clave if dictamen.elegida else cercanas(dictamen)
    assert (dictamen.codigo, hallado) == (esperado, cuales)


@pytest.mark.requisito("RC-50")
def test_rc_50_an_external_copy_after_its_contract():
    contratos = (Contrato("C-1", date(2026, 1, 1), date(2026, 8, 31)),)
    cual = abuelo_padre_hijo(contratos=contratos)

    assert codigo(cual, "2026-03-31", "2026-08-31 23:59") == Codigo.PROCEDE
    assert codigo(cual, "2026-03-31", "2026-09-01 00:00") == Codigo.PROVEEDOR
    traida = cambiar(cual, "externa 2026-03-31", transferida_en=lima("2026-08-30 10:00"))
    assert codigo(traida, "2026-03-31", "2026-09-15 09:00") == Codigo.PROCEDE


@pytest.mark.requisito("RC-21", "RC-25")
def test_an_approximate_copy_may_be_seven_days_away_and_no_more():
    hueco = [f"2026-03-{n:02}" for n in range(5, 22)]
    cual = diaria(hasta="2026-03-30", menos=hueco)

    for fecha, esperadas in (
        ("2026-03-11", ("03-04", None)),
        ("2026-03-15", (None, "03-22")),
    ):
        dictamen = preguntar(cual, fecha, "2026-03-31 09:00")
        assert (dictamen.codigo, cercanas(dictamen)) == (Codigo.APROXIMADA, esperadas)
    assert codigo(cual, "2026-03-12", "2026-03-31 09:00") == SIN_COPIA
    assert codigo(cual, "2026-03-14", "2026-03-31 09:00") == SIN_COPIA
