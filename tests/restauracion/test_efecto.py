"""What a draft would do, shown to who signs before signing."""

from datetime import date

import pytest
from django.urls import reverse

from restauracion.efectos import efectos_de
from tests import fabricas
from tests.fabricas import AHORA
from tests.restauracion.apoyo import pedir

pytestmark = [pytest.mark.django_db, pytest.mark.requisito("MIN-6.1-g", "R18")]


@pytest.fixture
def borrador(carpeta, coordinador, usuario, jefa):
    """Seven days instead of thirty, from 1 April; one request of six days ago was answered."""
    pedir(usuario, carpeta.item)
    nueva = fabricas.borrador(coordinador, vigente_desde=date(2026, 4, 1))
    fabricas.linea(nueva, item=carpeta.item, unidad=carpeta.unidad, retencion="3 días")
    return nueva


def test_it_counts_copies_that_end_early_and_requests_that_would_fail(borrador):
    (efecto,) = efectos_de(borrador, ahora=AHORA)
    assert (efecto.antes, efecto.linea.retencion) == ("30 días", "3 días")
    assert (efecto.copias.vivas, efecto.copias.vencen_antes) == (
        9,
        8,
    )
    assert (efecto.pedidos.mirados, efecto.pedidos.imposibles) == (1, 1)


def test_a_line_whose_rule_stays_is_not_listed(carpeta, coordinador):
    nueva = fabricas.borrador(coordinador)
    fabricas.linea(nueva, item=carpeta.item, unidad=carpeta.unidad, retencion="30 días")
    assert list(efectos_de(nueva, ahora=AHORA)) == []


def test_who_signs_sees_it_beside_the_changes(borrador, director, client, time_machine):
    time_machine.move_to(AHORA, tick=False)
    client.force_login(director)
    url = reverse("restauracion:efecto", args=[borrador.pk])
    pagina = client.get(url).content.decode()
    assert "30 días → 3 días" in pagina
    parcial = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in parcial
    assert "1</b> de 1" in parcial
