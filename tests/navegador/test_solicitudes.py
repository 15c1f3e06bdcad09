"""The pages of a restore request in a real browser: no violation, no sideways scroll."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from tests.restauracion.apoyo import hasta
from tests.restauracion.conftest import carpeta, jefa, solicitud  # noqa: F401

pytestmark = [pytest.mark.navegador, pytest.mark.una_vez, pytest.mark.django_db(transaction=True)]


def entrar(context: BrowserContext, url: str, persona: Any) -> None:
    cliente = Client()
    cliente.force_login(persona)
    galleta = cliente.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": galleta, "url": url}])


@pytest.mark.parametrize("ancho", [1366, 360])
def test_the_pages_of_a_request(
    ancho: int,
    context: BrowserContext,
    pagina: Page,
    live_server: Any,
    sin_faltas: Callable[[Page], None],
    solicitud: Any,  # noqa: F811
    mesa: Any,
    operador: Any,
) -> None:
    hasta("en_evaluacion", solicitud, mesa=mesa, operador=operador)
    entrar(context, live_server.url, operador)
    pagina.set_viewport_size({"width": ancho, "height": 768})
    for ruta in ("?ver=todas", f"{solicitud.pk}/", f"{solicitud.pk}/confirmar/"):
        pagina.goto(f"{live_server.url}/solicitudes/{ruta}")
        sin_faltas(pagina)


def test_the_month_is_walked_with_the_keyboard(
    context: BrowserContext,
    pagina: Page,
    live_server: Any,
    sin_faltas: Callable[[Page], None],
    solicitud: Any,  # noqa: F811
    usuario: Any,
) -> None:
    entrar(context, live_server.url, usuario)
    pagina.goto(f"{live_server.url}/solicitudes/nueva/?item={solicitud.item_id}")
    este = pagina.locator("#mes-titulo").inner_text()
    pagina.locator("#mes-anterior").press("Enter")
    expect(pagina.locator("#mes-titulo")).not_to_have_text(este)
    expect(pagina.locator("#mes-anterior")).to_be_focused()
    pagina.locator("#mes-siguiente").press("Enter")
    expect(pagina.locator("#mes-titulo")).to_have_text(este)
    expect(pagina.locator("#mes-siguiente")).to_be_focused()
    sin_faltas(pagina)
