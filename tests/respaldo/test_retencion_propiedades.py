"""Until when a copy is in retention: properties of dominio.md 4.13."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorio.plazos import Indefinida, PorCopias, PorTiempo, Unidad
from respaldo.retencion import Tramo, Transicion, en_retencion, ultimo_dia_retenido
from tests.respaldo.historias import LIMA, UNA_VERSION, copia, lima

dias = st.dates(date(2024, 1, 1), date(2027, 12, 31))
tiempos = st.builds(PorTiempo, st.integers(1, 60), st.sampled_from(Unidad))
plazos = st.one_of(
    tiempos,
    st.builds(PorTiempo, st.integers(1, 60), st.just(Unidad.DIAS), st.integers(1, 5)),
    st.builds(PorCopias, st.integers(1, 10), st.booleans()),
    st.just(Indefinida(date(2030, 1, 1))),
)


def _tramos(lista):
    return [Tramo(desde, plazo, transicion) for desde, plazo, transicion in lista]


reglas = st.lists(
    st.tuples(dias, plazos, st.sampled_from(Transicion)),
    min_size=1,
    max_size=4,
    unique_by=lambda t: t[0],
).map(_tramos)
series = st.lists(dias, min_size=1, max_size=12, unique=True).map(
    lambda fechas: [copia(f, clave=f.isoformat()) for f in fechas]
)
instantes = dias.map(lambda f: lima(f"{f} 12:00"))


@pytest.mark.requisito("R19")
@given(copias=series, vigentes=reglas, al=instantes, despues=st.integers(0, 400))
def test_what_expired_stays_expired(copias, vigentes, al, despues):
    luego = al + timedelta(days=despues)
    for una in copias:
        if una.fin <= al and not en_retencion(una, copias, vigentes, al=al, zona=LIMA):
            assert not en_retencion(una, copias, vigentes, al=luego, zona=LIMA)


@given(copias=series, vigentes=reglas, al=instantes, azar=st.randoms())
def test_order_and_later_facts_change_nothing(copias, vigentes, al, azar):
    conocidas = [c for c in copias if c.fin <= al]
    revueltas = azar.sample(copias, len(copias))
    for una in copias:
        respuesta = en_retencion(una, copias, vigentes, al=al, zona=LIMA)
        assert respuesta == en_retencion(una, revueltas, vigentes[::-1], al=al, zona=LIMA)
        assert respuesta == en_retencion(una, conocidas, vigentes, al=al, zona=LIMA)


@given(ancla=dias, desde=dias, plazo=plazos)
def test_origen_and_vigente_agree_while_one_version_exists(ancla, desde, plazo):
    assert len({ultimo_dia_retenido(ancla, [Tramo(desde, plazo, t)]) for t in Transicion}) == 1


@pytest.mark.requisito("R12")
@given(ancla=dias, dias_despues=st.integers(0, 60), plazo=tiempos)
def test_l_does_not_decrease_with_the_number_or_the_date(ancla, dias_despues, plazo):
    mas = PorTiempo(plazo.n + 1, plazo.unidad)
    despues = ancla + timedelta(days=dias_despues)

    def ultimo(fecha, cual):
        return ultimo_dia_retenido(fecha, [Tramo(UNA_VERSION, cual)])

    assert ultimo(ancla, plazo) <= ultimo(despues, plazo)
    assert ultimo(ancla, plazo) < ultimo(ancla, mas)


@pytest.mark.requisito("R14")
@given(copias=series, n=st.integers(1, 6), al=instantes)
def test_at_most_n_copies_are_in_retention(copias, n, al):
    cual = [Tramo(UNA_VERSION, PorCopias(n))]
    vivas = [c for c in copias if en_retencion(c, copias, cual, al=al, zona=LIMA)]

    assert len(vivas) == min(n, sum(c.fin <= al for c in copias))


@pytest.mark.requisito("R12", "R18")
@given(una=dias.map(copia), vigentes=reglas, al=instantes)
def test_l_and_the_answer_at_an_instant_agree(una, vigentes, al):
    ultimo = ultimo_dia_retenido(una.ancla, vigentes)
    contadas = any(
        isinstance(t.plazo, PorCopias) or getattr(t.plazo, "minimo_copias", 0) for t in vigentes
    )
    if not contadas and una.fin <= al:
        esperado = ultimo is None or al.date() <= ultimo
        assert en_retencion(una, [una], vigentes, al=al, zona=LIMA) == esperado
