"""The page of a polled source: configure, try, see why it fails."""

import pytest

from backupgov import salud
from gobierno.models import EventoBitacora
from respaldo.acciones.registro import FUENTE_MANUAL
from respaldo.acciones.sondear import sondear
from respaldo.lector import EN_LINEA, LectorAparte
from respaldo.models import Ejecucion, Evidencia, Sondeo
from tests.fabricas import AHORA
from tests.respaldo import sondeos as apoyo
from tests.respaldo.apoyo import fuente
from tests.respaldo.dobles import CUENTA, SECRETO, Veeam, servido
from tests.respaldo.sondeos import sesion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reloj_detenido")]


@pytest.fixture
def veeam(diaria, settings, tmp_path):
    with servido(Veeam()) as doble:
        settings.SONDEO = apoyo.ajustes(tmp_path, doble.url)
        yield doble


@pytest.fixture
def pagina():
    return f"/respaldo/fuentes/{fuente('Sondeada').pk}/sondeo/"


def datos(doble, **extra):
    base = {"clase": "veeam", "url": doble.url, "cuenta": CUENTA, "credencial": "servidor",
            "intervalo_minutos": 30, "activo": "on"}  # fmt: skip
    return base | extra


@pytest.mark.requisito("X-10")
def test_it_is_configured_tried_and_asked(admin, veeam, pagina):
    assert "Beta" in admin.get(pagina).content.decode()
    assert admin.post(pagina, datos(veeam)).status_code == 302
    fila = Sondeo.objects.get()
    assert (fila.intervalo_minutos, fila.proximo_en) == (30, AHORA)
    veeam.sesiones = [sesion(1), sesion(2, "Failed", name="OTRO")]
    html = admin.post(f"{pagina}prueba/").content.decode()
    assert "El servidor respondió" in html
    assert "JOB-1" in html
    assert "Alimenta" in html
    assert "no contemplada" in html
    assert SECRETO not in html
    assert not Evidencia.objects.exists()
    sondear(ahora=AHORA, ajustes={**_ajustes()})
    assert Ejecucion.objects.count() == 2
    assert admin.post(f"{pagina}ya/").status_code == 302
    fila.refresh_from_db()
    assert fila.proximo_en == AHORA
    hechos = set(EventoBitacora.objects.values_list("accion", flat=True))
    assert {"respaldo.configurar_sondeo", "respaldo.probar_sondeo",
            "respaldo.adelantar_sondeo"} <= hechos  # fmt: skip
    assert SECRETO not in str(list(EventoBitacora.objects.values()))


def _ajustes():
    from django.conf import settings

    return settings.SONDEO


def test_a_failure_is_on_the_page_and_in_the_list(admin, veeam, pagina):
    admin.post(pagina, datos(veeam))
    veeam.intervenir("/api/v1/sessions", (500, {}), (500, {}))
    respuesta = admin.post(f"{pagina}prueba/")
    assert respuesta.status_code == 422
    assert "respondió con un error" in respuesta.content.decode()
    sondear(ahora=AHORA, ajustes=_ajustes())
    for direccion in (pagina, pagina.removesuffix("sondeo/"), "/respaldo/fuentes/"):
        assert "respondió con un error (500" in admin.get(direccion).content.decode()
    admin.post(pagina, datos(veeam))  # saved again: asked again at once
    assert Sondeo.objects.get().fallos == 0


@pytest.mark.parametrize(
    ("campo", "valor", "dice"),
    [
        ("url", "ftp://servidor", "https://"),
        ("url", "http://127.0.0.1:1", "no es para"),
        ("url", "https://u:p@servidor", "No escriba la cuenta"),
        ("credencial", "otra", "opción válida"),
        ("intervalo_minutos", "1", "5"),
        ("clase", "pbs", "token de API"),
        ("clase", "azure", "opción válida"),
        ("nodo", "../x", "nodo"),
        ("cuenta", "", "requerido"),
        ("cuenta", "a\0b", "nulo"),
    ],
)
def test_what_is_typed_badly_comes_back_with_its_remedy(admin, veeam, pagina, campo, valor, dice):
    respuesta = admin.post(pagina, datos(veeam, **{campo: valor}))
    assert respuesta.status_code == 422
    assert dice.lower() in respuesta.content.decode().lower()
    assert not Sondeo.objects.exists()


def test_the_health_page_names_those_that_do_not_answer(admin, veeam, pagina):
    admin.post(pagina, datos(veeam))
    assert {r.estado for r in salud.revisar(AHORA) if "sondeadas" in r.nombre} == {salud.OK}
    Sondeo.objects.update(fallos=2)
    (revision,) = [r for r in salud.revisar(AHORA) if "sondeadas" in r.nombre]
    assert (revision.estado, revision.detalle) == (salud.AVISO, "No responden: Sondeada.")


def test_an_empty_answer_says_what_to_look_at(admin, veeam, pagina):
    admin.post(pagina, datos(veeam))
    assert "revise qué puede ver esa cuenta" in admin.post(f"{pagina}prueba/").content.decode()


def test_another_server_forgets_the_mark(admin, veeam, pagina):
    admin.post(pagina, datos(veeam))
    Sondeo.objects.update(marca=AHORA)
    admin.post(pagina, datos(veeam, intervalo_minutos=60))
    assert Sondeo.objects.get().marca == AHORA
    admin.post(pagina, datos(veeam, url=f"{veeam.url}/otro"))
    assert Sondeo.objects.get().marca is None


def test_without_credentials_it_says_where_they_go(admin, pagina, settings, tmp_path):
    settings.SONDEO = {"credenciales": "", "ca": "", "redes": ""}
    assert "SONDEO_CREDENCIALES" in admin.get(pagina).content.decode()
    malo = tmp_path / "malo.toml"
    malo.write_text("[")
    settings.SONDEO = {"credenciales": str(malo), "ca": "", "redes": ""}
    assert "mal escrito" in admin.get(pagina).content.decode()


def test_only_who_manages_sources_and_never_the_typed_ones(admin, client, auditor, veeam, pagina):
    manual = fuente(FUENTE_MANUAL)
    assert admin.post(f"/respaldo/fuentes/{manual.pk}/sondeo/", datos(veeam)).status_code == 422
    assert admin.post(f"{pagina}prueba/").status_code == 404
    admin.post(pagina, datos(veeam, activo=""))
    assert admin.post(f"{pagina}ya/").status_code == 409
    client.force_login(auditor)
    for direccion in (pagina, f"{pagina}prueba/", f"{pagina}ya/"):
        assert client.post(direccion, datos(veeam)).status_code == 403


def test_the_rows_of_a_trial_that_are_not_small_share_one_reader(admin, veeam, pagina, monkeypatch):
    hijos, preparar = set(), LectorAparte.preparar

    def anotar(self):
        linea = preparar(self)
        hijos.add(self._hijo.pid)
        return linea

    monkeypatch.setattr(LectorAparte, "preparar", anotar)
    admin.post(pagina, datos(veeam))
    larga = "x" * EN_LINEA
    veeam.sesiones = [sesion(n, name=f"JOB-{n}", nota=larga) for n in range(1, 4)]
    html = admin.post(f"{pagina}prueba/").content.decode()
    assert "JOB-3" in html
    assert len(hijos) == 1
    assert not Evidencia.objects.exists()
