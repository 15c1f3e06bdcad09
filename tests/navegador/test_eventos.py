"""An event told in a real browser: from the page of the line to the copy that Hoy waits for."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from respaldo.models import EventoDeLinea
from tests import fabricas
from tests.navegador.test_hoy import entrar
from tests.respaldo import casos

pytestmark = [pytest.mark.navegador, pytest.mark.una_vez, pytest.mark.django_db(transaction=True)]


def test_an_event_is_told_and_its_copy_is_expected(
    pagina: Page, context: BrowserContext, live_server: Any, sin_faltas: Callable[[Page], None]
) -> None:
    operador = fabricas.persona("operador", "operador")
    linea = casos.linea("Código SIGA", periodicidad="por evento (baja), tolerancia 3 días")
    entrar(pagina, live_server, operador)
    pagina.goto(live_server.url + reverse("directorio:linea", args=[linea.pk]))
    pagina.get_by_role("link", name="Registrar evento").click()
    sin_faltas(pagina)
    pagina.get_by_label("Qué pasó").fill("Baja del portal de consultas")
    pagina.get_by_label("Documento o ticket").fill("Memorando 12-2026-OTEC")
    pagina.get_by_role("button", name="Registrar").dblclick()  # whichever answers: one event
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Código SIGA")
    expect(pagina.locator("main")).to_contain_text("Memorando 12-2026-OTEC")
    assert EventoDeLinea.objects.count() == 1
    sin_faltas(pagina)
    pagina.goto(live_server.url + reverse("respaldo:hoy") + "?estado=en-ventana")
    expect(pagina.locator("tr[data-fila]")).to_contain_text("baja")
    pagina.get_by_role("link", name="Registrar evento").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Eventos y solicitudes")
    sin_faltas(pagina)
