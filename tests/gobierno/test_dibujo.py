"""Fields are drawn as Django draws them, byte by byte."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from gobierno.forms.dibujo import Dibujante

OPCIONES = [("", "Todos"), ("a&b", "A <b>"), (3, "Tres"), ("4", mark_safe("<i>Cuatro</i>"))]
AGRUPADAS = [("Grupo «<&>»", [("1", "Uno"), ("3", 3000)]), ("2", "Dos")]
ATRIBUTOS = [{}, {"id": "x", "required": True, "title": '"<', "a": False, "maxlength": 12000}]
UNA_LINEA = [
    forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.HiddenInput,
    forms.DateInput, forms.DateTimeInput, forms.TimeInput, forms.FileInput, forms.CheckboxInput,
    forms.PasswordInput, forms.Textarea,
]  # fmt: skip
VALORES = [
    None, "", "a\"b'<c>&\n", 0, 12345.5, Decimal("1000.50"), True, False, date(2026, 3, 5),
    datetime(2026, 3, 5, 9, 30, tzinfo=UTC), time(9, 30), gettext_lazy("Yes"), mark_safe("&amp;"),
]  # fmt: skip


def parejas(widget: forms.Widget, valor, atributos) -> list[str]:
    return [
        str(widget.render("campo<1>", valor, atributos, renderer=dibujante))
        for dibujante in (Dibujante(), DjangoTemplates())
    ]


@pytest.mark.parametrize("clase", UNA_LINEA)
@pytest.mark.parametrize("valor", VALORES, ids=repr)
@pytest.mark.parametrize("atributos", ATRIBUTOS)
def test_it_draws_a_field_as_django_does(clase, valor, atributos):
    propia, de_django = parejas(clase({"class": "c"}), valor, atributos)
    assert propia == de_django


@pytest.mark.parametrize(
    "clase",
    [forms.Select, forms.SelectMultiple, forms.RadioSelect, forms.CheckboxSelectMultiple],
)
@pytest.mark.parametrize("opciones", [OPCIONES, AGRUPADAS, []])
@pytest.mark.parametrize("valor", [None, "", "a&b", "3", "2"])
@pytest.mark.parametrize("atributos", [*ATRIBUTOS, {"id": "x", "class": "c"}])
def test_it_draws_a_list_of_options_as_django_does(clase, opciones, valor, atributos):
    elegido = [valor] if clase in {forms.SelectMultiple, forms.CheckboxSelectMultiple} else valor
    propia, de_django = parejas(clase(choices=opciones), elegido, atributos)
    assert propia == de_django


def test_what_it_draws_is_not_escaped_again():
    assert hasattr(forms.TextInput().render("x", "<", renderer=Dibujante()), "__html__")


def test_what_it_does_not_know_it_leaves_to_django():
    propia, de_django = parejas(forms.SplitDateTimeWidget(), None, {"id": "x"})
    assert propia == de_django
