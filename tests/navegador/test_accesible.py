"""Every page that every role can reach: no axe violation, no script error, no sideways scroll."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from gobierno.models import Persona
from tests.navegador.test_hoy import entrar
from tests.recorridos.institucion import plantar
from tests.recorridos.rastreo import recorrer

pytestmark = [pytest.mark.navegador, pytest.mark.una_vez, pytest.mark.django_db(transaction=True)]

# Whoever else is there sees a part of what these see; tests/recorridos walks them all.
DISTINTOS = ("coordinador", "operador", "admin", "mesa", "proveedor", "usuario")


def muestras() -> list[tuple[Persona, str]]:
    """One page of each make: those built of the same pieces as an earlier one add nothing."""
    elegidas, vistas = [], set()
    for quien in Persona.objects.filter(username__in=DISTINTOS):
        for pagina in recorrer(quien):
            nuevas = pagina.piezas - vistas
            if pagina.es_html and nuevas:
                vistas |= nuevas
                elegidas.append((quien, pagina.url))
    return elegidas


def test_every_page_of_every_role_is_accessible_and_fits_a_phone(
    pagina: Page, context: BrowserContext, live_server: Any,
    sin_faltas: Callable[[Page], None], monkeypatch: pytest.MonkeyPatch, settings: Any,
) -> None:  # fmt: skip
    plantar(monkeypatch, settings)
    faltas, anterior = [], None
    for quien, url in muestras():
        if quien != anterior:
            context.clear_cookies()
            entrar(pagina, live_server, quien)
            anterior = quien
        pagina.set_viewport_size({"width": 1366, "height": 768})
        pagina.goto(live_server.url + url)
        try:
            sin_faltas(pagina)
            pagina.set_viewport_size({"width": 360, "height": 740})
            ancho = pagina.evaluate("document.documentElement.scrollWidth")
            assert ancho <= 360, f"{ancho} px wide on a phone"
        except AssertionError as error:
            faltas.append(f"{quien.username} {url}: {error}")
    assert not faltas, "\n".join(faltas)
