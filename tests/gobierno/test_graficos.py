"""Geometry of the charts: whole coordinates, every mark in words, nothing lost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gobierno.graficos import (
    CopiaEnTiempo,
    Dato,
    Medida,
    Ventana,
    barra,
    copias_en_tiempo,
    gantt,
    mapa_anio,
    mapa_lineas,
    mapa_mes,
    recortar,
)

NOCHE = datetime(2026, 3, 4, 22, 0, tzinfo=UTC)


def _ventana(nombre: str, desde: float, hasta: float) -> Ventana:
    return Ventana(nombre, NOCHE + timedelta(hours=desde), NOCHE + timedelta(hours=hasta))


def test_it_lays_a_month_out_as_a_calendar():
    mapa = mapa_mes(2026, 2, {date(2026, 2, 9): Dato("vencida", url="/d/")}, hoy=date(2026, 2, 1))
    primero, noveno = mapa.celdas[0], mapa.celdas[8]
    assert len(mapa.celdas) == 28
    assert (primero.rotulo, primero.es_hoy, primero.estado) == ("1", True, "")
    assert primero.x == max(celda.x for celda in mapa.celdas), "1 February 2026 is a Sunday"
    assert noveno.titulo == "09/02/2026: Vencida"
    assert mapa.con_dato == (noveno,)
    assert mapa.con_enlaces
    assert mapa.leyenda == ("vencida",)


@given(st.dates(date(1999, 1, 1), date(2100, 12, 31)))
def test_it_keeps_every_cell_of_any_month_inside_the_drawing(dia):
    mapa = mapa_mes(dia.year, dia.month, {})
    assert len({(celda.x, celda.y) for celda in mapa.celdas}) == len(mapa.celdas)
    assert all(0 <= c.x < mapa.ancho - 44 and 0 <= c.y <= mapa.alto - 44 for c in mapa.celdas)


def test_it_lays_a_year_out_with_each_month_of_its_own_length():
    mapa = mapa_anio(2028, {date(2028, 2, 29): Dato("conforme")})
    assert len(mapa.celdas) == 366
    assert [texto.texto for texto in mapa.filas][8] == "Setiembre"
    assert mapa.con_dato[0].titulo == "Febrero, 29: Conforme"
    assert not mapa.con_enlaces


def test_it_draws_lines_without_rows_and_cuts_long_names():
    largo = "Base de datos del Sistema Integrado de Gestión"
    vacio = mapa_lineas(2026, 2, [])
    mapa = mapa_lineas(2026, 2, [(largo, "/linea/", {date(2026, 2, 3): Dato("no_conforme")})])
    assert vacio.celdas == ()
    assert vacio.leyenda == ()
    assert mapa.filas[0].texto.endswith("…")
    assert mapa.filas[0].completo == largo
    assert mapa.con_dato[0].titulo == f"{largo}, 03/02: No conforme"


def test_it_marks_where_too_many_windows_overlap():
    dibujo = gantt(
        [_ventana("a", 0, 4), _ventana("b", 1, 3), _ventana("c", 2, 5), _ventana("d", 5, 6)]
    )
    assert dibujo.maximo == 3
    assert [solape.texto for solape in dibujo.solapes] == ["00:00–01:00: 3 ventanas a la vez"]
    assert [b.simultaneas for b in dibujo.barras] == [3, 3, 3, 1]
    assert [b.cruza for b in dibujo.barras] == [True, True, False, False]
    assert dibujo.barras[0].titulo == "a: 22:00–02:00 del día siguiente"
    assert dibujo.medianoche == dibujo.solapes[0].x


def test_windows_that_only_touch_do_not_overlap():
    assert gantt([_ventana("a", 0, 1), _ventana("b", 1, 2)], limite=2).solapes == ()


def test_it_draws_a_night_without_windows():
    dibujo = gantt([])
    assert (dibujo.barras, dibujo.maximo, dibujo.medianoche) == ((), 0, None)


@given(
    st.lists(
        st.tuples(st.integers(0, 3000), st.integers(1, 1440)).map(
            lambda par: _ventana("x", par[0] / 60, (par[0] + par[1]) / 60)
        ),
        min_size=1,
        max_size=12,
    )
)
def test_it_keeps_every_window_inside_the_drawing(ventanas):
    dibujo = gantt(ventanas)
    assert len(dibujo.barras) == len(ventanas)
    assert all(b.x >= 0 and b.x + b.ancho <= dibujo.ancho for b in dibujo.barras)
    assert all(1 <= b.simultaneas <= dibujo.maximo for b in dibujo.barras)
    assert all(isinstance(b.x, int) and isinstance(b.ancho, int) for b in dibujo.barras)


@pytest.mark.parametrize(
    ("medida", "ancho", "meta"),
    [
        (Medida(58, 60), 967, None),
        (Medida(70, 60, 57), 1000, 950),
        (Medida(-1, 60), 0, None),
        (Medida(0, 0, 1), 0, 0),
    ],
)
def test_it_keeps_a_bar_inside_its_whole(medida, ancho, meta):
    dibujo = barra("x", medida, detalle="…")
    assert (dibujo.ancho, dibujo.meta) == (ancho, meta)


def test_it_cuts_only_what_does_not_fit():
    assert recortar("corto") == "corto"
    assert recortar("un texto demasiado largo", 10) == "un texto…"


def test_it_shows_which_copies_are_left_today():
    hoy = date(2026, 3, 5)
    dibujo = copias_en_tiempo(
        [
            CopiaEnTiempo(date(2026, 2, 1), "total", date(2026, 3, 4)),
            CopiaEnTiempo(date(2026, 2, 8), "total", hoy, url="/c/2/"),
            CopiaEnTiempo(date(2026, 3, 1), "incremental", None),
            CopiaEnTiempo(date(2026, 3, 2), "incremental", date(2026, 4, 1), nota="sin base"),
        ],
        desde=date(2026, 2, 1),
        hoy=hoy,
    )
    assert [t.viva for t in dibujo.tramos] == [False, True, True, False]
    assert dibujo.vivas == 2
    assert dibujo.ultima == hoy, "the last day is inclusive"
    assert [b.texto for b in dibujo.bandas] == ["Total", "Incremental"]
    assert dibujo.tramos[1].y > dibujo.tramos[0].y, "two lives that cross do not share a lane"
    assert dibujo.tramos[3].titulo.endswith("(sin base)")
    assert [t.texto for t in dibujo.eje] == ["feb", "mar", "abr"]


@given(
    st.lists(
        st.tuples(st.integers(-400, 0), st.integers(0, 3000), st.booleans()).map(
            lambda t: CopiaEnTiempo(
                date(2026, 3, 5) + timedelta(days=t[0]),
                "total",
                date(2026, 3, 5) + timedelta(days=t[0] + t[1]) if t[2] else None,
            )
        ),
        max_size=60,
    )
)
def test_it_keeps_every_copy_inside_the_drawing(copias):
    dibujo = copias_en_tiempo(copias, desde=date(2025, 6, 1), hoy=date(2026, 3, 5))
    assert len(dibujo.tramos) == len(copias)
    assert all(t.x + t.ancho <= dibujo.ancho and t.y < dibujo.alto for t in dibujo.tramos)
