"""First and last days, copies removed at awkward instants, and rules that the quick path mixes."""

from dataclasses import replace
from datetime import date

import pytest

from respaldo.retencion import (
    Alcance,
    AntesDe,
    Codigo,
    Contrato,
    HechoDeMedio,
    Pedido,
    Periodo,
    Reserva,
    evaluar,
)
from respaldo.retencion.politica import Politica
from respaldo.retencion.serie_al import SerieAl
from tests.respaldo.historias import (
    LIMA,
    cambiar,
    cercanas,
    copia,
    dia,
    historia,
    lima,
    linea,
    preguntar,
    serie,
    tramos,
)


def dias_vivos(copias, reglas, al):
    politica = Politica(reglas, copias, al=lima(al), zona=LIMA)
    quedan = politica.retenidas()
    assert quedan == [c for c in politica.copias if politica.retiene(c)]
    return [f"{c.ancla:%m-%d}" for c in quedan]


@pytest.mark.requisito("R20")
def test_a_short_rule_with_origen_ends_its_own_copies_only():
    """Those of before live 90 days: the copies alive are not the last ones."""
    larga, corta = tramos(("2026-01-01", "90 días"), ("2026-03-05", "2 días"))
    reglas = [larga, replace(corta, transicion="origen")]
    copias = serie("2026-03-03", "2026-03-10")

    assert dias_vivos(copias, reglas, "2026-03-11 09:00") == ["03-03", "03-04", "03-09", "03-10"]
    (ultima,) = tramos(("2026-03-09", "60 días"))
    vivas = ["03-03", "03-04", "03-07", "03-08", "03-09", "03-10"]
    assert dias_vivos(copias, [*reglas, ultima], "2026-03-11 09:00") == vivas


@pytest.mark.requisito("R14", "R18", "R19")
def test_more_copies_do_not_bring_back_what_fewer_pushed_out():
    reglas = tramos(("2026-01-01", "2 copias"), ("2026-03-06", "5 copias"))

    # At that midnight the run of 03-05 has not ended: two are those of 03-03 and 03-04.
    assert dias_vivos(serie("2026-03-01", "2026-03-07"), reglas, "2026-03-08 09:00") == [
        "03-03", "03-04", "03-05", "03-06", "03-07",
    ]  # fmt: skip
    assert dias_vivos(serie("2026-03-01", "2026-03-05"), reglas, "2026-03-08 09:00") == [
        "03-03", "03-04", "03-05",
    ]  # fmt: skip


@pytest.mark.requisito("R14", "R19")
def test_what_a_removed_copy_pushed_out_stays_out_whatever_ad_hoc_copies_came_later():
    programadas = serie("2026-03-01", "2026-03-04")
    programadas[3] = replace(programadas[3], eliminada_en=lima("2026-03-06 10:00"))
    sueltas = [copia(f"2026-03-{n:02}", clave=f"x{n}", ad_hoc=True) for n in (7, 8)]

    assert dias_vivos([*programadas, *sueltas], tramos("2 copias"), "2026-03-10 09:00") == [
        "03-03", "03-04", "03-07", "03-08",
    ]  # fmt: skip


@pytest.mark.requisito("R14")
def test_copies_that_were_all_removed_are_counted_while_they_were_there():
    """There were never two newer ones at once."""
    fines = ("2026-03-06 10:00", "2026-03-03 10:00", "2026-03-05 10:00")
    copias = [
        replace(c, eliminada_en=lima(fin))
        for c, fin in zip(serie("2026-03-01", "2026-03-03"), fines, strict=True)
    ]

    assert dias_vivos(copias, tramos("2 copias"), "2026-03-10 09:00") == ["03-01", "03-02", "03-03"]


@pytest.mark.requisito("R14")
def test_a_copy_removed_at_the_instant_at_which_it_ended_never_was():
    nunca = copia("2026-03-02", eliminada_en=lima("2026-03-03 02:00"))
    copias = [copia("2026-03-01"), nunca]

    assert dias_vivos(copias, tramos("1 copias"), "2026-03-10 09:00") == ["03-01", "03-02"]


@pytest.mark.requisito("R14")
def test_the_oldest_copy_kept_is_inside_the_horizon_though_it_cannot_be_given():
    cual = historia(linea(serie("2026-03-01", "2026-03-10"), "4 copias"))
    rota = cambiar(cual, "2026-03-07", invalidada_en=lima("2026-03-08 09:00"))

    dictamen = preguntar(rota, "2026-03-07", "2026-03-11 09:00")
    assert (dictamen.codigo, cercanas(dictamen)) == (Codigo.APROXIMADA, (None, "03-08"))
    assert preguntar(rota, "2026-03-06", "2026-03-11 09:00").codigo == Codigo.FUERA_DE_RETENCION


@pytest.mark.parametrize(
    ("recibida", "codigo"),
    [
        ("2026-03-04 23:59", Codigo.PROVEEDOR),
        ("2026-03-05 00:00", Codigo.PROCEDE),
        ("2026-03-10 23:59", Codigo.PROCEDE),
        ("2026-03-11 00:00", Codigo.PROVEEDOR),
    ],
)
def test_a_contract_rules_from_its_first_day_to_its_last(recibida, codigo):
    contratos = (Contrato("C-1", date(2026, 3, 5), date(2026, 3, 10)),)
    una = copia("2026-03-01", transferida_en=lima("2026-03-20 09:00"))
    cual = historia(linea([una], tipo="externo", contratos=contratos))

    assert preguntar(cual, "2026-03-01", recibida).codigo == codigo
    assert preguntar(cual, "2026-03-01", "2026-03-20 08:59").codigo == Codigo.PROVEEDOR
    assert preguntar(cual, "2026-03-01", "2026-03-20 09:00").codigo == Codigo.PROCEDE


@pytest.mark.requisito("RC-20")
def test_the_day_of_an_ancla_and_the_ancla_of_a_day_are_inverse():
    apertura, anterior = tramos(("2026-01-01", "30 días"), ("2026-03-10", "30 días"))
    reglas = [apertura, replace(anterior, dato="dia_anterior")]
    una = SerieAl(linea([], reglas), al=lima("2026-04-01 09:00"), zona=LIMA)

    for ancla, de in (
        ("2026-03-08", "2026-03-08"),
        ("2026-03-10", "2026-03-09"),
        ("2026-03-11", "2026-03-10"),
    ):
        assert una.dia_de(dia(ancla)) == dia(de)
        assert una.ancla_de(dia(de)) == dia(ancla)
    # Nobody saves the 9th twice: its night of before and the early morning of after.
    assert una.dia_de(dia("2026-03-09")) == dia("2026-03-09")
    antes = SerieAl(linea([], reglas[1:]), al=lima("2026-02-01 09:00"), zona=LIMA)
    assert antes.dia_de(dia("2026-02-01")) == dia("2026-01-31")


def test_a_period_with_one_end_in_scope_is_in_scope():
    fuera = Alcance(dia("2026-02-10"), excluye=(r"\\srv\ogti\videos",))
    cual = replace(historia(linea(serie("2026-02-01", "2026-02-20"))), alcances=(fuera,))

    def codigo(desde, hasta):
        pedido = Pedido(Periodo(dia(desde), dia(hasta)), ruta=r"\\srv\ogti\videos\a.mp4")
        return evaluar(cual, pedido, lima("2026-04-20 09:00"), LIMA).codigo

    assert codigo("2026-02-09", "2026-02-10") == Codigo.FUERA_DE_RETENCION
    assert codigo("2026-02-10", "2026-02-11") == Codigo.NO_INCLUIDO


def test_the_limit_is_that_of_the_series_that_keeps_longest():
    corta = linea(serie("2026-01-10", "2026-01-20"), "30 días")
    larga = linea([copia("2026-01-10", clave="fuera")], "60 días", tipo="externo")

    for orden in ((corta, larga), (larga, corta)):
        dictamen = preguntar(historia(*orden), "2026-01-15", "2026-04-20 09:00")
        assert (dictamen.codigo, dictamen.limite) == (Codigo.FUERA_DE_RETENCION, dia("2026-03-16"))


def test_the_reason_may_be_that_of_a_copy_of_a_series_with_long_periods():
    noche = linea([copia("2026-01-05")], "1 año")
    rota = copia("2026-02-28", clave="mensual", invalidada_en=lima("2026-03-02 09:00"))
    mensual = linea([rota], "1 año", tipo="externo", periodo_dias=31)

    dictamen = preguntar(historia(noche, mensual), "2026-03-20", "2026-04-20 09:00")
    assert dictamen.codigo == Codigo.COPIA_INVALIDADA


def test_inside_a_period_the_first_copy_gives_the_reason():
    dos = [
        copia("2026-03-01", invalidada_en=lima("2026-03-02 09:00")),
        copia("2026-03-03", llave="L"),
    ]
    periodo = Periodo(dia("2026-03-01"), dia("2026-03-05"))

    dictamen = preguntar(historia(linea(dos)), periodo, "2026-03-10 09:00")
    assert dictamen.codigo == Codigo.COPIA_INVALIDADA


def test_of_two_copies_of_one_instant_the_internal_one_tells_until_when():
    dentro = linea([copia("2026-01-10")], "20 días")
    fuera = linea([copia("2026-01-10", clave="z")], "30 días", tipo="externo")
    antes = AntesDe(lima("2026-01-11 09:00"))

    for orden in ((dentro, fuera), (fuera, dentro)):
        assert preguntar(historia(*orden), antes, "2026-04-01 09:00").limite == dia("2026-01-30")


def test_one_expired_day_at_the_start_of_a_period_is_a_part_that_is_missing():
    cual = historia(linea(serie("2026-03-01", "2026-03-31")))
    periodo = Periodo(dia("2026-03-05"), dia("2026-03-10"))

    assert preguntar(cual, periodo, "2026-04-04 23:59").codigo == Codigo.PROCEDE
    assert preguntar(cual, periodo, "2026-04-05 00:00").codigo == Codigo.PROCEDE_PARCIAL


@pytest.mark.requisito("RC-02")
def test_what_is_told_for_information_is_the_next_copy_of_any_series():
    retenida = Reserva("2026-02-28", lima("2026-03-20 09:00"))
    dentro = linea(serie("2026-02-28", "2026-03-10"), "30 días")
    fuera = linea([copia("2026-03-02", clave="z", hora="10:00")], "31 días", tipo="externo")

    for orden in ((dentro, fuera), (fuera, dentro)):
        cual = historia(*orden, reservas=(retenida,))
        dictamen = preguntar(cual, "2026-03-01", "2026-04-02 09:00")
        assert dictamen.codigo == Codigo.FUERA_DE_RETENCION
        assert dictamen.informativa.candidata.clave == "z"


@pytest.mark.requisito("R23")
def test_a_hold_counts_from_its_very_instant_and_not_at_its_end():
    puesta, quitada = lima("2026-04-05 09:00"), lima("2026-04-06 09:00")
    cual = historia(linea(serie("2026-03-01", "2026-03-31")))
    retenida = replace(cual, reservas=(Reserva("2026-03-01", puesta, quitada),))

    for al, codigo in (
        ("2026-04-05 08:59", Codigo.FUERA_DE_RETENCION),
        ("2026-04-05 09:00", Codigo.PROCEDE),
        ("2026-04-06 08:59", Codigo.PROCEDE),
        ("2026-04-06 09:00", Codigo.FUERA_DE_RETENCION),
    ):
        assert preguntar(retenida, "2026-03-01", al).codigo == codigo


def test_a_copy_is_gone_at_the_very_instant_of_its_removal():
    borrada = lima("2026-03-08 09:00")
    cual = cambiar(
        historia(linea(serie("2026-03-01", "2026-03-06"))), "2026-03-05", eliminada_en=borrada
    )

    assert preguntar(cual, "2026-03-05", "2026-03-08 08:59").codigo == Codigo.PROCEDE
    assert preguntar(cual, "2026-03-05", "2026-03-08 09:00").codigo == Codigo.APROXIMADA


@pytest.mark.parametrize("inutiles", [49, 50, 51])
def test_it_looks_past_fifty_useless_copies_and_those_that_are_gone(inutiles):
    """What is told stops at fifty; the search does not, nor at a copy that was removed."""
    noches = serie("2026-01-01", "2026-03-10")
    buena, quitada, perdidas = noches[0], noches[1], noches[2 : 2 + inutiles]
    quitada = replace(quitada, eliminada_en=lima("2026-03-01 09:00"))
    perdidas = [replace(c, medio="cinta") for c in perdidas]
    medios = (HechoDeMedio("cinta", lima("2026-01-01 09:00"), "perdido"),)
    cual = historia(linea([buena, quitada, *perdidas], "90 días"), medios=medios)

    dictamen = preguntar(cual, AntesDe(lima("2026-03-11 00:00")), "2026-03-11 09:00")

    assert dictamen.elegida.clave == buena.clave
    assert len(dictamen.candidatas) == 51  # fifty useless ones, and the one it gives
