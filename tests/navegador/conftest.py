"""What browser tests share: Debian's Chromium, and a page that fails on what nobody would see.

``pagina`` is a Playwright page in es-PE and America/Lima that fails the test on any script or
console error; ``sin_faltas(pagina)`` fails it on any axe violation or sideways scroll.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.conftest import CHROMIUM

# Playwright's event loop is running in this thread; Django refuses the ORM there unless told.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ARGUMENTOS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
ESPERA = 10_000


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
    errores: list[str] = []
    page.on("pageerror", lambda error: errores.append(str(error)))
    page.on(
        "console",
        lambda mensaje: errores.append(mensaje.text) if mensaje.type == "error" else None,
    )
    yield page
    assert not errores, errores


@pytest.fixture
def sin_faltas() -> Callable[[Page], None]:
    def revisar(page: Page) -> None:
        faltas = Axe().run(page).response["violations"]
        assert not faltas, [
            (falta["id"], [nodo["html"][:160] for nodo in falta["nodes"][:3]]) for falta in faltas
        ]
        ancho = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert ancho[0] <= ancho[1], f"the page scrolls sideways: {ancho}"

    return revisar
