"""One field of a form: its label, help and error are tied to it."""

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test.html import parse_html


class Formulario(forms.Form):
    nombre = forms.CharField(label="Nombre <b>", help_text="Como en el «DNI» & más")
    nota = forms.CharField(required=False, widget=forms.Textarea)
    acepta = forms.BooleanField(label="Acepto", required=False, help_text="Si corresponde")
    modo = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect, help_text="Uno")
    oculto = forms.CharField(widget=forms.HiddenInput, required=False)


VACIO, MALO = Formulario(), Formulario({"nombre": "", "acepta": "", "modo": "<script>"})


def dibujado(formulario: forms.Form, nombre: str, **opciones: bool) -> str:
    contexto = {"campo": formulario[nombre]} | opciones
    return render_to_string("componentes/campo.html", contexto)


TEXTO = """<div class="campo"><label for="id_nombre">Nombre &lt;b&gt;</label>
<p class="ayuda" id="id_nombre_helptext">Como en el «DNI» &amp; más</p>
<input type="text" name="nombre" required id="id_nombre" aria-describedby="id_nombre_helptext">
</div>"""
OPCIONAL = """<div class="campo"><label for="id_nota">Nota <span class="opcional">(opcional)</span>
</label><textarea name="nota" cols="40" rows="10" autofocus id="id_nota"></textarea></div>"""
CASILLA = """<div class="campo campo-casilla"><input type="checkbox" name="acepta" id="id_acepta"
 aria-describedby="id_acepta_helptext"><label for="id_acepta">Acepto</label>
<p class="ayuda" id="id_acepta_helptext">Si corresponde</p></div>"""
VARIAS = """<div class="campo"><fieldset aria-describedby="id_modo_helptext"><legend>Modo</legend>
<p class="ayuda" id="id_modo_helptext">Uno</p><div id="id_modo"><div><label for="id_modo_0">
<input type="radio" name="modo" value="a" required id="id_modo_0"> A</label></div></div></fieldset>
</div>"""
OCULTO = '<input type="hidden" name="oculto" id="id_oculto">'


@pytest.mark.parametrize(
    ("nombre", "opciones", "esperado"),
    [
        ("nombre", {}, TEXTO),
        ("nota", {"enfocar": True}, OPCIONAL),
        ("acepta", {}, CASILLA),
        ("modo", {"sin_opcional": True, "enfocar": True}, VARIAS),
        ("oculto", {}, OCULTO),
    ],
)
def test_it_draws_each_kind_of_field(nombre, opciones, esperado):
    assert parse_html(dibujado(VACIO, nombre, **opciones)) == parse_html(esperado)


@pytest.mark.parametrize("nombre", ["nombre", "modo"])
def test_an_error_is_beside_its_field_and_read_with_it(nombre):
    dicho = dibujado(MALO, nombre)
    assert 'class="campo campo-con-error"' in dicho
    assert f'class="error" id="id_{nombre}_error"' in dicho
    assert f"id_{nombre}_helptext id_{nombre}_error" in dicho
    assert 'aria-invalid="true"' in dicho
    assert "<script>" not in dicho
