"""From the sheet to the first day owed in the real pages, each person in their own browser."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from directorio.acciones import vigencia
from directorio.models import VersionDirectorio
from gobierno import reloj
from gobierno.perfil import perfil_activo
from respaldo.acciones.vigilancia import vigilar
from respaldo.models import Corrida
from tests import fabricas
from tests.recorridos import hoja

pytestmark = [pytest.mark.navegador, pytest.mark.django_db(transaction=True)]
GENTE = ("coordinador", "operador", "director", "director_general")


@pytest.fixture
def gente(pagina: Page, context: BrowserContext, live_server: Any) -> Callable[[str], Page]:
    """Sign in as somebody through the page, signing out who was there."""
    for rol in GENTE:
        fabricas.persona(rol, rol)
    for siglas in hoja.siglas():
        fabricas.unidad(siglas)

    def entrar(quien: str) -> Page:
        context.clear_cookies()
        pagina.goto(f"{live_server.url}/entrar/")
        pagina.get_by_label("Usuario").fill(quien)
        pagina.get_by_label("Contraseña").fill(fabricas.CLAVE)
        pagina.get_by_role("button", name="Entrar").click()
        expect(pagina.get_by_role("heading", level=1)).to_contain_text("Hola")
        return pagina

    return entrar


def test_it_goes_from_the_sheet_to_the_first_day_owed(
    gente: Callable[[str], Page], live_server: Any, tmp_path: Path
) -> None:
    libro = tmp_path / "Directorio 2026.xlsx"
    libro.write_bytes(hoja.libro(hoja.DOS_MALAS))
    url = importar(gente("coordinador"), live_server.url, libro)
    enviar(gente("coordinador"), url)
    vistos(gente, url)
    observar(gente("director"), url)
    corregir(gente("coordinador"), url)
    enviar(gente("coordinador"), url)
    vistos(gente, url)
    assert amanece(0) == 0
    decidir(gente("director"), url, "Firmar", desde=reloj.hoy() + timedelta(days=1))
    decidir(gente("director_general"), url, "Tomar conocimiento")
    assert VersionDirectorio.objects.get().tramite.ronda.numero == 2
    assert amanece(0) == 0
    assert amanece(1) > 10


def importar(page: Page, raiz: str, libro: Path) -> str:
    """Upload, correct both cells in place, confirm; returns the address of the version."""
    page.goto(f"{raiz}/directorio/versiones/nueva/")
    page.locator("main form").get_by_role("button").click()
    dice(page, "Se abrió el")
    url = page.url
    page.goto(url.replace("/versiones", "") + "importar/")
    page.get_by_label("Hoja del Directorio").set_input_files(libro)
    page.get_by_role("button", name="Leer la hoja").click()
    expect(page.locator("#motivo-confirmar")).to_contain_text("2")
    for (fila, campo), texto in hoja.CORRECCIONES.items():
        celda = page.locator(f"#c-{fila}-{campo}")
        expect(celda).to_have_attribute("aria-invalid", "true")
        celda.fill(texto)
    page.get_by_role("button", name="Guardar las correcciones").click()
    expect(page.locator("[aria-invalid=true]")).to_have_count(0)
    page.wait_for_load_state()
    page.get_by_role("button", name="Confirmar la importación").click()
    page.get_by_role("dialog").get_by_role("button", name="Importar").click()
    page.wait_for_url(url)
    dice(page, "60 líneas nuevas")
    return url


def dice(page: Page, texto: str) -> None:
    """The product answers so on top of the page it leads to."""
    expect(page.locator("#mensajes")).to_contain_text(texto)


def enviar(page: Page, url: str) -> None:
    page.goto(url + "enviar/")
    page.get_by_role("button", name="Enviar a visto").click()
    dice(page, "se envió a visto")


def vistos(gente: Callable[[str], Page], url: str) -> None:
    for quien in ("coordinador", "operador"):
        decidir(gente(quien), url, "Dar visto")


def decidir(page: Page, url: str, verbo: str, *, desde: Any = None) -> None:
    """Give the act with the password; the dialog says in words what becomes immutable."""
    page.goto(url + "decidir/")
    if desde:
        page.get_by_label("Rige desde").fill(desde.isoformat())
    clave = page.get_by_label("Su contraseña de ingreso")
    if clave.count():
        clave.fill(fabricas.CLAVE)
    page.locator("main").get_by_role("button", name=verbo, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=verbo).click()
    page.wait_for_url(url)
    dice(page, "Se registró")


def observar(page: Page, url: str) -> None:
    page.goto(url + "decidir/")
    page.get_by_text("Comentar la fila 18", exact=True).click()
    page.get_by_label("Comentario de la fila 18", exact=True).fill("La ventana es muy larga.")
    page.get_by_label("Observación general").fill("Revise la fila 18.")
    page.get_by_label("Su contraseña de ingreso").fill(fabricas.CLAVE)
    page.get_by_role("button", name="Observar y devolver").click()
    page.wait_for_url(url)


def corregir(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.get_by_text("La ventana es muy larga.").first).to_be_visible()
    page.get_by_role("button", name="Corregir").click()
    linea = VersionDirectorio.objects.get().lineas.get(numero=18)
    page.goto(url.split("/versiones/", maxsplit=1)[0] + f"/lineas/{linea.pk}/editar/")
    page.get_by_label("Hora fin").fill("02:00")
    page.get_by_role("button", name="Guardar").first.click()
    dice(page, "Se guard")
    linea.refresh_from_db()
    assert linea.hora_fin == time(2)


def amanece(dias: int) -> int:
    """How many corridas there are once beat has passed at dawn, so many days from today."""
    dia = reloj.hoy() + timedelta(days=dias)
    zona = perfil_activo().zona
    ahora = reloj.ahora() if dias == 0 else datetime.combine(dia, time(0, 1), tzinfo=zona)
    vigencia.entrar_en_vigencia(hoy=dia, ahora=ahora)
    vigilar(ahora=ahora)
    return Corrida.objects.count()
