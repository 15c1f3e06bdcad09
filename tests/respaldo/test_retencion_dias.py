"""The calendar of recoverable days, date by date."""

from dataclasses import replace
from datetime import date

import pytest

from respaldo.retencion import ClaseDeDia, Codigo, Reserva, calendario
from respaldo.retencion.dias import Dia
from tests.respaldo.historias import LIMA, cambiar, copia, dia, historia, lima, linea, semana, serie


def dias(cual, desde, hasta, al):
    return calendario(cual, dia(desde), dia(hasta), lima(al), LIMA)


@pytest.mark.requisito("MIN-7.2.2-c", "PC-5.3-c")
def test_each_date_says_what_there_is_of_it():
    externas = linea([copia("2026-03-04", clave="fuera", hora="23:00")], "12 meses", tipo="externo")
    base = cambiar(semana(menos=["2026-03-03", "2026-03-04"]), "2026-03-02", verificada_en=None)
    cual = replace(base, series=(*base.series, externas))

    dadas = dias(cual, "2026-02-28", "2026-03-06", "2026-03-05 09:00")
    assert [d.clase.value for d in dadas] == [
        "incremental", "total", "incremental", "ninguna", "externo", "ninguna", "futura",
    ]  # fmt: skip
    assert dadas[2] == Dia(
        date(2026, 3, 2),
        ClaseDeDia.INCREMENTAL,
        "2026-03-02",
        lima("2026-03-02 22:00"),
        date(2026, 4, 1),
        por_verificar=True,
    )
    assert dadas[3] == Dia(date(2026, 3, 3), ClaseDeDia.NINGUNA, motivo=Codigo.SIN_COPIA)
    assert (dadas[4].clave, dadas[4].retenida_hasta) == ("fuera", date(2027, 3, 4))
    assert dadas[6] == Dia(date(2026, 3, 6), ClaseDeDia.FUTURA)
    assert not dadas[1].por_verificar
    assert [d.reservada for d in dadas] == [False] * 7
    retenida = replace(cual, reservas=(Reserva("2026-03-02", lima("2026-03-04 09:00")),))
    con_reserva = dias(retenida, "2026-03-01", "2026-03-02", "2026-03-05 09:00")
    assert [d.reservada for d in con_reserva] == [False, True]


def test_a_date_without_a_copy_says_why():
    cual = historia(linea(serie("2026-03-01", "2026-04-20")))
    rota = cambiar(cual, "2026-04-10", invalidada_en=lima("2026-04-12 09:00"))

    dadas = {
        f"{d.fecha:%m-%d}": d for d in dias(rota, "2026-02-27", "2026-04-22", "2026-04-21 09:00")
    }
    assert dadas["02-28"].motivo == Codigo.ANTERIOR_A_PRIMERA_COPIA
    assert dadas["03-21"].motivo == Codigo.FUERA_DE_RETENCION
    assert dadas["03-22"].clase == ClaseDeDia.TOTAL
    assert dadas["04-10"].motivo == Codigo.COPIA_INVALIDADA
    assert dadas["04-21"].motivo == Codigo.SIN_COPIA
    assert dadas["04-22"].clase == ClaseDeDia.FUTURA
    assert (dadas["04-22"].motivo, dadas["03-22"].motivo) == (None, None)


def test_a_day_with_two_copies_gives_the_one_that_would_be_chosen():
    dos = [copia("2026-03-02", clave="tarde"), copia("2026-03-02", clave="dia", hora="10:00")]
    cual = historia(linea(dos))
    (uno,) = dias(cual, "2026-03-02", "2026-03-02", "2026-03-05 09:00")
    assert uno.clave == "tarde"
    (otro,) = dias(
        cambiar(cual, "tarde", invalidada_en=lima("2026-03-04 09:00")),
        "2026-03-02", "2026-03-02", "2026-03-05 09:00",
    )  # fmt: skip
    assert otro.clave == "dia"


@pytest.mark.parametrize(
    ("hasta", "pronto"),
    [("2026-03-08", True), ("2026-03-10", True), ("2026-03-11", False), (None, False)],
)
def test_it_expires_soon_until_the_last_of_so_many_days(hasta, pronto):
    uno = Dia(date(2026, 3, 1), ClaseDeDia.TOTAL, retenida_hasta=hasta and dia(hasta))

    assert uno.vence_pronto(date(2026, 3, 7), 3) is pronto
