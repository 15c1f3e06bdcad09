"""Which reason is given when nothing can be, and which copies are told with it."""

from dataclasses import replace

import pytest

from respaldo.retencion import (
    Alcance,
    AntesDe,
    Atencion,
    Codigo,
    EstadoAl,
    HechoDeMedio,
    Periodo,
    segunda_puerta,
)
from respaldo.retencion.alcance import esta_incluido
from respaldo.retencion.rotacion import Rotacion
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
)

AL = "2026-03-20 12:00"
PERDIDO = (HechoDeMedio("cinta", lima("2026-03-16 09:00"), "perdido"),)


def danada(fecha):
    return copia(fecha, clave=fecha, invalidada_en=lima("2026-03-18 09:00"))


def en_cinta(fecha):
    return copia(fecha, clave=fecha, medio="cinta")


@pytest.mark.parametrize(
    ("copias", "pedida", "codigo"),
    [
        ([danada("2026-03-09"), en_cinta("2026-03-14")], "03-12", Codigo.MEDIO_NO_DISPONIBLE),
        ([danada("2026-03-11"), en_cinta("2026-03-14")], "03-12", Codigo.COPIA_INVALIDADA),
        ([danada("2026-03-13"), en_cinta("2026-03-10")], "03-12", Codigo.COPIA_INVALIDADA),
        ([danada("2026-03-11"), en_cinta("2026-03-12")], "03-12", Codigo.MEDIO_NO_DISPONIBLE),
        ([danada("2026-03-05")], "03-12", Codigo.COPIA_INVALIDADA),
        ([danada("2026-03-04")], "03-12", Codigo.SIN_COPIA),
    ],
)
def test_the_nearest_living_copy_gives_the_reason(copias, pedida, codigo):
    cual = historia(linea(copias), medios=PERDIDO)

    assert preguntar(cual, f"2026-{pedida}", AL).codigo == codigo


def test_an_expired_copy_of_that_day_gives_it_when_no_living_one_is_near():
    externa = linea([copia("2026-01-02")], "12 meses", tipo="externo", periodo_dias=1)
    cual = historia(linea([copia("2026-02-01", clave="vencida")]), externa)

    assert preguntar(cual, "2026-02-01", "2026-03-20 09:00").codigo == Codigo.FUERA_DE_RETENCION
    assert preguntar(cual, "2026-02-02", "2026-03-20 09:00").codigo == Codigo.SIN_COPIA


def claves(dictamen):
    return [c.clave for c in dictamen.candidatas]


def test_an_answer_tells_the_copies_that_it_looked_at():
    assert claves(preguntar(diaria(), "2026-03-12", AL)) == ["2026-03-12"]
    assert claves(preguntar(diaria(), "2026-02-01", AL)) == ["2026-02-01"]
    viejo = AntesDe(lima("2026-02-01 23:00"))
    assert claves(preguntar(diaria(), viejo, AL)) == ["2026-02-01"]
    tramo = Periodo(dia("2026-03-10"), dia("2026-03-12"))
    assert claves(preguntar(diaria(), tramo, AL)) == ["2026-03-10", "2026-03-11", "2026-03-12"]
    rotas = historia(linea([danada("2026-03-10"), danada("2026-03-11")]))
    dictamen = preguntar(rotas, AntesDe(lima("2026-03-12 09:00")), AL)
    assert (dictamen.codigo, claves(dictamen)) == (
        Codigo.COPIA_INVALIDADA,
        ["2026-03-10", "2026-03-11"],
    )
    atencion = Atencion(lima(AL), sin_objeto=frozenset({"2026-03-12"}))
    for cuando in (EstadoAl(dia("2026-03-12")), AntesDe(lima("2026-03-13 09:00"))):
        sin_objeto = segunda_puerta(diaria(), cuando, lima(AL), LIMA, atencion)
        assert claves(sin_objeto) == ["2026-03-12"]


def test_it_tells_no_more_than_fifty_useless_copies():
    malas = [
        replace(c, invalidada_en=lima("2026-04-20 09:00"))
        for c in serie("2026-02-01", "2026-04-10")
    ]
    cual = historia(linea([*serie("2026-01-20", "2026-01-31"), *malas], "1 año"))

    dictamen = preguntar(cual, AntesDe(lima("2026-04-11 09:00")), "2026-04-21 09:00")
    assert (dictamen.elegida.clave, len(dictamen.candidatas)) == ("2026-01-31", 51)


def test_any_copy_of_a_period_means_the_best_one():
    pendiente = cambiar(diaria(), "2026-03-12", verificada_en=None)
    esperadas = {"ultima": "2026-03-12", "cualquiera": "2026-03-11"}
    for cuales, clave in esperadas.items():
        pedido = Periodo(dia("2026-03-10"), dia("2026-03-12"), cuales)
        assert preguntar(pendiente, pedido, AL).elegida.clave == clave


def test_a_period_is_inside_the_horizon_if_one_of_its_ends_is():
    cual = diaria(menos=["2026-03-06", "2026-03-07", "2026-03-08"])
    pedido = Periodo(dia("2026-03-01"), dia("2026-03-08"))

    dictamen = preguntar(cual, pedido, "2026-04-05 09:00")
    assert (dictamen.codigo, cercanas(dictamen)) == (Codigo.APROXIMADA, (None, "03-09"))


@pytest.mark.requisito("R14")
def test_ad_hoc_copies_push_out_one_another():
    pedidas = [
        copia(f"2026-03-{n}", clave=f"pedida {n}", hora="12:00", ad_hoc=True) for n in range(10, 14)
    ]
    cual = historia(linea([*serie("2026-03-01", "2026-03-03"), *pedidas], "3 copias"))

    assert preguntar(cual, "2026-03-01", AL).codigo == Codigo.PROCEDE
    assert preguntar(cual, "2026-03-10", AL).codigo == Codigo.APROXIMADA
    assert preguntar(cual, "2026-03-11", AL).elegida.clave == "pedida 11"


@pytest.mark.requisito("R14")
@pytest.mark.parametrize(("quitadas", "sale"), [((), True), (("a",), True), (("a", "b"), False)])
def test_a_day_counts_while_one_of_its_copies_is_there(quitadas, sale):
    borrada = lima("2026-03-03 09:00")
    primera, ultima = copia("2026-03-01"), copia("2026-03-03", clave="c")
    del_dos = [
        copia("2026-03-02", clave=x, hora=hora, eliminada_en=borrada if x in quitadas else None)
        for x, hora in (("a", "02:00"), ("b", "10:00"))
    ]
    # One removed before it was finished never was.
    nunca = copia("2026-03-03", clave="n", hora="01:00", eliminada_en=lima("2026-03-03 02:00"))
    todas = [primera, *del_dos, nunca, ultima]
    rotacion = Rotacion(todas, 2, por_dia=True, al=lima("2026-03-10 09:00"))

    assert rotacion.expulsa(primera, primera.fin) == sale


@pytest.mark.requisito("MIN-6.2")
@pytest.mark.parametrize(
    ("ruta", "incluido"),
    [
        ("//srv/ogti/videos/", False),
        (r"\\SRV\ogti\videos\2026\a.mp4", False),
        ("//srv/ogti/xx/informe1.tmp", False),
        ("//srv/ogti/xx/informe12.tmp", True),
        ("//srv/ogti/a~b/c.docx", False),
        ("//srv/ogti/correo/2026/x.bak", False),
        ("//srv/ogti/x.bak", True),
    ],
)
def test_paths_and_patterns_of_the_scope(ruta, incluido):
    excluye = ("//srv/OGTI/videos/", "informe?.tmp", "*~*", "//srv/ogti/correo/*.bak")
    alcance = Alcance(dia("2026-03-01"), dia("2026-03-31"), excluye=excluye)

    for fecha in ("2026-03-01", "2026-03-31"):
        assert esta_incluido(ruta, dia(fecha), [alcance]) == incluido
    for fecha in ("2026-02-28", "2026-04-01"):
        assert esta_incluido(ruta, dia(fecha), [alcance])
