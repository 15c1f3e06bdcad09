"""The lists of options are drawn as Django draws them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from gobierno.forms.dibujo import Dibujante

OPCIONES = [("", "Todos"), ("a&b", "A <b>"), (3, "Tres")]
AGRUPADAS = [("Grupo", [("1", "Uno")]), ("2", "Dos")]


@pytest.mark.parametrize("opciones", [OPCIONES, AGRUPADAS, []])
@pytest.mark.parametrize("valor", [None, "", "a&b", "3", "2"])
@pytest.mark.parametrize(
    "atributos", [{}, {"id": "x", "required": True, "title": '"<', "a": False}]
)
def test_it_draws_a_select_byte_by_byte_as_django_does(opciones, valor, atributos):
    lista = forms.Select(choices=opciones)
    propia, de_django = (
        lista.render("campo", valor, atributos, renderer=dibujante)
        for dibujante in (Dibujante(), DjangoTemplates())
    )
    assert str(propia) == str(de_django)
    assert hasattr(propia, "__html__")
