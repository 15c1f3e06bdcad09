"""The components in a real browser: keyboard, selection, dialogs, themes, accessibility."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.navegador, pytest.mark.una_vez, pytest.mark.django_db(transaction=True)]
CONTADOR = "[data-contador-seleccion]"


@pytest.fixture
def galeria(pagina: Page, live_server: Any, settings: Any) -> Page:
    settings.ROOT_URLCONF = "tests.navegador.urls_galeria"
    pagina.goto(f"{live_server.url}/galeria/")
    pagina.wait_for_load_state("networkidle")
    pagina.evaluate("document.activeElement.blur()")
    return pagina


@pytest.mark.parametrize(
    ("ancho", "tema"), [(1366, "light"), (1366, "dark"), (360, "dark"), (320, "light")]
)
def test_it_is_accessible_in_both_themes_at_every_width(
    galeria: Page, sin_faltas: Callable[[Page], None], ancho: int, tema: str
) -> None:
    galeria.emulate_media(color_scheme=tema)  # type: ignore[arg-type]
    galeria.set_viewport_size({"width": ancho, "height": 768})
    sin_faltas(galeria)


def test_it_walks_rows_with_the_keyboard_and_says_where_it_is(galeria: Page) -> None:
    for tecla in "jjx":
        galeria.keyboard.press(tecla)
    expect(galeria.locator("#fila-1")).to_be_focused()
    expect(galeria.locator("#fila-1 [data-fila-check]")).to_be_checked()
    expect(galeria.locator("#anuncios")).to_have_text("1 seleccionada")
    galeria.keyboard.press("k")
    expect(galeria.locator("#anuncios")).to_contain_text("Fila 1 de 12")


def test_it_keeps_letters_for_writing_inside_a_field(galeria: Page) -> None:
    galeria.keyboard.press("/")
    galeria.keyboard.type("xjc?")
    expect(galeria.locator("#id_filtro-q")).to_have_value("xjc?")
    expect(galeria.locator(CONTADOR)).to_have_text("0 seleccionadas")


def test_it_selects_only_the_rows_with_evidence(galeria: Page) -> None:
    boton = galeria.get_by_role("button", name="Declarar conformes")
    expect(boton).to_be_disabled()
    galeria.get_by_role("button", name="Con evidencia").click()
    expect(galeria.locator(CONTADOR)).to_have_text("8 seleccionadas")
    expect(boton).to_be_enabled()
    galeria.locator("#fila-0 [data-fila-check]").click()
    galeria.locator("#fila-3 [data-fila-check]").click(modifiers=["Shift"])
    expect(galeria.locator(CONTADOR)).to_have_text("10 seleccionadas")


def test_it_explains_the_shortcuts_and_gives_the_focus_back(
    galeria: Page, sin_faltas: Callable[[Page], None]
) -> None:
    galeria.keyboard.press("j")
    galeria.keyboard.press("?")
    expect(galeria.get_by_role("dialog", name="Atajos de teclado")).to_be_visible()
    sin_faltas(galeria)
    galeria.keyboard.press("Escape")
    expect(galeria.locator("#fila-0")).to_be_focused()


def test_it_asks_before_what_cannot_be_undone(galeria: Page) -> None:
    enviadas: list[str] = []
    galeria.on("request", lambda r: enviadas.append(r.url) if r.method == "POST" else None)
    anular = galeria.get_by_role("button", name="Anular")
    anular.click()
    dialogo = galeria.get_by_role("dialog")
    expect(dialogo).to_contain_text("quedará anulada y no podrá reabrirse")
    dialogo.get_by_role("button", name="Cancelar").click()
    expect(anular).to_be_focused()
    assert enviadas == []


def test_it_says_why_a_button_is_refused(galeria: Page) -> None:
    galeria.get_by_role("button", name="Firmar").click(force=True)
    expect(galeria.locator("#anuncios")).to_contain_text("Quien prepara la versión no la aprueba")


def test_it_remembers_the_theme_that_was_chosen(galeria: Page) -> None:
    galeria.get_by_role("button", name=re.compile("tema claro y oscuro")).click()
    expect(galeria.locator("html")).to_have_attribute("data-tema", "oscuro")
    galeria.reload()
    expect(galeria.locator("html")).to_have_attribute("data-tema", "oscuro")


def test_it_takes_attachments_by_drag_and_lets_them_go(galeria: Page) -> None:
    galeria.evaluate(
        """() => {
            const datos = new DataTransfer();
            datos.items.add(new File(["ok"], "evidencia ñandú.txt"));
            document.querySelector("[data-pegar]").dispatchEvent(
                new DragEvent("drop", { dataTransfer: datos, bubbles: true, cancelable: true }));
        }"""
    )
    entrada = "document.querySelector('[data-pegar] input').files.length"
    expect(galeria.locator("[data-archivos]")).to_contain_text("evidencia ñandú.txt (2 B)")
    assert galeria.evaluate(entrada) == 1
    galeria.get_by_role("button", name="Quitar evidencia ñandú.txt").click()
    assert galeria.evaluate(entrada) == 0


def test_it_puts_the_first_error_under_the_cursor(
    pagina: Page, live_server: Any, settings: Any
) -> None:
    settings.ROOT_URLCONF = "tests.navegador.urls_galeria"
    pagina.goto(f"{live_server.url}/galeria/")
    expect(pagina.locator("#id_item")).to_be_focused()


def test_it_hides_the_frame_when_printed(galeria: Page) -> None:
    galeria.emulate_media(media="print")
    expect(galeria.locator(".cabecera")).to_be_hidden()
    expect(galeria.locator(".nav")).to_be_hidden()
    expect(galeria.get_by_role("heading", level=1)).to_be_visible()
