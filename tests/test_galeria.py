"""The frame and the gallery: every component renders, and no page carries inline code."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from backupgov.galeria import contexto

EN_LINEA = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", re.I)


def _pagina(plantilla: str, **datos: object) -> str:
    return render_to_string(plantilla, datos, RequestFactory().get("/galeria/"))


def test_it_renders_every_component_in_every_state():
    html = _pagina("galeria.html", **contexto())
    assert html.count("<section") > 10


@pytest.mark.parametrize(
    "plantilla",
    ["base.html", "inicio.html", "registration/entrar.html", "400.html", "403.html", "404.html"],
)
def test_it_renders_the_frame_without_any_of_its_variables(plantilla):
    html = _pagina(plantilla, form=None) if "entrar" in plantilla else _pagina(plantilla)
    assert '<html lang="es"' in html
    assert 'id="contenido"' in html


def test_it_renders_the_last_error_page_without_a_request():
    assert "El sistema falló" in render_to_string("500.html")


@pytest.mark.parametrize("plantilla", ["galeria.html", "500.html", "registration/entrar.html"])
def test_it_carries_no_inline_code(plantilla):
    datos = contexto() if plantilla == "galeria.html" else {}
    assert not EN_LINEA.search(_pagina(plantilla, **datos))


def test_it_says_which_permission_is_missing():
    html = _pagina("403.html", permiso="directorio.editar", exception="Le corresponde a: X.")
    assert "directorio.editar" in html
    assert "Le corresponde a: X." in html


def test_it_uses_each_identifier_once():
    ids = re.findall(r'\sid="([^"]+)"', _pagina("galeria.html", **contexto()))
    assert len(ids) == len(set(ids)), {i for i in ids if ids.count(i) > 1}
