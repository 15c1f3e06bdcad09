"""The invariants of dominio.md 4.13, on whole answers; those of L alone are in the neighbours."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorio.plazos import PorCopias, PorTiempo, Unidad, leer
from respaldo.retencion import (
    AntesDe,
    Atencion,
    Cercana,
    ClaseDeDia,
    Codigo,
    EstadoAl,
    MasReciente,
    Periodo,
    Tramo,
    calendario,
    evaluar,
    segunda_puerta,
    ultimo_dia_retenido,
)
from respaldo.retencion.politica import Politica
from respaldo.retencion.vista import Vista
from tests.respaldo.azar import DIAS, INICIO, dias, historias, instantes, preguntas
from tests.respaldo.historias import LIMA, UNA_VERSION, copia

DADAS = {Codigo.PROCEDE, Codigo.PROCEDE_PARCIAL, Codigo.VERIFICAR_ANTES}


def responder(cual, pregunta):
    cuando, recibida = pregunta
    return evaluar(cual, cuando, recibida, LIMA)


def en_series(cual, cambio):
    return replace(cual, series=tuple(cambio(serie) for serie in cual.series))


def en_copias(cual, cambio):
    return en_series(cual, lambda s: replace(s, copias=tuple(cambio(c) for c in s.copias)))


@pytest.mark.requisito("R19")
@given(cual=historias(con_reservas=False), fecha=dias, al=instantes, luego=st.integers(0, 30 * 24))
def test_1_what_is_out_of_retention_stays_so(cual, fecha, al, luego):
    if fecha < al.date() - timedelta(days=1):
        antes = responder(cual, (EstadoAl(fecha), al))
        despues = responder(cual, (EstadoAl(fecha), al + timedelta(hours=luego)))
        if antes.codigo == Codigo.FUERA_DE_RETENCION:
            assert despues.codigo == Codigo.FUERA_DE_RETENCION


@pytest.mark.requisito("X-1", "R21")
@given(cual=historias(), pregunta=preguntas, cuando=st.integers(0, 60))
def test_2_a_version_to_come_and_a_run_in_progress_change_no_answer(cual, pregunta, cuando):
    _, recibida = pregunta
    futura = Tramo(recibida.date() + timedelta(days=1 + cuando), leer("1 día"), version="futura")
    en_curso = copia(recibida.date(), clave="en curso", fin=recibida + timedelta(minutes=1))
    con_mas = en_series(
        cual,
        lambda s: replace(s, tramos=(futura, *s.tramos), copias=(en_curso, *s.copias)),
    )

    assert responder(con_mas, pregunta) == responder(cual, pregunta)


@given(cual=historias(), pregunta=preguntas, azar=st.randoms())
def test_3_the_order_of_import_is_irrelevant(cual, pregunta, azar):
    def revolver(cosas):
        return tuple(azar.sample(cosas, len(cosas)))

    revuelta = replace(
        en_series(cual, lambda s: replace(s, tramos=revolver(s.tramos), copias=revolver(s.copias))),
        medios=revolver(cual.medios),
        reservas=revolver(cual.reservas),
        series=revolver(cual.series),
    )

    assert responder(revuelta, pregunta).en_json() == responder(cual, pregunta).en_json()


@given(cual=historias(), pregunta=preguntas)
def test_4_no_fact_of_later_counts(cual, pregunta):
    _, recibida = pregunta

    def saber(instante):
        return None if instante is None or instante > recibida else instante

    def olvidar(una):
        campos = ("verificada_en", "eliminada_en", "invalidada_en", "transferida_en")
        return replace(una, **{campo: saber(getattr(una, campo)) for campo in campos})

    sabida = replace(
        en_series(
            en_copias(cual, olvidar),
            lambda s: replace(
                s,
                copias=tuple(c for c in s.copias if c.fin <= recibida),
                tramos=tuple(t for t in s.tramos if t.desde <= recibida.date()),
            ),
        ),
        medios=tuple(m for m in cual.medios if m.desde <= recibida),
        custodias=tuple(c for c in cual.custodias if c.desde <= recibida),
        reservas=tuple(
            replace(r, hasta=saber(r.hasta)) for r in cual.reservas if r.desde <= recibida
        ),
    )

    assert responder(sabida, pregunta) == responder(cual, pregunta)


@pytest.mark.requisito("R7")
@given(cual=historias(), al=instantes)
def test_5_if_a_copy_is_available_so_is_all_that_it_needs(cual, al):
    vista = Vista(cual, al=al, zona=LIMA)
    motivos_de_base = {None, Codigo.FUERA_DE_RETENCION}  # kept for its dependents only (R9)
    for opcion in vista.vivas:
        if vista.disponible(opcion):
            assert {vista.motivo(vista.opciones[c]) for c in vista.base(opcion)} <= motivos_de_base


@pytest.mark.requisito("R18", "R20")
@given(cual=historias(("vigente",)), pregunta=preguntas)
def test_6_origen_and_vigente_agree_while_one_version_exists(cual, pregunta):
    una = en_series(cual, lambda s: replace(s, tramos=s.tramos[:1]))
    otra = en_series(una, lambda s: replace(s, tramos=(replace(s.tramos[0], transicion="origen"),)))

    assert responder(una, pregunta) == responder(otra, pregunta)


@pytest.mark.requisito("R1")
@given(cual=historias(), pregunta=preguntas)
def test_9_the_same_instants_told_in_utc_give_the_same_answer(cual, pregunta):
    cuando, recibida = pregunta
    en_utc = en_copias(
        cual, lambda c: replace(c, inicio=c.inicio.astimezone(UTC), fin=c.fin.astimezone(UTC))
    )
    if isinstance(cuando, AntesDe):
        cuando = AntesDe(cuando.instante.astimezone(UTC))

    otra = responder(en_utc, (cuando, recibida.astimezone(UTC)))
    assert otra.en_json() == responder(cual, pregunta).en_json()


@pytest.mark.requisito("R12")
@given(ancla=dias, n=st.integers(1, 40))
def test_10_a_rule_said_in_another_way_gives_the_same_l(ancla, n):
    def ultimo(cuantos, unidad):
        return ultimo_dia_retenido(ancla, [Tramo(UNA_VERSION, PorTiempo(cuantos, unidad))])

    assert ultimo(n, Unidad.ANIOS) == ultimo(12 * n, Unidad.MESES)
    assert ultimo(n, Unidad.SEMANAS) == ultimo(7 * n, Unidad.DIAS)


@pytest.mark.requisito("R14", "R18")
@given(cual=historias(), al=instantes)
def test_all_at_once_and_one_by_one_give_the_same_copies(cual, al):
    for serie in cual.series:
        politica = Politica(serie.tramos, serie.copias, al=al, zona=LIMA)
        por_copias = any(isinstance(t.plazo, PorCopias) for t in politica.tramos)
        assert politica.retenidas() == [c for c in serie.copias if politica.retiene(c)]
        for una in politica.copias:
            ultimo = politica.ultimo_dia(una.ancla)
            if ultimo is not None and al.date() <= ultimo and not por_copias:
                assert politica.retiene(una)
            if not politica.cuenta_copias:
                assert politica.retiene(una) == (ultimo is None or al.date() <= ultimo)


@given(cual=historias(), pregunta=preguntas)
def test_an_answer_holds_together(cual, pregunta):
    cuando, _ = pregunta
    dictamen = responder(cual, pregunta)
    dada = dictamen.codigo in DADAS

    assert bool(dictamen.elegidas) == dada
    assert all(c.disponible for c in dictamen.ofrecidas)
    assert dictamen.elegida == (dictamen.elegidas[0] if dada else None)
    assert any(c.por_verificar for c in dictamen.elegidas) == (
        dictamen.codigo == Codigo.VERIFICAR_ANTES
    )
    hay_oferta = isinstance(dictamen.anterior or dictamen.posterior, Cercana)
    assert hay_oferta == (dictamen.codigo == Codigo.APROXIMADA)
    assert dictamen.codigo.no_procede == (not dada and dictamen.codigo != Codigo.APROXIMADA)
    assert dictamen.explicacion.startswith("No procede") == dictamen.codigo.no_procede
    if isinstance(cuando, EstadoAl):
        assert all(c.dia_de_datos == cuando.fecha for c in dictamen.elegidas)
    if isinstance(cuando, AntesDe):
        assert all(c.instante_de_datos < cuando.instante for c in dictamen.ofrecidas)


@given(cual=historias(), pregunta=preguntas)
def test_a_period_is_divided_in_what_is_covered_and_what_is_not(cual, pregunta):
    cuando, _ = pregunta
    dictamen = responder(cual, pregunta)
    if isinstance(cuando, Periodo) and dictamen.elegidas:
        contados = [
            lapso.desde + timedelta(days=n)
            for lapso in (*dictamen.cubiertos, *dictamen.no_cubiertos)
            for n in range((lapso.hasta - lapso.desde).days + 1)
        ]
        largo = (cuando.hasta - cuando.desde).days + 1
        assert sorted(contados) == [cuando.desde + timedelta(days=n) for n in range(largo)]


@given(cual=historias(), al=instantes)
def test_the_newest_is_the_last_one_before_now(cual, al):
    nueva, previa = (responder(cual, (cuando, al)) for cuando in (MasReciente(), AntesDe(al)))

    assert (nueva.codigo, nueva.elegida) == (previa.codigo, previa.elegida)


@pytest.mark.requisito("R22", "R23")
@given(cual=historias(), pregunta=preguntas, horas=st.integers(0, 72))
def test_gate_2_at_once_and_without_news_says_the_same(cual, pregunta, horas):
    cuando, recibida = pregunta
    antes = responder(cual, pregunta)

    assert segunda_puerta(cual, cuando, recibida, LIMA, Atencion(recibida)) == antes
    luego = Atencion(recibida + timedelta(hours=horas))
    despues = segunda_puerta(cual, cuando, recibida, LIMA, luego)
    quedan = {c.clave for c in despues.ofrecidas}
    assert quedan.isdisjoint(despues.perdidas)


@given(cual=historias(), al=instantes)
def test_the_calendar_says_what_each_date_would_get(cual, al):
    hasta = INICIO + timedelta(days=DIAS + 2)
    for dia in calendario(cual, INICIO, hasta, al, LIMA):
        if dia.clase == ClaseDeDia.FUTURA:
            assert dia.fecha > al.date()
            continue
        dictamen = responder(cual, (EstadoAl(dia.fecha), al))
        assert dia.clave == (dictamen.elegida.clave if dictamen.elegida else "")
        if dictamen.elegida:
            assert dia.retenida_hasta == dictamen.elegida.retenida_hasta
            assert dia.por_verificar == dictamen.elegida.por_verificar
        elif dictamen.codigo != Codigo.APROXIMADA:
            assert dia.motivo.no_procede
