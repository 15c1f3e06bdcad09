"""Tags and filters of the interface, and the components that use them."""

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django import forms
from django.conf import settings
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from gobierno.estados import ASPECTOS, aspecto_de
from gobierno.templatetags import interfaz

SVG = "{http://www.w3.org/2000/svg}"
TONOS = {"ok", "aviso", "mal", "grave", "info", "neutro"}


def _dibujar(texto: str, peticion: str = "/lista/", **contexto: object) -> str:
    plantilla = engines["django"].from_string("{% load interfaz %}" + texto)
    return plantilla.render(contexto, RequestFactory().get(peticion))


def _iconos() -> set[str]:
    hoja = ElementTree.parse(settings.BASE_DIR / "static/img/iconos.svg")  # noqa: S314 - our own
    return {simbolo.get("id") or "" for simbolo in hoja.iter(f"{SVG}symbol")}


@pytest.mark.parametrize("codigo", list(ASPECTOS))
def test_it_shows_every_state_with_colour_text_and_icon(codigo):
    aspecto = aspecto_de(codigo)
    assert aspecto.tono in TONOS
    assert aspecto.texto
    assert aspecto.icono in _iconos()


def test_it_shows_an_unknown_state_without_breaking():
    assert "Estado raro" in interfaz.insignia("estado_raro")
    assert "Sin dato" in interfaz.insignia(None)


def test_it_escapes_what_a_person_wrote():
    assert "<b>" not in interfaz.insignia("<b>x</b>")
    assert "<script>" not in interfaz.icono("ojo", "", "<script>")


def test_it_hides_decoration_from_readers_and_speaks_meaning():
    assert 'aria-hidden="true"' in interfaz.icono("ojo")
    assert 'aria-label="Con adjunto"' in interfaz.icono("clip", "", "Con adjunto")


def test_it_names_only_icons_that_exist():
    plantillas = Path(settings.BASE_DIR / "templates").rglob("*.html")
    usados = {
        trozo.split('"')[1]
        for plantilla in plantillas
        for trozo in plantilla.read_text(encoding="utf-8").split("{% icono")[1:]
        if trozo.startswith(' "')
    }
    assert usados <= _iconos()


def test_no_module_comes_after_the_page_is_loaded():
    """Whoever signed in between would not be asked first."""
    modulos = list(Path(settings.BASE_DIR / "static/js").glob("*.js"))
    assert modulos
    assert not [m.name for m in modulos if "import(" in m.read_text(encoding="utf-8")]


def test_it_writes_instants_in_the_institution_s_zone():
    instante = datetime(2026, 3, 5, 2, 30, tzinfo=UTC)
    assert "04/03/2026\u00a021:30" in interfaz.fecha_hora(instante)
    assert interfaz.fecha(instante) == "04/03/2026"
    assert interfaz.fecha_hora(None) == "—"


def test_it_keeps_the_query_in_links():
    resultado = _dibujar("{% url_con pagina=2 %}", "/lista/?q=a&pagina=9")
    assert resultado == "/lista/?q=a&amp;pagina=2"


def test_it_sorts_by_a_column_and_then_the_other_way():
    columna = '{% encabezado "Ítem" "item" %}'
    assert 'href="/lista/?orden=item"' in _dibujar(columna)
    subida = _dibujar(columna, "/lista/?orden=item")
    assert 'aria-sort="ascending"' in subida
    assert "orden=-item" in subida
    assert 'aria-sort="descending"' in _dibujar(columna, "/lista/?orden=-item")


def test_it_follows_the_system_unless_a_theme_was_chosen():
    peticion = RequestFactory().get("/")
    assert interfaz.tema_elegido({"request": peticion}) == ""
    peticion.COOKIES["tema"] = "oscuro"
    assert interfaz.tema_elegido({"request": peticion}) == "oscuro"
    peticion.COOKIES["tema"] = '"><script>'
    assert interfaz.tema_elegido({"request": peticion}) == ""


def test_it_elides_the_pages_in_between():
    pagina = Paginator(range(1000), 10).page(50)
    assert interfaz.paginas_visibles(pagina) == [1, "…", 48, 49, 50, 51, 52, "…", 100]


class _Formulario(forms.Form):
    primero = forms.CharField(help_text="Como figura en el Directorio.")
    segundo = forms.CharField()
    tipo = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    casilla = forms.BooleanField()


def test_it_puts_the_error_beside_the_field_and_the_focus_on_the_first():
    formulario = _Formulario({"primero": "lo que ya escribió"})
    html = _dibujar('{% include "componentes/formulario.html" %}', formulario=formulario)
    assert html.count("autofocus") == 1
    assert html.index('name="segundo"') < html.index("autofocus") < html.index('name="tipo"')
    assert 'value="lo que ya escribió"' in html
    assert 'aria-describedby="id_segundo_error"' in html
    assert 'id="id_segundo_error"' in html
    assert 'href="#id_segundo"' in html


def test_it_ties_the_help_to_its_field():
    html = _dibujar('{% include "componentes/formulario.html" %}', formulario=_Formulario())
    assert 'aria-describedby="id_primero_helptext"' in html
    assert 'id="id_primero_helptext"' in html
    assert "autofocus" not in html


def test_it_keeps_a_refused_action_and_says_why():
    html = _dibujar(
        '{% include "componentes/acciones.html" %}',
        acciones=[{"texto": "Firmar", "url": "/f/", "motivo": "Quien prepara no aprueba."}],
    )
    assert 'aria-disabled="true"' in html
    assert "Quien prepara no aprueba." in html
    assert "/f/" not in html


def test_it_offers_to_undo_what_a_message_tells():
    con = Message(SUCCESS, "Se verificaron 12 corridas.", extra_tags="deshacer:/deshacer/7/")
    sin = Message(SUCCESS, "Listo.", extra_tags="deshacer:javascript:alert(1)")
    html = _dibujar('{% include "componentes/mensaje.html" %}', mensaje=con)
    assert '<form method="post" action="/deshacer/7/">' in html
    assert "tono-ok" in html
    assert "<form" not in _dibujar('{% include "componentes/mensaje.html" %}', mensaje=sin)
