"""Every kind of page: no axe violation in either theme, no script error, no sideways scroll.

One sign-in for each role and one load for each page: the theme, the width and the letter change on
the page already loaded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from gobierno.models import Persona
from tests.navegador.axe import faltas_de
from tests.navegador.test_hoy import entrar
from tests.recorridos.institucion import GENTE, plantar
from tests.recorridos.rastreo import clase_de, recorrer

pytestmark = [
    pytest.mark.navegador,
    pytest.mark.django_db(transaction=True),
    pytest.mark.una_vez,  # pages look the same whatever the engine
]

CONTRASTE: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
# Colours belong to the pieces, and take most of the time: known pieces are not measured again.
SIN_CONTRASTE: dict[str, Any] = {"rules": {"color-contrast": {"enabled": False}}}
# Its own letters on a phone, and the widest of a bare Debian on the narrowest screen.
ESTRECHOS = ((360, ""), (320, "'DejaVu Sans', sans-serif"))


@dataclass(frozen=True)
class Visita:
    """A page to load; `nueva` when it is made of something that no earlier one had."""

    quien: Persona
    url: str
    nueva: bool


def visitas() -> Iterator[Visita]:
    """Each kind of page once, by whoever meets it first; the home page of everybody."""
    vistas: set[str] = set()
    piezas: set[str] = set()
    for quien in sorted(Persona.objects.filter(username__in=GENTE), key=lambda p: p.username):
        for pagina in recorrer(quien):
            clase = clase_de(pagina.url)
            if pagina.es_html and (clase not in vistas or pagina.url == "/"):
                yield Visita(quien, pagina.url, not pagina.piezas <= piezas)
                vistas.add(clase)
                piezas |= pagina.piezas


def violaciones(page: Page, *, nueva: bool) -> Iterator[str]:
    """What axe says in the light theme; in the dark one only colours differ, piece by piece."""
    temas = [("claro", {}), ("oscuro", CONTRASTE)] if nueva else [("claro", SIN_CONTRASTE)]
    for tema, opciones in temas:
        page.evaluate("tema => document.documentElement.dataset.tema = tema", tema)
        for falta in faltas_de(page, **opciones):
            nodos = [nodo["html"][:160] for nodo in falta["nodes"][:3]]
            yield f"{tema}: {falta['id']} {nodos}"


def desbordes(page: Page) -> Iterator[str]:
    """Where the page scrolls sideways."""
    for ancho, letra in ESTRECHOS:
        page.evaluate("l => document.documentElement.style.setProperty('--letra', l)", letra)
        page.set_viewport_size({"width": ancho, "height": 740})
        real = page.evaluate("document.documentElement.scrollWidth")
        if real > ancho:
            yield f"{real} px on a screen of {ancho} with {letra or 'its own letters'}"


def test_every_page_is_accessible_in_both_themes_and_fits_a_phone(
    pagina: Page, context: BrowserContext, live_server: Any,
    monkeypatch: pytest.MonkeyPatch, settings: Any,
) -> None:  # fmt: skip
    plantar(monkeypatch, settings)
    faltas, anterior = [], None
    for visita in list(visitas()):
        if visita.quien != anterior:
            context.clear_cookies()
            entrar(pagina, live_server, visita.quien)
            anterior = visita.quien
        pagina.set_viewport_size({"width": 1366, "height": 768})
        pagina.goto(live_server.url + visita.url)
        hallado = [*violaciones(pagina, nueva=visita.nueva), *desbordes(pagina)]
        faltas += [f"{visita.quien.username} {visita.url}: {falta}" for falta in hallado]
    assert not faltas, "\n".join(faltas)
