"""What decides whether a copy comes back, recorded by a person on a page of its own."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from respaldo.models import Copia, HechoDeDisponibilidad, Reserva
from tests import fabricas
from tests.fabricas import AHORA

pytestmark = [
    pytest.mark.django_db, pytest.mark.usefixtures("reloj_detenido"),
    pytest.mark.requisito("MIN-7.2.2-c", "R23"),
]  # fmt: skip
PAGINA = reverse("respaldo:disponibilidad")


@pytest.fixture
def linea(coordinador, director):
    version = fabricas.poner_en_vigencia(fabricas.borrador(coordinador), director, date(2026, 1, 1))
    return fabricas.linea(version, cifrado=True)


@pytest.mark.requisito("RC-60")
def test_the_custody_of_a_key_is_recorded(sesion, linea):
    url = reverse("respaldo:hecho_nuevo", args=["custodia"])
    llave = f"{linea.item.clave}/interno"
    assert llave in sesion.get(url).content.decode()
    datos = {
        "objeto": llave,
        "estado": "en_custodia",
        "desde": "2026-03-09T10:00",
        "nota": "Acta 4",
    }
    assert sesion.post(url, datos).url == PAGINA
    assert HechoDeDisponibilidad.objects.get().objeto == llave
    pagina = sesion.get(PAGINA).content.decode()
    assert "Acta" in pagina
    assert f"{linea.item.nombre} (interno)" in pagina
    assert llave not in pagina


@pytest.mark.parametrize(
    ("tipo", "datos"),
    [
        ("medio", {"objeto": "cinta 4", "estado": "perdido"}),
        ("contrato", {"objeto": "C-12", "estado": "vigente", "hasta": "2026-12-31"}),
        ("alcance", {"incluye": "\\\\srv\\ogti", "excluye": "*.pst\n*.tmp"}),
    ],
)
def test_each_kind_of_fact_has_its_form(sesion, linea, tipo, datos):
    comun = {"desde": "2026-03-09T10:00", "nota": "Informe 3", "item": linea.item_id}
    respuesta = sesion.post(reverse("respaldo:hecho_nuevo", args=[tipo]), comun | datos)
    assert respuesta.status_code == 302, respuesta.content.decode()
    assert sesion.get(PAGINA).status_code == 200


def test_what_cannot_be_is_refused_and_typed_data_comes_back(sesion, linea):
    url = reverse("respaldo:hecho_nuevo", args=["medio"])
    datos = {"objeto": "cinta 4", "estado": "perdido", "desde": "2030-01-01T10:00", "nota": "x"}
    respuesta = sesion.post(url, datos)
    assert respuesta.status_code == 422
    assert "cinta 4" in respuesta.content.decode()
    assert not HechoDeDisponibilidad.objects.exists()
    assert sesion.get(reverse("respaldo:hecho_nuevo", args=["otro"])).status_code == 404


def test_the_copies_to_set_aside_are_on_top_of_the_page(sesion, linea):
    copia = Copia.objects.create(
        ejecucion=fabricas.ejecucion(item=linea.item), linea=linea, item=linea.item,
        tipo_de_backup="interno", modalidad="total", retenida_hasta=AHORA.date(),
        instante_de_datos=datetime(2026, 2, 8, 3, tzinfo=UTC), dia_de_datos="2026-02-07",
        fecha_ancla="2026-02-07",
    )  # fmt: skip
    Reserva.objects.create(copia=copia, referencia="SR-1", causa="Solicitud SR-1", desde=AHORA)
    pagina = sesion.get(PAGINA).content.decode()
    assert "Vence hoy" in pagina
    assert "Solicitud SR-1" in pagina


def test_who_does_not_see_executions_sees_nothing(client, usuario):
    client.force_login(usuario)
    assert client.get(PAGINA).status_code == 403
