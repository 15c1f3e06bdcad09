"""The pages of a source's channels, as people see them."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from respaldo.models import PuntoDePing
from tests.fabricas import AHORA
from tests.navegador.test_portal import entrar
from tests.respaldo.apoyo import fuente
from tests.respaldo.test_evidencias import captura, llega

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True), pytest.mark.una_vez]


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
