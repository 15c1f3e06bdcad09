"""What a unit has protected, and the document that a restoration leaves."""

from datetime import date

import pytest
from django.urls import reverse

from respaldo.retencion.cobertura import Causa, Cobertura, Hueco
from restauracion.views import mis_datos
from tests import fabricas
from tests.fabricas import AHORA
from tests.restauracion.apoyo import hasta

pytestmark = [pytest.mark.django_db, pytest.mark.requisito("MIN-7.2.2-c")]


@pytest.fixture(autouse=True)
def reloj_detenido(time_machine):
    time_machine.move_to(AHORA, tick=False)


def test_a_person_sees_what_of_the_unit_comes_back(
    client, usuario, carpeta, django_assert_max_num_queries
):
    fabricas.linea(carpeta.version, "Planillas", unidad=fabricas.unidad("OGA"))
    client.force_login(usuario)
    with django_assert_max_num_queries(26):
        pagina = client.get(reverse("restauracion:mis_datos")).content.decode()
    assert "Carpeta OTEC" in pagina
    assert "Planillas" not in pagina
    assert f"?item={carpeta.item_id}" in pagina


@pytest.mark.requisito("MIN-7.1.1-c")
def test_a_missing_day_says_which_and_why(client, usuario, carpeta, monkeypatch):
    huecos = (
        Hueco(date(2026, 3, 8), Causa.SUBSANADA),
        Hueco(date(2026, 3, 6), Causa.FALLIDA),
        Hueco(date(2026, 3, 5), Causa.FALLIDA),
    )
    hay = Cobertura(30, 27, huecos)
    monkeypatch.setattr(mis_datos, "coberturas_de", lambda *_, **__: [(carpeta, hay)])
    client.force_login(usuario)
    pagina = client.get(reverse("restauracion:mis_datos")).content.decode()
    assert "<b>27</b> de 30 días prometidos" in pagina
    assert "06/03/2026, 05/03/2026: la ejecución falló." in pagina
    assert "08/03/2026: falló y se repitió otro día." in pagina
    assert "Incompleto" in pagina
    repetido = Cobertura(30, 29, huecos[:1])
    monkeypatch.setattr(mis_datos, "coberturas_de", lambda *_, **__: [(carpeta, repetido)])
    pagina = client.get(reverse("restauracion:mis_datos")).content.decode()
    assert "Incompleto" not in pagina
    assert "08/03/2026: falló y se repitió otro día." in pagina


def test_without_a_directorio_it_says_what_to_do(client, usuario):
    client.force_login(usuario)
    pagina = client.get(reverse("restauracion:mis_datos")).content.decode()
    assert "Nada de su unidad" in pagina


@pytest.mark.requisito("MIN-7.2.2-d-1", "X-6")
def test_the_acta_tells_what_was_asked_answered_and_done(
    client, usuario, solicitud, mesa, operador
):
    client.force_login(usuario)
    url = reverse("restauracion:acta", args=[solicitud.pk])
    assert client.get(url).status_code == 404
    hasta("atendida", solicitud, mesa=mesa, operador=operador)
    pagina = client.get(url).content.decode()
    for dicho in ("Acta de restauración", solicitud.numero, "informe.docx", "SHA-256", "Ejecutó"):
        assert dicho in pagina
    assert "Ver la solicitud" in pagina


def test_the_acta_of_another_unit_does_not_exist(client, solicitud, mesa, operador):
    hasta("atendida", solicitud, mesa=mesa, operador=operador)
    client.force_login(fabricas.persona("ajena"))
    assert client.get(reverse("restauracion:acta", args=[solicitud.pk])).status_code == 404
