"""The retention rule as it is written: units kept, nothing converted (R12–R16), and R10."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from directorio.plazos import (
    ESTRICTA,
    EXTIENDE_BASE,
    HastaEvento,
    Indefinida,
    PlazoInvalido,
    PorCopias,
    PorTiempo,
    Unidad,
    describir,
    leer,
    texto,
    verificar_base,
)
from directorio.plazos.modelo import MAXIMO

tiempos = st.builds(
    PorTiempo, st.integers(1, 99), st.sampled_from(Unidad), st.just(0) | st.integers(1, 50)
)
plazos = st.one_of(
    tiempos,
    st.builds(PorCopias, st.integers(1, 10_000), st.booleans()),
    st.builds(Indefinida, st.dates(date(1000, 1, 1), date(9999, 12, 31))),
    st.builds(
        HastaEvento,
        st.sampled_from(["el cierre del proyecto", "la sentencia (Exp. 12-2026)", "que cese"]),
    ),
)
dias = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.mark.requisito("MIN-6.1-g", "R12", "R14", "R15", "R16")
@pytest.mark.parametrize(
    ("escrita", "canonica"),
    [
        ("30 días", "30 días"),
        ("30 DIAS CALENDARIO", "30 días"),
        ("15d", "15 días"),
        ("un día", "1 día"),
        ("4 Semanas", "4 semanas"),
        ("1 mes", "1 mes"),
        ("doce meses", "12 meses"),
        ("5 AÑOS", "5 años"),
        ("hasta 2 años", "2 años"),
        ("durante 90 dias", "90 días"),
        ("180 copias", "180 copias"),
        ("hasta con 180 copias diferentes", "180 copias"),
        ("últimas 7 versiones", "7 copias"),
        ("1 copia", "1 copia"),
        ("30 copias por día", "30 copias por día"),
        ("30 días y mínimo 3 copias", "30 días y mínimo 3 copias"),
        ("1 mes y al menos una copia", "1 mes y mínimo 1 copia"),
        ("Indefinida, revisión 31/12/2026", "indefinida, revisión 31/12/2026"),
        ("permanente (revisión: 2026-12-31)", "indefinida, revisión 31/12/2026"),
        ("Hasta  el cierre del proyecto", "hasta el cierre del proyecto"),
    ],
)
def test_it_reads_what_is_written(escrita, canonica):
    assert texto(leer(escrita)) == canonica


@pytest.mark.requisito("MIN-6.1-g", "R16")
@pytest.mark.parametrize(
    ("escrita", "mensaje", "remedio"),
    [
        ("", "Falta el periodo", "«30 días»"),
        ("30", "no dice la unidad", "«30 días»"),
        ("6 m", "no dice la unidad", "«12 meses»"),
        ("mucho", "No se reconoce", "«180 copias»"),
        ("indefinida", "debe decir cuándo se revisa", "31/12/2026"),
        ("indefinida, revisión 31/02/2026", "«31/02/2026» no existe", "dd/mm/aaaa"),
        ("indefinida, revisión 31/12/26", "No se reconoce", "«30 días»"),
        ("0 días", "0 días está fuera", "1 a 36600"),
        ("101 años", "101 años está fuera", "1 a 100"),
        ("0 copias", "0 copias está fuera", "1 a 10000"),
        ("30 días y mínimo 0 copias", "0 copias está fuera", "1 a 10000"),
        ("hasta el " + "x" * 90, "no se entiende", "hasta el cierre"),
        ("x" * 121, "121 caracteres", "observaciones"),
        ("30\x00días", "no se ven", "escríbala de nuevo"),
    ],
)
def test_it_says_how_to_write_what_it_cannot_read(escrita, mensaje, remedio):
    with pytest.raises(PlazoInvalido) as error:
        leer(escrita)

    assert mensaje in error.value.mensaje
    assert remedio in error.value.remedio


@pytest.mark.parametrize(
    ("escrita", "frase"),
    [
        ("30 días", "30 días desde la fecha de la copia, último día incluido"),
        (
            "30 días y mínimo 3 copias",
            "30 días desde la fecha de la copia, y siempre al menos 3 copias",
        ),
        ("180 copias", "las últimas 180 copias"),
        (
            "30 copias por día",
            "las últimas 30 copias (las de un mismo día cuentan como una)",
        ),
        ("indefinida, revisión 31/12/2026", "sin fecha de término; se revisa el 31/12/2026"),
        (
            "hasta el cierre del proyecto",
            "hasta el cierre del proyecto; la fecha se fija cuando ocurra",
        ),
    ],
)
def test_it_describes_itself_in_plain_spanish(escrita, frase):
    assert describir(leer(escrita)) == frase


@pytest.mark.requisito("R12")
def test_it_adds_its_time_to_a_date():
    assert leer("1 mes").sumar(date(2026, 1, 31)) == date(2026, 2, 28)
    assert leer("30 días").sumar(date(2026, 2, 1)) == date(2026, 3, 3)
    assert leer("100 años").sumar(date(9950, 1, 1)) == date.max
    assert leer("36600 días").sumar(date(9950, 1, 1)) == date.max


@pytest.mark.requisito("R10")
@pytest.mark.parametrize(
    ("base", "dependiente", "periodo", "resultado"),
    [
        ("36 días", "30 días", 7, None),
        ("35 días", "30 días", 7, True),
        ("30 días", "30 días", 7, True),
        ("30 días", "30 días", 1, None),
        ("1 mes", "1 mes", 1, None),
        ("1 mes", "1 mes", 7, True),
        ("2 meses", "1 mes", 7, None),
        ("1 año", "12 meses", 1, None),
        ("1 año", "366 días", 1, True),
        ("indefinida, revisión 31/12/2026", "5 años", 7, None),
        ("5 años", "indefinida, revisión 31/12/2026", 7, True),
        ("hasta el cierre", "hasta el cierre", 7, None),
        ("hasta el cierre", "30 días", 7, False),
        ("4 copias", "30 días", 7, False),
        ("60 días", "30 días y mínimo 3 copias", 7, False),
        ("60 días", "24 copias", 7, False),
        ("60 días y mínimo 2 copias", "30 días", 7, None),
        ("20 días y mínimo 2 copias", "30 días", 7, False),
    ],
)
def test_it_compares_base_and_dependents_under_estricta(base, dependiente, periodo, resultado):
    hallazgo = verificar_base(
        leer(base), leer(dependiente), periodo_base=periodo, comportamiento=ESTRICTA
    )

    assert (hallazgo and hallazgo.es_error) is resultado


def test_it_says_indefinite_when_nothing_less_is_enough():
    hallazgo = verificar_base(
        leer("5 años"), leer("hasta el cierre"), periodo_base=7, comportamiento=ESTRICTA
    )

    assert "al menos una retención indefinida" in hallazgo.mensaje


@pytest.mark.requisito("R8", "R10")
def test_it_only_notes_it_when_the_software_extends_the_base():
    hallazgo = verificar_base(
        leer("30 días"), leer("30 días"), periodo_base=7, comportamiento=EXTIENDE_BASE
    )

    assert not hallazgo.es_error
    assert "más allá de su retención (30 días)" in hallazgo.mensaje


@given(plazo=plazos)
def test_its_text_is_read_back_as_the_same_value(plazo):
    assert leer(texto(plazo)) == plazo
    assert len(texto(plazo)) <= 120
    assert describir(plazo)


@given(basura=st.text(max_size=140))
def test_no_text_breaks_it(basura):
    try:
        leido = leer(basura)
    except PlazoInvalido:
        return
    assert leer(texto(leido)) == leido


@pytest.mark.requisito("R12")
@given(plazo=tiempos, dia=dias, despues=st.integers(0, 400))
def test_the_last_day_never_goes_back_when_the_date_or_the_number_grow(plazo, dia, despues):
    assume(plazo.n < MAXIMO[plazo.unidad])
    otro = dia + timedelta(days=despues)
    mayor = PorTiempo(plazo.n + 1, plazo.unidad)

    assert plazo.sumar(dia) <= plazo.sumar(otro)
    assert plazo.sumar(dia) < mayor.sumar(dia)


@pytest.mark.requisito("R12")
@given(n=st.integers(1, 90), dia=dias)
def test_weeks_are_seven_days_and_years_twelve_months(n, dia):
    def sumar(cuantos, unidad):
        return PorTiempo(cuantos, unidad).sumar(dia)

    assert sumar(n, Unidad.SEMANAS) == sumar(7 * n, Unidad.DIAS)
    assert sumar(n, Unidad.ANIOS) == sumar(12 * n, Unidad.MESES)


@pytest.mark.requisito("R10")
@given(n=st.integers(1, 60), periodo=st.integers(1, 31), sobra=st.integers(-3, 3))
def test_in_days_the_base_needs_exactly_n_plus_p_minus_one(n, periodo, sobra):
    base = PorTiempo(max(1, n + periodo - 1 + sobra), Unidad.DIAS)
    hallazgo = verificar_base(
        base, PorTiempo(n, Unidad.DIAS), periodo_base=periodo, comportamiento=ESTRICTA
    )

    assert (hallazgo is None) is (base.n >= n + periodo - 1)
