"""The minimal record of an incident: numbered, visible to who follows it, not yet classified."""

import pytest

from mesa_ayuda.acciones import Suceso, abrir_incidente
from tests.fabricas import AHORA

pytestmark = pytest.mark.django_db


@pytest.fixture
def incidente(operador):
    suceso = Suceso("interno", "Carpeta OTEC del 09/03/2026", "Disco lleno")
    return abrir_incidente(suceso=suceso, por=operador, ahora=AHORA)


def test_it_numbers_each_year_apart(incidente, operador):
    suceso = Suceso("externo", "Otro", "Sin respuesta")
    otro = abrir_incidente(suceso=suceso, por=operador, ahora=AHORA)
    assert (incidente.numero, otro.numero) == ("INC-2026-000001", "INC-2026-000002")
    siguiente = abrir_incidente(suceso=suceso, por=operador, ahora=AHORA.replace(year=2027))
    assert siguiente.numero == "INC-2027-000001"


@pytest.mark.requisito("MIN-6.1-h")
def test_its_page_says_what_makes_it_a_security_incident(client, operador, incidente):
    client.force_login(operador)
    pagina = client.get(f"/mesa/incidentes/{incidente.pk}/").content.decode()
    assert "Por clasificar" in pagina
    assert "numeral 6.1 h)" in pagina


def test_it_is_not_for_everybody(client, usuario, incidente):
    client.force_login(usuario)
    assert client.get(f"/mesa/incidentes/{incidente.pk}/").status_code == 403
