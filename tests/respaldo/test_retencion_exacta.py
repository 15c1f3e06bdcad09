"""The quick paths of the calculus against the slow and obvious ones, and instants at their edge."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorio.plazos import leer
from respaldo.retencion import Codigo, Tramo, eslabon_roto, restaurable
from respaldo.retencion.politica import Politica, sin_repetir
from respaldo.retencion.rotacion import Rotacion
from tests.respaldo.azar import semillas, un_instante
from tests.respaldo.historias import LIMA, copia, dia, historia, lima, linea, preguntar, serie

ZONAS = [LIMA, *map(ZoneInfo, ("Asia/Tokyo", "Pacific/Kiritimati", "Pacific/Pago_Pago"))]


def varias_al_dia(azar):
    """Up to three copies a day, some removed, sometimes before they were finished."""
    return [
        replace(
            copia(f"2026-01-{n:02}", clave=f"{n} {hora}", hora=hora),
            eliminada_en=un_instante(azar) if azar.random() < 0.5 else None,
        )
        for n in range(1, 15)
        for hora in ("02:00", "10:00", "18:00")
        if azar.random() < 0.6
    ]


def expulsada(una, copias, n, *, por_dia, desde, al):
    """Count at each instant at which anything changes: slow, and plainly right."""
    instantes = [desde]
    instantes += [t for c in copias for t in (c.fin, c.eliminada_en) if t and desde < t <= al]
    for t in instantes:
        vivas = [c for c in copias if c.existe(t)]
        nuevas = (
            {c.ancla for c in vivas if c.ancla > una.ancla}
            if por_dia
            else {c.clave for c in vivas if c.inicio > una.inicio}
        )
        if len(nuevas) >= n:
            return True
    return False


@pytest.mark.requisito("R14", "R19")
@given(azar=semillas, n=st.integers(1, 6), por_dia=st.booleans())
def test_the_rotation_is_what_counting_at_each_instant_gives(azar, n, por_dia):
    copias = varias_al_dia(azar)
    al = azar.choice([un_instante(azar), *(c.fin for c in copias)])
    rotacion = Rotacion(copias, n, por_dia=por_dia, al=al)

    for una in copias:
        if una.fin <= al:
            desde = min(al, una.fin + timedelta(hours=azar.randint(0, 300)))
            esperado = expulsada(una, copias, n, por_dia=por_dia, desde=desde, al=al)
            assert rotacion.expulsa(una, desde) == esperado
            if expulsada(una, copias, n, por_dia=por_dia, desde=al, al=al):
                assert rotacion.orden(una) < rotacion.ultima
            if rotacion.orden(una) >= rotacion.maxima:
                assert not esperado


def test_the_rotation_is_exact_where_instants_meet():
    """Removals and questions at the very instants at which other copies end."""
    for semilla in range(600):
        azar = Random(semilla)
        n, por_dia = azar.randint(1, 6), azar.random() < 0.5
        copias = varias_al_dia(azar)
        fines = [c.fin for c in copias]
        copias = [
            replace(c, eliminada_en=azar.choice(fines)) if azar.random() < 0.4 else c
            for c in copias
        ]
        al = azar.choice(fines)
        if azar.random() < 0.4:  # more at once than are put back one by one
            purga = azar.choice([fin for fin in fines if fin <= al])
            copias = [replace(c, eliminada_en=purga) if c.fin < purga else c for c in copias]
        rotacion = Rotacion(copias, n, por_dia=por_dia, al=al)
        for una in copias:
            desde = azar.choice(fines)
            if una.fin <= desde <= al:
                esperado = expulsada(una, copias, n, por_dia=por_dia, desde=desde, al=al)
                assert rotacion.expulsa(una, desde) == esperado, semilla
                assert rotacion.orden(una) < rotacion.maxima or not esperado, semilla


@pytest.mark.requisito("R14", "R15", "R19")
@given(azar=semillas, n=st.integers(1, 6))
def test_what_is_left_out_at_once_is_what_ends_one_by_one(azar, n):
    reglas = (f"{n} copias", f"{n} copias por día", f"{n} días y mínimo {n} copias")
    copias = [replace(c, ad_hoc=azar.random() < 0.2) for c in varias_al_dia(azar)]
    if azar.random() < 0.5:  # a purge: all that there was then, at once
        purga = un_instante(azar)
        copias = [replace(c, eliminada_en=purga) if c.fin < purga else c for c in copias]
    tramos = [
        Tramo(dia(f"2026-01-{desde:02}"), leer(azar.choice(reglas)))
        for desde in sorted({1, azar.randint(1, 14)})
    ]
    politica = Politica(tramos, copias, al=un_instante(azar), zona=LIMA)

    assert politica.retenidas() == [c for c in politica.copias if politica.retiene(c)]


def test_the_quick_path_is_exact_where_instants_meet():
    """Several rules, a purge, removals at the ends of other copies, and far time zones."""
    for semilla in range(2000):
        azar = Random(semilla)
        n = azar.randint(1, 6)
        textos = (f"{n} copias", f"{n} copias por día", f"{n} días y mínimo {n} copias",
                  f"{n + 2} copias", f"{n} días", f"{2 * n} días y mínimo {n} copias")  # fmt: skip
        copias = [replace(c, ad_hoc=azar.random() < 0.2) for c in varias_al_dia(azar)]
        fines = [c.fin for c in copias]
        purga = azar.choice(fines) if azar.random() < 0.5 else fines[0]
        copias = [
            replace(c, eliminada_en=azar.choice([purga, purga, *fines]))
            if c.fin < purga or (c.eliminada_en and azar.random() < 0.3)
            else c
            for c in copias
        ]
        entran = sorted({1, *(azar.randint(1, 14) for _ in range(azar.randint(0, 2)))})
        tramos = [Tramo(dia(f"2026-01-{d:02}"), leer(azar.choice(textos))) for d in entran]
        al, zona = azar.choice([*fines, un_instante(azar)]), azar.choice(ZONAS)
        politica = Politica(tramos, copias, al=al, zona=zona)

        assert politica.retenidas() == [c for c in politica.copias if politica.retiene(c)], semilla


def test_versions_that_change_nothing_are_left_out():
    def version(mes, regla, transicion="vigente", **otros):
        return Tramo(dia(f"2026-{mes:02}-01"), leer(regla), transicion, **otros)

    base = version(1, "30 días")
    igual, otra = version(2, "30 días"), version(3, "60 días")
    assert sin_repetir([base, igual, otra]) == [base, otra]
    assert sin_repetir([base, replace(igual, transicion="origen")]) == [base]
    assert sin_repetir([base, replace(igual, ajuste=1)]) == [base, replace(igual, ajuste=1)]
    # An origen rule that becomes vigente reaches copies that it did not.
    nueva, general = version(3, "60 días", "origen"), version(4, "60 días")
    assert sin_repetir([base, nueva, general]) == [base, nueva, general]
    assert sin_repetir([base, otra, general]) == [base, otra]
    assert sin_repetir([base, nueva, version(4, "60 días", "origen")]) == [base, nueva]


def test_a_copy_exists_from_the_instant_at_which_it_ends():
    una = copia("2026-03-01")
    justo = [Politica([_treinta()], [una], al=al, zona=LIMA) for al in (una.fin, una.inicio)]

    assert [p.retenidas() for p in justo] == [[una], []]
    assert [p.retiene(una) for p in justo] == [True, False]
    hija = copia("2026-03-02", "incremental", padre=una.clave)
    assert not restaurable(hija, {una.clave: una}, al=una.inicio, zona=LIMA)
    assert restaurable(hija, {una.clave: una}, al=una.fin, zona=LIMA)


def _treinta():
    return Tramo(dia("2026-01-01"), leer("30 días"))


def test_every_date_is_that_of_the_institution():
    """At 23:59 in Lima it is already tomorrow in UTC."""
    una = copia("2026-03-01", retenida_hasta=dia("2026-03-31"))
    hija = copia("2026-03-02", "incremental", padre=una.clave, retenida_hasta=dia("2026-03-31"))
    copias = {una.clave: una, hija.clave: hija}
    for al, roto in (("2026-03-31 23:59", None), ("2026-04-01 00:00", una.clave)):
        assert eslabon_roto(hija, copias, al=lima(al), zona=LIMA) == roto
        assert restaurable(hija, copias, al=lima(al), zona=LIMA) == (roto is None)

    baja = {"baja": ("2026-07-01", "2026-12-31")}
    cual = historia(linea(serie("2026-06-01", "2026-06-29"), "180 copias", **baja))
    for al, hasta in (("2026-06-30 23:59", None), ("2026-07-01 00:00", dia("2026-12-31"))):
        assert preguntar(cual, "2026-06-10", al).elegida.retenida_hasta == hasta


@pytest.mark.requisito("R15", "R18")
@pytest.mark.parametrize(("regla", "viva"), [("2 copias", False), ("3 copias", True)])
def test_the_copies_that_count_are_those_of_the_days_of_the_rule(regla, viva):
    """The third copy since then ends at 02:00 of the day on which another rule enters."""
    reglas = [
        Tramo(dia("2026-01-01"), leer(regla)),
        Tramo(dia("2026-03-05"), leer("90 días")),
    ]
    copias = serie("2026-03-01", "2026-03-20")
    primera = Politica(reglas, copias, al=lima("2026-03-21 09:00"), zona=LIMA).retenidas()[0]

    assert (primera.clave == "2026-03-01") == viva


def test_what_a_day_means_follows_the_version_of_that_day():
    """From 03-10 on the window opens after midnight and saves the day before."""
    apertura, anterior = (
        _treinta(),
        replace(_treinta(), desde=dia("2026-03-10"), dato="dia_anterior"),
    )
    una = copia("2026-03-30", hora="01:00", dia_de_datos=dia("2026-03-29"))
    cual = historia(linea([copia("2026-03-01"), una], [apertura, anterior]))

    def responde(fecha, al):
        dictamen = preguntar(cual, fecha, f"2026-{al} 12:00")
        return dictamen.codigo, dictamen.limite

    # 03-09 is anchored on 03-10; 03-08, on itself.
    assert responde("2026-03-09", "04-09") == (Codigo.SIN_COPIA, None)
    assert responde("2026-03-09", "04-10") == (Codigo.FUERA_DE_RETENCION, dia("2026-04-09"))
    assert responde("2026-03-08", "04-07") == (Codigo.SIN_COPIA, None)
    assert responde("2026-03-08", "04-08") == (Codigo.FUERA_DE_RETENCION, dia("2026-04-07"))
    assert responde("2026-03-16", "04-16") == (Codigo.SIN_COPIA, None)
