"""The Directorio in a real browser: live help, sign with a confirmation, and no axe violation."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from directorio import acciones
from directorio.models import VersionDirectorio
from gobierno import reloj
from gobierno.models import CadenaBitacora, Persona
from tests.directorio.tramites import aprobar, dar_vistos
from tests.fabricas import CLAVE, linea, persona

pytestmark = [pytest.mark.navegador, pytest.mark.una_vez, pytest.mark.django_db(transaction=True)]
Abrir = Callable[[Persona, str], None]


@pytest.fixture
def quienes(transactional_db: None) -> tuple[Persona, Persona, Persona]:
    CadenaBitacora.objects.get_or_create(pk=1)
    coordinador, operador, director = (
        persona(rol, rol) for rol in ("coordinador", "operador", "director")
    )
    return coordinador, operador, director


@pytest.fixture
def version(quienes: tuple[Persona, Persona, Persona]) -> VersionDirectorio:
    hoy, ahora = reloj.hoy(), reloj.ahora()
    nueva = acciones.crear_version(anio=hoy.year, por=quienes[0], hoy=hoy, ahora=ahora)
    linea(nueva, "Carpeta Legal")
    linea(nueva, "Base SIGA", clase="bd", tipo_de_backup="externo", contrato="C-1")
    return nueva


@pytest.fixture
def abrir(pagina: Page, live_server) -> Abrir:
    def ir(quien: Persona, camino: str) -> None:
        cliente = Client()
        cliente.force_login(quien)
        galleta = cliente.cookies[settings.SESSION_COOKIE_NAME].value
        pagina.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": galleta, "url": live_server.url}]
        )
        pagina.goto(f"{live_server.url}{camino}")

    return ir


def ya():
    return {"hoy": reloj.hoy(), "ahora": reloj.ahora()}


def test_the_editor_explains_while_one_types(
    pagina: Page, abrir: Abrir, version: VersionDirectorio, quienes, sin_faltas
) -> None:
    abrir(quienes[0], reverse("directorio:linea_nueva", args=[version.pk]))
    sin_faltas(pagina)
    pagina.get_by_label("Periodicidad").press_sequentially("mensual, día 31")
    ayuda = pagina.locator("#ayuda-viva")
    expect(ayuda).to_contain_text("último si no existe")
    expect(ayuda.locator("li")).to_have_count(10)
    pagina.get_by_label("Periodo de retención").press_sequentially("30 días")
    expect(ayuda).to_contain_text("30 días desde")


@pytest.mark.requisito("MIN-7.1-3")
def test_a_director_signs_after_reading_what_becomes_immutable(
    pagina: Page, abrir: Abrir, version: VersionDirectorio, quienes, sin_faltas
) -> None:
    dar_vistos(version, quienes[0], quienes[1], **ya())
    abrir(quienes[2], reverse("directorio:decidir", args=[version.pk]))
    sin_faltas(pagina)
    pagina.get_by_label("Su contraseña de ingreso").fill(CLAVE)
    firmar = pagina.locator("button[value=otorgado]")
    firmar.click()
    dialogo = pagina.locator("dialog[open]")
    expect(dialogo).to_contain_text("quedan inmutables")
    dialogo.get_by_role("button", name="Cancelar").click()
    assert VersionDirectorio.objects.get().estado == "por_firmar"
    firmar.click()
    dialogo.get_by_role("button", name="Firmar").click()
    expect(pagina.locator("#mensajes")).to_contain_text("quedó aprobada")
    assert VersionDirectorio.objects.get().estado == "vigente"


def test_no_page_of_the_directorio_has_faults(
    pagina: Page, abrir: Abrir, version: VersionDirectorio, quienes, sin_faltas
) -> None:
    hoy = reloj.hoy()
    aprobar(version, quienes, hoy, **ya())
    nueva = acciones.clonar_version(anio=hoy.year, por=quienes[0], **ya())
    acciones.retirar_linea(
        linea=nueva.lineas.get(numero=1), fecha_baja=hoy + timedelta(days=9), motivo="Fin",
        por=quienes[0], **ya(),
    )  # fmt: skip
    fila = version.lineas.get(numero=1)
    for camino in (
        reverse("directorio:versiones"),
        reverse("directorio:version", args=[version.pk]),
        reverse("directorio:version", args=[nueva.pk]),
        reverse("directorio:enviar", args=[nueva.pk]),
        reverse("directorio:linea", args=[fila.pk]),
        reverse("directorio:linea_retirar", args=[nueva.lineas.get(numero=2).pk]),
        reverse("directorio:diferencia"),
        reverse("directorio:ventanas"),
        reverse("directorio:configuracion"),
        reverse("directorio:por_firmar"),
    ):
        abrir(quienes[1], camino)
        sin_faltas(pagina)


@pytest.mark.requisito("MIN-IX")
def test_the_annex_fits_the_width_of_its_page(
    pagina: Page, abrir: Abrir, version: VersionDirectorio, quienes
) -> None:
    linea(version, "N" * 200, ruta="R" * 500, observaciones="Nota. " * 100, medio="Cinta " * 30)
    pagina.set_viewport_size({"width": 1009, "height": 700})  # A4 landscape without its margins
    pagina.emulate_media(media="print")
    abrir(quienes[0], reverse("directorio:exportar", args=[version.pk, "html"]))
    assert pagina.evaluate("document.documentElement.scrollWidth") <= 1009
    sale = "td => td.scrollWidth > td.clientWidth + 1"
    assert not pagina.evaluate(f"[...document.querySelectorAll('td, th')].filter({sale}).length")
    expect(pagina.locator(".documento-identidad").first).to_be_visible()
    expect(pagina.get_by_role("button", name="Imprimir")).to_be_hidden()
