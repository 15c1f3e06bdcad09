"""The worked examples with other values: requests and answers.

Each answer was decided from the text of dominio.md 4.2–4.12 before the engine was asked.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from respaldo.retencion import (
    AntesDe,
    Atencion,
    Aviso,
    Codigo,
    EstadoAl,
    HechoDeMedio,
    Lapso,
    MasReciente,
    Pedido,
    PedidoInvalido,
    Periodo,
    Reserva,
    evaluar,
    segunda_puerta,
)
from tests.ejemplos.consultas import FUERA, codigo, elegida
from tests.ejemplos.de_respuesta import reglas
from tests.respaldo.historias import (
    LIMA,
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
    tramos,
)


@pytest.mark.requisito("RC-17")
def test_rc_17_a_run_is_a_copy_from_the_instant_at_which_it_ends():
    cual = diaria(hasta="2026-03-01")  # the last one runs from 22:00 to 02:00

    assert elegida(cual, MasReciente(), "2026-03-02 01:59") == (Codigo.PROCEDE, "2026-02-28")
    assert elegida(cual, MasReciente(), "2026-03-02 02:00") == (Codigo.PROCEDE, "2026-03-01")
    assert codigo(cual, "2026-03-01", "2026-03-02 01:59") == Codigo.APROXIMADA


@pytest.mark.requisito("RC-18")
def test_rc_18_at_the_very_start_of_a_run_it_does_not_serve():
    def antes_de(hora):
        return elegida(diaria(), AntesDe(lima(hora)), "2026-03-05 09:00")

    assert antes_de("2026-03-01 22:00") == (Codigo.PROCEDE, "2026-02-28")
    assert antes_de("2026-03-01 22:01") == (Codigo.PROCEDE, "2026-03-01")


@pytest.mark.requisito("RC-18", "RC-02")
def test_rc_18_before_an_instant_whose_copies_have_all_expired():
    dictamen = preguntar(diaria(), AntesDe(lima("2026-02-15 10:00")), "2026-04-01 09:00")

    assert (dictamen.codigo, dictamen.limite) == (FUERA, dia("2026-03-16"))


@pytest.mark.requisito("RC-20", "RC-21")
def test_rc_20_the_night_that_saves_the_day_before():
    reglas_ = [replace(tramos("30 días")[0], dato="dia_anterior")]
    noches = [
        copia(f, clave=f"{f}", hora="01:00", dia_de_datos=f - timedelta(days=1))
        for f in (dia("2026-03-01") + timedelta(days=n) for n in range(10))
    ]
    cual = historia(linea(noches, reglas_))

    assert elegida(cual, "2026-03-09", "2026-03-10 11:00") == (Codigo.PROCEDE, "2026-03-10")
    hoy = preguntar(cual, "2026-03-10", "2026-03-10 11:00")
    assert (hoy.codigo, cercanas(hoy)) == (Codigo.APROXIMADA, ("03-09", None))
    # The data of 28 February has its ancla on 1 March.
    assert codigo(cual, "2026-02-28", "2026-03-31 23:59") == Codigo.PROCEDE
    assert codigo(cual, "2026-02-28", "2026-04-01 00:00") == FUERA
    assert codigo(cual, "2026-02-27", "2026-03-10 11:00") == Codigo.ANTERIOR_A_PRIMERA_COPIA


@pytest.mark.requisito("RC-22", "R1")
@pytest.mark.parametrize(
    "cuando",
    [
        EstadoAl(dia("2026-03-11")),  # it is already the 11th in UTC
        Periodo(dia("2026-03-01"), dia("2026-03-11")),
        AntesDe(lima("2026-03-10 23:31")),
    ],
)
def test_rc_22_tomorrow_cannot_be_asked_for(cuando):
    with pytest.raises(PedidoInvalido):
        preguntar(diaria(), cuando, "2026-03-10 23:30")


@pytest.mark.requisito("RC-49", "R22", "R23")
def test_rc_49_what_the_software_still_has_is_given_the_next_day():
    pedido, recibida = EstadoAl(dia("2026-03-01")), lima("2026-03-31 23:50")
    primera = evaluar(diaria(), pedido, recibida, LIMA)
    atencion = Atencion(lima("2026-04-01 09:00"), confirmadas=frozenset({"2026-03-01"}))
    segunda = segunda_puerta(diaria(), pedido, recibida, LIMA, atencion)

    assert (primera.codigo, primera.avisos) == (Codigo.PROCEDE, (Aviso.VENCE_HOY,))
    assert (segunda.codigo, segunda.elegida.clave) == (Codigo.PROCEDE, "2026-03-01")
    assert segunda.perdidas == ()
    assert evaluar(diaria(), pedido, lima("2026-04-01 00:00"), LIMA).codigo == FUERA


@pytest.mark.requisito("RC-49", "R23")
def test_rc_49_a_hold_keeps_it_for_as_long_as_it_lasts():
    retenida = Reserva("2026-03-01", lima("2026-03-31 23:50"), lima("2026-04-10 12:00"))
    cual = replace(diaria(), reservas=(retenida,))

    assert codigo(cual, "2026-03-01", "2026-04-10 11:59") == Codigo.PROCEDE
    assert codigo(cual, "2026-03-01", "2026-04-10 12:00") == FUERA


@pytest.mark.requisito("RC-54", "R6")
def test_rc_54_the_repetition_and_the_night_of_its_own_date():
    repetida = copia("2026-03-06", clave="repetida", hora="10:15")
    buenas = serie("2026-01-12", "2026-03-09", menos=["2026-03-05"])
    cual = historia(linea([*buenas, repetida]))

    assert elegida(cual, "2026-03-06", "2026-03-10 09:00") == (Codigo.PROCEDE, "2026-03-06")
    mediodia = AntesDe(lima("2026-03-06 12:00"))
    assert elegida(cual, mediodia, "2026-03-10 09:00") == (Codigo.PROCEDE, "repetida")


@pytest.mark.requisito("RC-55")
def test_rc_55_what_was_verified_after_the_request_was_not_verified():
    cual = cambiar(diaria(), "2026-03-05", verificada_en=lima("2026-03-08 09:01"))

    assert codigo(cual, "2026-03-05", "2026-03-08 09:00") == Codigo.VERIFICAR_ANTES
    assert codigo(cual, "2026-03-05", "2026-03-08 09:01") == Codigo.PROCEDE


@pytest.mark.requisito("RC-57", "RC-58", "X-5")
@pytest.mark.parametrize(
    ("ruta", "esperado"),
    [
        (r"D:\proyectos\informe.docx", Codigo.FUERA_DE_RUTA),  # it could be a server's disk
        ("c:/users/jperez/Escritorio", Codigo.EQUIPO_DE_USUARIO),
        (r"C:\Users\jperez\VUCE_CP.sql", Codigo.DERIVADA),  # competence is asked first
        (r"\\srv\ogti\actas.docx", Codigo.PROCEDE),
    ],
)
def test_rc_57_and_58_the_first_guard_answers(ruta, esperado):
    pedido = Pedido(EstadoAl(dia("2026-03-01")), ruta=ruta, ruta_asignada=ruta.startswith("\\\\"))

    assert evaluar(diaria(), pedido, lima("2026-03-31 18:00"), LIMA, reglas()).codigo == esperado


@pytest.mark.requisito("RC-60")
def test_rc_60_one_encrypted_copy_among_others_leaves_its_neighbours():
    cual = cambiar(diaria(), "2026-03-10", llave="LLAVE-1")

    dictamen = preguntar(cual, "2026-03-10", "2026-03-20 09:00")
    assert (dictamen.codigo, cercanas(dictamen)) == (Codigo.APROXIMADA, ("03-09", "03-11"))
    assert Aviso.CLAVE_SIN_CUSTODIA in dictamen.avisos


@pytest.mark.requisito("RC-35", "RC-60")
def test_a_lost_tape_leaves_the_copies_of_others_and_only_then_refuses():
    perdida = (HechoDeMedio("CINTA-7", lima("2026-03-12 08:00"), "perdido"),)
    una = replace(cambiar(diaria(), "2026-03-10", medio="CINTA-7"), medios=perdida)
    dictamen = preguntar(una, "2026-03-10", "2026-03-20 09:00")
    assert (dictamen.codigo, cercanas(dictamen)) == (Codigo.APROXIMADA, ("03-09", "03-11"))

    todas = [replace(c, medio="CINTA-7") for c in serie("2026-02-01", "2026-03-11")]
    cual = historia(linea(todas), medios=perdida)
    assert codigo(cual, "2026-03-10", "2026-03-12 07:59") == Codigo.PROCEDE
    assert codigo(cual, "2026-03-10", "2026-03-12 08:00") == Codigo.MEDIO_NO_DISPONIBLE


@pytest.mark.requisito("RC-01")
@pytest.mark.parametrize(
    ("cuales", "esperado", "cuantas"),
    [
        ("ultima", Codigo.PROCEDE_PARCIAL, 1),
        ("todas", Codigo.PROCEDE_PARCIAL, 5),
        ("cualquiera", Codigo.PROCEDE, 1),
    ],
)
def test_a_period_whose_first_half_has_expired(cuales, esperado, cuantas):
    periodo = Periodo(dia("2026-03-01"), dia("2026-03-10"), cuales)
    dictamen = preguntar(diaria(), periodo, "2026-04-05 23:59")  # 03-06 is on its last day

    assert (dictamen.codigo, len(dictamen.elegidas)) == (esperado, cuantas)
    assert dictamen.elegida.clave == "2026-03-10"
    assert dictamen.cubiertos == (Lapso(dia("2026-03-06"), dia("2026-03-10")),)
    assert dictamen.no_cubiertos == (Lapso(dia("2026-03-01"), dia("2026-03-05")),)
