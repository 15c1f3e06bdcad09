"""A refusal in its form: each message once, linked to its field, under the heading it deserves."""

import pytest
from django import forms
from django.template.loader import render_to_string

from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.vistas import anotar

FALTA = "Escriba qué pasó."


class Formulario(forms.Form):
    exigidos = ("motivo",)
    motivo = forms.CharField(label="Motivo", required=False)
    nota = forms.CharField(label="Nota", required=False)
    copia = forms.ChoiceField(
        label="Copia", choices=[("1", "una")], required=False, widget=forms.RadioSelect
    )


def pagina(error: ReglaIncumplida) -> str:
    formulario = Formulario({})
    formulario.is_valid()
    anotar(formulario, error)
    return render_to_string("componentes/errores.html", {"formulario": formulario})


def test_it_says_once_what_a_field_lacks_and_where():
    html = pagina(ReglaIncumplida(FALTA, regla="restauracion", campos={"motivo": FALTA}))
    assert html.count(FALTA) == 1
    assert f'<a href="#id_motivo">Motivo</a>: {FALTA}' in html
    assert "Lo pide el numeral 7.2.2 d)" in html
    assert "No se guardó: revise un dato." in html


def test_it_says_once_what_several_fields_lack():
    campos = {"motivo": FALTA, "nota": "Escriba cómo llegó.", "copia": "Elija una."}
    html = pagina(ReglaIncumplida(" ".join(campos.values()), campos=campos, remedio="Complételos."))
    assert [html.count(mensaje) for mensaje in campos.values()] == [1, 1, 1]
    assert 'href="#id_copia_0"' in html  # a group has no label of its own to go to
    assert "<li>Complételos.</li>" in html
    assert "revise 3 datos" in html


def test_the_same_message_in_two_fields_is_said_once():
    html = pagina(ReglaIncumplida("No se hizo.", campos={"motivo": FALTA, "nota": FALTA}))
    assert html.count(FALTA) == 1
    assert html.count("No se hizo.") == 1


def test_what_no_field_shows_is_said_over_the_form():
    html = pagina(ReglaIncumplida(FALTA, campos={"otro": FALTA}))
    assert html.count(FALTA) == 1


@pytest.mark.parametrize(
    ("error", "titulo"),
    [
        (SinPermiso("La atiende otra persona."), "No se guardó: no le corresponde."),
        (EstadoCambiado("Ya figura cerrada."), "No se guardó: ya no corresponde."),
        (ReglaIncumplida("La regla no lo permite."), "No se guardó."),
    ],
)
def test_a_refusal_that_no_datum_mends_is_not_headed_as_one(error, titulo):
    html = pagina(error)
    assert titulo in html
    assert "revise" not in html


def test_what_a_rule_demands_is_not_marked_optional():
    formulario = Formulario()
    dibujo = [
        render_to_string("componentes/campo.html", {"campo": formulario[nombre]})
        for nombre in ("motivo", "nota")
    ]
    assert ["(opcional)" in html for html in dibujo] == [False, True]
