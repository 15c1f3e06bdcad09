"""Folded words, and a drop-down list that is Django's own but cheaper."""

import pytest
from django import forms
from django.test.html import parse_html
from hypothesis import given
from hypothesis import strategies as st

from gobierno.forms.listas import ListaLigera
from gobierno.texto import buscadas, entero, palabras, plegar


@pytest.mark.parametrize(
    ("texto", "hallazgos"),
    [
        ("  Información  ÑANDÚ ", ["informacion", "nandu"]),
        ("TK-2026-000012.", ["tk-2026-000012", "tk", "2026", "000012"]),
        (
            "\\\\SRV-01\\datos\\año_2026",
            ["srv-01", "srv", "01", "datos", "ano_2026", "ano", "2026"],
        ),
        ("¿«Copia», copia?", ["copia"]),
        ("...", []),
        ("", []),
        ("x" * 50, ["x" * 40]),
    ],
)
def test_it_folds_and_splits(texto, hallazgos):
    assert palabras(texto) == hallazgos


def test_a_code_is_looked_for_whole():
    assert buscadas("tk-2026-0000 de Ñandú") == ["tk-2026-0000", "de", "nandu"]


@given(st.text(max_size=200))
def test_every_word_looked_for_begins_a_stored_one(texto):
    guardadas = palabras(texto)
    assert all(any(g.startswith(b) for g in guardadas) for b in buscadas(texto))
    assert plegar(plegar(texto)) == plegar(texto)


@pytest.mark.parametrize("valor", ["", "b", "2", None, "no está"])
def test_a_light_list_draws_what_django_draws(valor):
    opciones = [("", "—"), ("b", "<B> & «b»"), ("Grupo", [("2", "dos"), ("3", "tres")])]
    atributos = {"id": "id_x", "aria-describedby": "ayuda"}

    def dibujo(widget: type[forms.Select]) -> str:
        campo = forms.ChoiceField(choices=opciones, widget=widget)
        return campo.widget.render("x", valor, atributos)

    assert parse_html(dibujo(ListaLigera)) == parse_html(dibujo(forms.Select))


@pytest.mark.parametrize("texto", ["", None, "-1", "1e3", "١٢", "12 ", "\x00", "9" * 19])
def test_it_reads_no_number_where_an_address_brings_none(texto: str | None) -> None:
    assert entero(texto) is None


def test_it_reads_the_number_that_an_address_brings() -> None:
    assert entero("0042") == 42
    assert entero("9" * 18) == 10**18 - 1
