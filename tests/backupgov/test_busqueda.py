"""One box: each person finds only what it may open."""

import pytest

from mesa_ayuda.models import Incidente
from respaldo.models import Verificacion
from tests.fabricas import AHORA, HOY, borrador, linea, poner_en_vigencia
from tests.fabricas import corrida as una_corrida

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_hora(time_machine):
    time_machine.move_to(AHORA, tick=False)


@pytest.fixture
def datos(coordinador, director, operador):
    version = poner_en_vigencia(borrador(coordinador), director, HOY)
    siga = linea(version, "Base SIGA", servidor="srv-siga")
    Incidente.objects.create(
        numero="INC-2026-000007",
        tipo="interno",
        titulo="SIGA no respaldó",
        descripcion="x",
        detectado_en=AHORA,
    )
    hecha = una_corrida(siga, HOY)
    Verificacion.objects.create(
        corrida=hecha,
        resultado="conforme",
        por=operador,
        capacidad="Operador",
        ticket="MDA-2026-000123",
        registrada_en=AHORA,
    )
    return siga


def hallar(client, quien, texto: str) -> str:
    client.force_login(quien)
    respuesta = client.get("/buscar/", {"q": texto})
    assert respuesta.status_code == 200
    return respuesta.content.decode().split('id="contenido"')[1]


def test_it_finds_lines_incidents_and_tickets(client, operador, datos):
    texto = hallar(client, operador, "siga srv")
    assert f"/directorio/lineas/{datos.pk}/" in texto or "Base SIGA" in texto
    assert "INC-2026-000007" in hallar(client, operador, "inc-2026-000007")
    assert "MDA-2026-000123 · Base SIGA" in hallar(client, operador, "mda-2026-0001")
    assert "No se encontró nada." in hallar(client, operador, "nada parecido")


def test_people_are_found_by_who_may_see_them(client, operador, auditor, datos):
    assert "Auditor Prueba" in hallar(client, auditor, "auditor")
    assert "No se encontró nada." in hallar(client, operador, "auditor")


def test_a_plain_user_finds_nothing_of_others(client, usuario, datos):
    for texto in ("siga", "INC-2026-000007", "MDA-2026-000123", "operador"):
        assert "No se encontró nada." in hallar(client, usuario, texto)


@pytest.mark.parametrize("texto", ["", "a", "%", "  "])
def test_too_little_is_not_looked_for(client, operador, datos, texto):
    assert "Escriba al menos dos letras." in hallar(client, operador, texto)


@pytest.mark.parametrize("texto", ["%%", "__", "x" * 500, "'; DROP TABLE", "«ñ» \\"])
def test_strange_texts_find_nothing_and_do_not_fail(client, operador, datos, texto):
    assert "No se encontró nada." in hallar(client, operador, texto)


def test_it_costs_few_queries(client, auditor, datos, django_assert_max_num_queries):
    client.force_login(auditor)
    with django_assert_max_num_queries(22):
        client.get("/buscar/", {"q": "siga"})
