"""What browser tests share: Debian's Chromium, and a page that fails on what nobody would see.

``pagina`` is a Playwright page in es-PE and America/Lima that fails the test on any script or
console error; ``sin_faltas(pagina)`` fails it on any axe violation or sideways scroll.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import CHROMIUM
from tests.navegador.axe import faltas_de

# Playwright's event loop is running in this thread; Django refuses the ORM there unless told.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ARGUMENTOS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
ESPERA = 60_000  # ms; only what never comes takes as long
expect.set_options(timeout=ESPERA)
# A page marks itself once its modules have run; ``pagina`` touches nothing before.
MARCA = """addEventListener("load", () => { document.documentElement.dataset.cargada = ""; });"""


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": shutil.which(CHROMIUM), "args": ARGUMENTOS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {
        "locale": "es-PE",
        "timezone_id": "America/Lima",
        "viewport": {"width": 1366, "height": 768},
    }


@pytest.fixture
def pagina(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    page.set_default_timeout(ESPERA)
    con_guiones(page)
    errores: list[str] = []
    page.on("pageerror", lambda error: errores.append(str(error)))
    page.on(
        "console",
        lambda mensaje: errores.append(mensaje.text) if mensaje.type == "error" else None,
    )
    yield page
    assert not errores, errores


def con_guiones(page: Page) -> None:
    """Make each act on the page wait for its load event, and so for its modules.

    Playwright clicks as soon as a button is there. Before its module has run, a form that asks in
    a dialog is sent as it is sent without JavaScript, and a busy machine makes that moment long.
    """
    page.add_init_script(MARCA)
    page.add_locator_handler(
        page.locator("html:not([data-cargada])"), lambda _: page.wait_for_load_state()
    )


@pytest.fixture
def sin_faltas() -> Callable[[Page], None]:
    def revisar(page: Page) -> None:
        faltas = faltas_de(page)
        assert not faltas, [
            (falta["id"], [nodo["html"][:160] for nodo in falta["nodes"][:3]]) for falta in faltas
        ]
        ancho = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert ancho[0] <= ancho[1], f"the page scrolls sideways: {ancho}"

    return revisar
