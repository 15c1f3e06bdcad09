"""No person is ever offered a link that fails, as each role of a lived-in institution."""

from typing import Any

import pytest

from gobierno.models import Persona
from tests.recorridos.institucion import GENTE, plantar
from tests.recorridos.rastreo import recorrer

pytestmark = [pytest.mark.django_db, pytest.mark.larga]


def test_every_link_that_a_role_is_offered_answers(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    plantar(monkeypatch, settings)
    rotas, vistas = [], 0
    for quien in Persona.objects.filter(username__in=GENTE):
        for pagina in recorrer(quien):
            vistas += 1
            if pagina.estado >= 400:
                rotas.append(str(pagina))
    assert not rotas, "\n".join(rotas)
    assert vistas > 250
