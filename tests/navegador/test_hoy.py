"""Hoy in a real browser: two hundred lines without the mouse, and everything without JavaScript."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from gobierno.perfil import perfil_activo
from mesa_ayuda.models import Incidente
from respaldo.acciones.marcas import marcar
from respaldo.models import Corrida, Ejecucion, Verificacion
from tests import fabricas
from tests.respaldo import casos
from tests.respaldo.casos import TICKET

pytestmark = [pytest.mark.navegador, pytest.mark.una_vez, pytest.mark.django_db(transaction=True)]


def noche(cuantas: int, **estados: str) -> list[Corrida]:
    """Last night's corridas, closed two hours ago, with evidence; `estados` by position (`_3`)."""
    ahora = timezone.now()
    ayer = ahora.astimezone(perfil_activo().zona).date() - timedelta(days=1)
    version = casos.version_vigente()
    filas = []
    for n in range(cuantas):
        linea = fabricas.linea(version, f"Línea {n:03}", numero=n + 1)
        filas.append(
            fabricas.corrida(
                linea,
                ayer,
                inicio_previsto=ahora - timedelta(hours=10),
                fin_previsto=ahora - timedelta(hours=2),
                vence_en=ahora + timedelta(hours=12),
            )
        )
    _con_evidencia(filas, estados, ahora)
    return filas


def _con_evidencia(filas: list[Corrida], estados: dict[str, str], ahora: datetime) -> None:
    for n, fila in enumerate(filas):
        estado = estados.get(f"_{n}", "conforme")
        if estado == "nada":
            continue
        ejecucion: Ejecucion = fabricas.ejecucion(
            clave=f"noche-{n}",
            estado=estado,
            inicio=ahora - timedelta(hours=9),
            fin=ahora - timedelta(hours=8),
            recibida_en=ahora - timedelta(hours=7),
            corrida=fila,
        )
        Corrida.objects.filter(pk=fila.pk).update(ejecucion=ejecucion)
    marcar(corridas=[fila.pk for fila in filas], ahora=ahora)


TEMPORIZADORES_LENTOS = """
const poner = window.setTimeout;
window.setTimeout = (tarea, ms, ...resto) => poner(tarea, ms > 0 ? ms + 3000 : ms, ...resto);
"""


def entrar(page: Page, live_server: Any, persona: Any) -> None:
    cliente = Client()
    cliente.force_login(persona)
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": cliente.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": live_server.url,
            }
        ]
    )


@pytest.fixture
def hoy(pagina: Page, live_server: Any, operador: Any) -> Callable[..., Page]:
    def abrir(consulta: str = "") -> Page:
        entrar(pagina, live_server, operador)
        pagina.goto(f"{live_server.url}/respaldo/hoy/{consulta}")
        pagina.wait_for_load_state("networkidle")
        return pagina

    return abrir


@pytest.mark.requisito("MIN-7.1.1-d", "MIN-7.1.2-d", "MIN-7.1.1-e-2")
def test_it_clears_two_hundred_lines_with_the_keyboard_only(hoy: Callable[..., Page]) -> None:
    noche(200, _0="nada", _1="no_conforme", _2="advertencia")
    antes = time.process_time()
    page = hoy()
    page.keyboard.press("t")
    page.keyboard.type(TICKET)
    page.keyboard.press("Escape")
    page.keyboard.press("j")  # exceptions first: the discrepancies, then the silent one
    expect(page.locator("tr.fila-actual")).to_contain_text("Línea 001")
    page.keyboard.press("n")
    expect(page.locator("#panel textarea")).to_be_focused()
    page.keyboard.type("Disco lleno en el servidor")
    page.keyboard.press("Control+Enter")
    expect(page.locator("tr.fila-actual")).to_contain_text("Línea 002")
    page.keyboard.press("c")
    expect(page.locator("#panel textarea")).to_be_focused()
    page.keyboard.type("Un temporal abierto; el resto está")
    expect(page.locator("#panel [name=ticket]")).to_have_value(TICKET)  # never typed twice
    page.keyboard.press("Control+Enter")
    expect(page.locator("tr.fila-actual")).to_contain_text("Línea 000")
    page.keyboard.press("s")
    expect(page.locator("#panel textarea")).to_be_focused()
    page.keyboard.type("La consola no responde")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#panel")).not_to_be_visible()
    page.keyboard.press("C")
    expect(page.get_by_text("Quedarán declaradas conformes")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Se declararon conformes 197 corridas")).to_be_visible()
    assert time.process_time() - antes < 60  # the work of the server; a person takes the rest
    assert Verificacion.objects.count() == 200
    assert Incidente.objects.get().descripcion.startswith("Causa o síntoma: Disco lleno")


def test_a_form_that_can_be_typed_in_is_already_sent_without_leaving_the_page(
    pagina: Page, hoy: Callable[..., Page]
) -> None:
    """A busy browser serves keys before timers: what a form needs cannot wait for one."""
    noche(3, _0="no_conforme")
    pagina.add_init_script(TEMPORIZADORES_LENTOS)
    page = hoy()
    page.keyboard.press("j")
    page.keyboard.press("n")
    expect(page.locator("#panel textarea")).to_be_focused()
    page.locator("#panel [name=ticket]").fill(TICKET)
    page.locator("#panel textarea").fill("Disco lleno en el servidor")
    page.keyboard.press("Control+Enter")
    expect(page.locator("tr.fila-actual")).to_contain_text("Línea 001")
    assert "#" not in page.url  # nothing was loaded again


def test_one_key_confirms_a_row_and_goes_to_the_next(hoy: Callable[..., Page]) -> None:
    noche(3)
    page = hoy()
    page.keyboard.press("t")
    page.keyboard.type(TICKET)
    page.keyboard.press("Escape")
    for tecla in ("j", "c"):
        page.keyboard.press(tecla)
    expect(page.locator("tr.fila-actual")).to_contain_text("Línea 001")
    expect(page.locator("tbody tr").nth(1)).to_contain_text("Rectificar")
    expect(page.locator("#n-listas")).to_have_text("2")
    for tecla in ("x", "j", "x"):
        page.keyboard.press(tecla)
    page.keyboard.press("M")
    expect(page.get_by_text("Se declararon conformes 2 corridas")).to_be_visible()
    expect(page.get_by_text("Todo está verificado.")).to_be_visible()
    assert set(Verificacion.objects.values_list("ticket", flat=True)) == {TICKET}


def test_a_discrepancy_cannot_be_confirmed_without_a_reason(
    context: BrowserContext, live_server: Any, operador: Any
) -> None:
    noche(1, _0="advertencia")
    page = context.new_page()  # not `pagina`: the browser itself logs the 422
    entrar(page, live_server, operador)
    page.goto(f"{live_server.url}/respaldo/hoy/")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.locator("#panel textarea")).to_be_focused()
    page.locator("#panel [name=ticket]").fill(TICKET)
    with page.expect_response(lambda r: r.request.method == "POST") as respuesta:
        page.keyboard.press("Control+Enter")
    assert respuesta.value.status == 422
    expect(page.locator("#panel .campo-con-error")).to_contain_text("Escriba este dato")
    assert not Verificacion.objects.exists()
    page.locator("#panel textarea").fill("Archivo temporal")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#panel")).not_to_be_visible()
    assert Verificacion.objects.get().motivo_discrepancia == "Archivo temporal"


@pytest.mark.parametrize(
    ("ancho", "tema"), [(1366, "light"), (1366, "dark"), (360, "light"), (320, "dark")]
)
def test_every_page_of_the_day_is_accessible(
    hoy: Callable[..., Page], sin_faltas: Callable[[Page], None], ancho: int, tema: str
) -> None:
    filas = noche(6, _0="nada", _1="no_conforme", _2="advertencia")
    page = hoy()
    page.emulate_media(color_scheme=tema)  # type: ignore[arg-type]
    page.set_viewport_size({"width": ancho, "height": 768})
    sin_faltas(page)
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.locator("#panel")).to_be_visible()
    sin_faltas(page)
    raiz = page.url.removesuffix("hoy/")
    for ruta in (
        f"corridas/{filas[1].pk}/",
        f"corridas/{filas[1].pk}/no-conforme/",
        f"lineas/{filas[1].linea_id}/calendario/",
        "mes/",
    ):
        page.goto(raiz + ruta)
        sin_faltas(page)
    page.goto(raiz.replace("respaldo/", "mesa/incidentes/"))
    sin_faltas(page)


def test_the_same_work_is_done_without_javascript(
    browser: Browser, live_server: Any, operador: Any
) -> None:
    noche(3, _0="nada")
    contexto = browser.new_context(java_script_enabled=False, locale="es-PE")
    page = contexto.new_page()
    entrar(page, live_server, operador)
    page.goto(f"{live_server.url}/respaldo/hoy/")
    page.get_by_role("link", name="Sin evidencia", exact=True).click()
    page.get_by_label("Por qué no hay evidencia").fill("Consola caída")
    page.get_by_role("button", name="Declarar sin evidencia").click()
    expect(page.get_by_text("Línea 000: sin evidencia.")).to_be_visible()
    page.get_by_label("N° de ticket").fill(TICKET)
    page.get_by_role("button", name="Conforme", exact=True).first.click()
    expect(page.get_by_text("Línea 001: conforme.")).to_be_visible()
    expect(page.get_by_label("N° de ticket")).to_have_value(TICKET)
    page.get_by_role("button", name="Declarar conformes las 1").click()
    expect(page.get_by_text("Se declararon conformes 1 corrida")).to_be_visible()
    contexto.close()
    assert Verificacion.objects.count() == 3
