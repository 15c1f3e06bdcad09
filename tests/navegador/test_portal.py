"""Sign-in, home and the institution's pages in a real browser, with no violation on any."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from gobierno import acciones
from gobierno.avisos import Mensaje, encolar, preparar_envios
from gobierno.models import Persona
from tests.fabricas import CLAVE, persona, unidad

pytestmark = [pytest.mark.navegador, pytest.mark.una_vez, pytest.mark.django_db(transaction=True)]
ADMIN = ("/", "/personas/", "/personas/nueva/", "/unidades/", "/calendario/", "/calendario/nuevo/")
AUDITOR = ("/bitacora/", "/bitacora/1/", "/perfil/", "/salud/sistema/", "/correos/")
TODOS = (
    "/",
    "/buscar/",
    "/buscar/?q=nada",
    "/avisos/",
    "/avisos/?ver=todos",
    "/deberes/",
    "/cuenta/",
)


def entrar(pagina: Page, url: str, usuario: str) -> None:
    pagina.goto(f"{url}/entrar/")
    pagina.get_by_label("Usuario").fill(usuario)
    pagina.get_by_label("Contraseña").fill(CLAVE)
    pagina.get_by_role("button", name="Entrar", exact=True).click()
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("Hola")


@pytest.fixture
def gente() -> dict[str, Persona]:
    ahora = timezone.now()
    personas = {rol: persona(rol, rol) for rol in ("admin", "auditor", "operador")}
    personas["usuario"] = persona("usuario")
    acciones.registrar_ingreso(por=personas["operador"], medio="contraseña", ahora=ahora)
    aviso = Mensaje(clave="a", tipo="x", asunto="Lea esto", texto="Algo", enlace="/deberes/")
    encolar(aviso, para=personas.values(), ahora=ahora)
    preparar_envios(ahora=ahora)
    return personas


@pytest.mark.parametrize(("ancho", "tema"), [(1366, "light"), (360, "dark")])
@pytest.mark.parametrize(
    ("usuario", "caminos"), [("admin", ADMIN), ("auditor", AUDITOR), ("usuario", TODOS)]
)
def test_every_page_is_accessible_wide_and_narrow(
    pagina: Page,
    sin_faltas: Callable[[Page], None],
    live_server: Any,
    gente: dict[str, Persona],
    usuario: str,
    caminos: tuple[str, ...],
    ancho: int,
    tema: str,
) -> None:
    pagina.emulate_media(color_scheme=tema)  # type: ignore[arg-type]
    pagina.set_viewport_size({"width": ancho, "height": 768})
    entrar(pagina, live_server.url, usuario)
    for camino in caminos:
        pagina.goto(live_server.url + camino)
        sin_faltas(pagina)


def test_the_sign_in_page_is_accessible_and_teaches(
    pagina: Page, sin_faltas: Callable[[Page], None], live_server: Any, gente: dict[str, Persona]
) -> None:
    pagina.goto(f"{live_server.url}/entrar/")
    sin_faltas(pagina)
    expect(pagina.get_by_label("Usuario")).to_be_focused()


@pytest.mark.requisito("MIN-6.1-d")
def test_an_administrator_designates_and_the_person_sees_its_duties(
    pagina: Page, live_server: Any, gente: dict[str, Persona]
) -> None:
    unidad("OTEC")
    entrar(pagina, live_server.url, "admin")
    pagina.goto(f"{live_server.url}/personas/{gente['usuario'].pk}/designar/")
    pagina.get_by_label("Rol", exact=True).select_option("operador")
    pagina.get_by_label("Documento de designación").fill("Memorando 012-2026")
    pagina.get_by_role("button", name="Guardar").click()
    expect(pagina.get_by_text("Se registró la designación.")).to_be_visible()
    expect(pagina.get_by_role("row", name="Operador de backup")).to_contain_text("Vigente")
    pagina.get_by_text("Admin Prueba").first.click()
    pagina.get_by_role("button", name="Salir").click()
    entrar(pagina, live_server.url, "usuario")
    pagina.goto(f"{live_server.url}/deberes/")
    expect(pagina.get_by_role("heading", name="Operador de backup — Memorando")).to_be_visible()


def test_a_demonstration_person_enters_with_one_button(
    pagina: Page,
    sin_faltas: Callable[[Page], None],
    live_server: Any,
    settings: Any,
) -> None:
    settings.DEMO = settings.DEBUG = True
    persona("ana", "operador", es_de_demostracion=True)
    pagina.goto(f"{live_server.url}/entrar/")
    sin_faltas(pagina)
    pagina.get_by_role("button", name="Ana Prueba").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Hola, Ana")


def test_a_notice_is_opened_and_stops_waiting(
    pagina: Page, live_server: Any, gente: dict[str, Persona]
) -> None:
    entrar(pagina, live_server.url, "usuario")
    expect(pagina.get_by_role("link", name="Lea esto")).to_be_visible()
    pagina.goto(f"{live_server.url}/avisos/")
    pagina.get_by_role("button", name="Abrir Lea esto").click()
    expect(pagina).to_have_url(f"{live_server.url}/deberes/")
    pagina.goto(f"{live_server.url}/")
    expect(pagina.get_by_text("Está al día: nada espera por usted.")).to_be_visible()
