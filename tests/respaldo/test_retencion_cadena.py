"""Chains: parents, physical keeping and what breaks them (dominio.md 4.4)."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorio.plazos import leer
from respaldo.retencion import (
    CopiaHecho,
    SinBase,
    Tramo,
    ancestros,
    eslabon_roto,
    fisicamente_hasta,
    padre,
    restaurable,
    ultimo_dia_retenido,
)
from respaldo.retencion.cadena import Cadenas
from tests.respaldo.historias import LIMA, UNA_VERSION, copia, dia, lima

SEMANA = [date(2026, 3, 1) + timedelta(days=n) for n in range(7)]


def encadenar(copias, plazo="30 días"):
    """Give each copy its parent and its L, as the app does when it records them."""
    hechas: dict[str, CopiaHecho] = {}
    for una in copias:
        base = padre(una, hechas.values())
        retenida = ultimo_dia_retenido(una.ancla, [Tramo(UNA_VERSION, leer(plazo))])
        datos = {nombre: getattr(una, nombre) for nombre in una.__slots__}
        datos |= {"padre": base and base.clave, "retenida_hasta": retenida}
        hechas[una.clave] = CopiaHecho(**datos)
    return hechas


def semana(modalidad, *, menos=()):
    return [copia(SEMANA[0])] + [
        copia(f, modalidad) for f in SEMANA[1:] if f.isoformat() not in menos
    ]


@pytest.mark.requisito("R6")
def test_totals_and_independent_points_depend_on_nothing():
    anteriores = [copia("2026-03-01")]

    assert padre(copia("2026-03-02"), anteriores) is None
    assert padre(copia("2026-03-02", "incremental", independiente=True), anteriores) is None


@pytest.mark.requisito("R6")
def test_what_had_not_finished_or_had_been_removed_is_not_a_base():
    vieja = copia("2026-02-22")
    borrada = copia("2026-02-23", eliminada_en=lima("2026-02-25 00:00"))
    en_curso = copia("2026-03-01", fin=lima("2026-03-03 00:00"))
    nueva = copia("2026-03-02", "incremental")

    assert padre(nueva, [vieja, borrada, en_curso, nueva]) == vieja
    # A run whose end nobody told lasts nothing, and still is not its own base.
    instantanea = replace(nueva, fin=nueva.inicio)
    assert padre(instantanea, [vieja, instantanea]) == vieja
    assert Cadenas([vieja, instantanea]).padre(instantanea) == vieja.clave


@pytest.mark.requisito("MIN-6.1-o")
@pytest.mark.parametrize("modalidad", ["incremental", "diferencial", "log"])
def test_it_refuses_a_dependent_without_a_base(modalidad):
    with pytest.raises(SinBase, match=f"copia {modalidad} necesita una copia total") as error:
        padre(copia("2026-03-02", modalidad), [])

    mensaje = (
        f"Una copia {modalidad} necesita una copia total anterior y no hay ninguna.",
        "Registre primero la copia total, o corrija la modalidad de esta.",
    )
    assert (error.value.mensaje, error.value.remedio) == mensaje
    assert str(error.value) == " ".join(mensaje)
    assert error.value.regla == "modalidad"


@pytest.mark.requisito("MIN-6.1-o")
def test_it_refuses_a_differential_with_only_incrementals_before():
    with pytest.raises(SinBase):
        padre(copia("2026-03-02", "diferencial"), [copia("2026-03-01", "incremental")])


@pytest.mark.requisito("R8", "R9")
def test_the_base_is_kept_until_the_last_of_its_chain_expires():
    hechas = encadenar(semana("incremental"))
    total, jueves = hechas["03-01 total"], hechas["03-05 incremental"]

    assert jueves.retenida_hasta == dia("2026-04-04")
    assert total.retenida_hasta == dia("2026-03-31")
    assert fisicamente_hasta(total, hechas.values()) == dia("2026-04-06")
    assert fisicamente_hasta(total, hechas.values(), comportamiento="estricta") == dia("2026-03-31")
    al = lima("2026-04-02 09:00")
    assert restaurable(jueves, hechas, al=al, zona=LIMA)
    assert not restaurable(jueves, hechas, al=al, zona=LIMA, comportamiento="estricta")


@pytest.mark.requisito("R8")
def test_no_date_is_known_for_a_base_when_none_is_known_for_a_descendant():
    total = copia("2026-03-01", retenida_hasta=dia("2026-03-31"))
    hija = copia("2026-03-02", "incremental", padre=total.clave)
    sin_fecha = copia("2026-03-01", clave="otra")

    assert fisicamente_hasta(total, [total, hija]) is None
    assert fisicamente_hasta(sin_fecha, [copia("2026-03-02", padre="otra")]) is None
    assert fisicamente_hasta(total, []) == dia("2026-03-31")


@pytest.mark.requisito("R7", "R11")
def test_an_invalidated_copy_breaks_its_descendants_from_that_instant_on():
    copias = semana("incremental")
    copias[1] = copia("2026-03-02", "incremental", invalidada_en=lima("2026-03-10 08:00"))
    hechas = encadenar(copias)
    martes = hechas["03-03 incremental"]

    assert restaurable(martes, hechas, al=lima("2026-03-10 07:59"), zona=LIMA)
    despues = lima("2026-03-10 08:00")
    assert eslabon_roto(martes, hechas, al=despues, zona=LIMA) == "03-02 incremental"
    assert restaurable(hechas["03-01 total"], hechas, al=despues, zona=LIMA)


@pytest.mark.requisito("R7")
def test_a_base_that_was_removed_or_never_known_breaks_the_chain():
    total = copia("2026-03-01", eliminada_en=lima("2026-03-05 00:00"))
    hija = copia("2026-03-02", "incremental", padre=total.clave)
    al = lima("2026-03-06 00:00")

    assert eslabon_roto(hija, {total.clave: total}, al=al, zona=LIMA) == total.clave
    assert eslabon_roto(hija, {}, al=al, zona=LIMA) == total.clave


@pytest.mark.requisito("R7")
def test_a_loop_in_imported_data_is_not_endless():
    a, b = (
        copia("2026-03-01", "log", padre="b", clave="a"),
        copia("2026-03-02", "log", padre="a", clave="b"),
    )

    assert [c.clave for c in ancestros(a, {"a": a, "b": b})] == ["b"]
    fuera = copia("2026-03-03", "log", padre="a", clave="c")
    assert [c.clave for c in islice(ancestros(fuera, {"a": a, "b": b}), 5)] == ["a", "b"]
    assert not restaurable(fuera, {"a": a, "b": b}, al=lima("2026-03-09 09:00"), zona=LIMA)


modalidades = st.lists(
    st.sampled_from(["total", "incremental", "diferencial", "log"]), min_size=1, max_size=20
)


def historia(lista):
    copias = [
        copia(date(2026, 1, 1) + timedelta(days=n), modalidad)
        for n, modalidad in enumerate(["total", *lista])
    ]
    return encadenar(copias, "10 días")


@pytest.mark.requisito("R7")
@given(lista=modalidades, rota=st.integers(0, 20), al=st.integers(0, 40))
def test_if_a_copy_is_restorable_so_is_each_of_its_ancestors(lista, rota, al):
    hechas = historia(lista)
    instante = lima("2026-01-01 12:00") + timedelta(days=al)
    clave = list(hechas)[rota % len(hechas)]
    datos = {nombre: getattr(hechas[clave], nombre) for nombre in CopiaHecho.__slots__}
    hechas[clave] = CopiaHecho(**{**datos, "invalidada_en": lima("2026-01-05 00:00")})

    for una in hechas.values():
        if una.fin <= instante and restaurable(una, hechas, al=instante, zona=LIMA):
            for ancestro in ancestros(una, hechas):
                assert restaurable(ancestro, hechas, al=instante, zona=LIMA)


@pytest.mark.requisito("R8")
@given(lista=modalidades)
def test_a_base_is_kept_at_least_as_long_as_each_descendant(lista):
    hechas = historia(lista)

    for una in hechas.values():
        for ancestro in ancestros(una, hechas):
            assert fisicamente_hasta(ancestro, hechas.values()) >= una.retenida_hasta


@pytest.mark.requisito("R6")
@given(lista=modalidades, azar=st.randoms())
def test_the_parent_does_not_depend_on_the_order_of_import(lista, azar):
    hechas = list(historia(lista).values())
    revueltas = azar.sample(hechas, len(hechas))

    for una in hechas:
        base = padre(una, revueltas)
        assert (base and base.clave) == una.padre
