"""The pages of a polled source, as people see them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gobierno import reloj
from respaldo.acciones.sondear import sondear
from tests.navegador.test_portal import entrar
from tests.respaldo import sondeos as apoyo
from tests.respaldo.dobles import Veeam, servido
from tests.respaldo.sondeos import sesion

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True), pytest.mark.una_vez]


@pytest.mark.parametrize(("ancho", "tema"), [(1366, "light"), (360, "dark")])
def test_they_are_accessible_whether_it_answers_or_not(
    pagina: Page,
    sin_faltas: Callable[[Page], None],
    live_server: Any,
    administrador: Any,
    settings: Any,
    tmp_path: Path,
    ancho: int,
    tema: Any,
) -> None:
    ahora = reloj.ahora()
    with servido(Veeam()) as veeam:
        settings.SONDEO = apoyo.ajustes(tmp_path, veeam.url)
        fila = apoyo.sondeo(veeam, "veeam", proximo_en=ahora)
        veeam.intervenir("/api/v1/sessions", (500, {}))
        sondear(ahora=ahora, ajustes=settings.SONDEO)
        veeam.sesiones = [sesion(1, "Failed", inicio=ahora - 3 * apoyo.HORA)]
        pagina.set_viewport_size({"width": ancho, "height": 900})
        pagina.emulate_media(color_scheme=tema)
        entrar(pagina, live_server.url, administrador.username)
        propia = f"/respaldo/fuentes/{fila.fuente_id}/"
        for camino in ("/respaldo/fuentes/", propia, f"{propia}sondeo/"):
            pagina.goto(live_server.url + camino)
            expect(pagina.get_by_text("respondió con un error (500").first).to_be_visible()
            sin_faltas(pagina)
        pagina.get_by_role("button", name="Probar", exact=True).click()
        expect(pagina.get_by_text("El servidor respondió")).to_be_visible()
        sin_faltas(pagina)
