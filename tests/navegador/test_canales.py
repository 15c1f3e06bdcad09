"""The pages of a source's channels, as people see them."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from respaldo.models import PuntoDePing
from tests.fabricas import AHORA
from tests.navegador.test_portal import entrar
from tests.respaldo.apoyo import fuente
from tests.respaldo.test_evidencias import captura, llega

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True), pytest.mark.una_vez]

# What is copied stays in the page: the clipboard of the machine is everybody's.
CON_PORTAPAPELES = """Object.defineProperty(navigator, "clipboard", {
    value: { writeText: async (texto) => { window.copiado = texto; } } });"""
SIN_PORTAPAPELES = """delete Navigator.prototype.clipboard;
    document.execCommand = () => { window.copiado = String(getSelection()); return true; };"""


@pytest.mark.parametrize(("ancho", "tema"), [(1366, "light"), (360, "dark")])
def test_they_are_accessible_and_never_scroll_sideways(
    pagina: Page,
    sin_faltas: Callable[[Page], None],
    live_server: Any,
    administrador: Any,
    operador: Any,
    ancho: int,
    tema: Any,
) -> None:
    f = fuente(clave_ping="clave-de-ping", token_prefijo="bgv_abcdef")
    PuntoDePing.objects.create(fuente=f, slug="mesa", trabajo="mesa", creado_en=AHORA)
    evidencia = llega(captura(stderr=b"x" * 300 + b"\n<script>alert(1)</script>")).evidencia
    pagina.set_viewport_size({"width": ancho, "height": 900})
    pagina.emulate_media(color_scheme=tema)
    suyas = {
        administrador.username: (f"/respaldo/fuentes/{f.pk}/", f"/respaldo/fuentes/{f.pk}/prueba/"),
        operador.username: (
            "/respaldo/evidencias/",
            f"/respaldo/evidencias/{evidencia.pk}/",
            f"/respaldo/ejecuciones/archivo/?fuente={f.pk}",
        ),
    }
    for quien, camino in [(q, c) for q, caminos in suyas.items() for c in caminos]:
        pagina.context.clear_cookies()
        entrar(pagina, live_server.url, quien)
        pagina.goto(live_server.url + camino)
        sin_faltas(pagina)


@pytest.mark.parametrize("seguro", [True, False])
def test_a_snippet_is_copied_with_its_button(
    pagina: Page, live_server: Any, administrador: Any, seguro: bool
) -> None:
    """Where there is no clipboard, as without https, it is left selected and copied."""
    f = fuente()
    pagina.add_init_script(CON_PORTAPAPELES if seguro else SIN_PORTAPAPELES)
    entrar(pagina, live_server.url, administrador.username)
    pagina.goto(f"{live_server.url}/respaldo/fuentes/{f.pk}/")
    figuras = pagina.locator("figure[data-copiar]")
    expect(figuras.get_by_role("button")).to_have_count(figuras.count())
    boton = pagina.get_by_role("button", name="Copiar borgmatic", exact=True)
    boton.click()
    expect(pagina.get_by_role("button", name="Copiado borgmatic", exact=True)).to_be_visible()
    expect(pagina.locator("#anuncios")).to_have_text("Se copió: borgmatic")
    orden = "bgv-run borgmatic mesa -- borgmatic create --json"
    assert pagina.evaluate("window.copiado") == orden
    pagina.get_by_role("button", name="Copiar rsync", exact=True).click()
    expect(boton).to_be_visible()
