"""The demonstration has a ticket in every state, the same each time."""

from datetime import UTC, datetime, timedelta

import pytest

from backupgov.demostracion.elenco import formar_elenco
from backupgov.demostracion.mesa import Mostrador
from gobierno.calendario_institucional import calendario_institucional
from mesa_ayuda.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("dia", [3, 7, 8])  # a Tuesday, a Saturday and a Sunday of March 2026
def test_a_ticket_in_every_state_on_any_day_of_the_week(dia, settings):
    settings.AUTH_PASSWORD_VALIDATORS = []
    ahora = datetime(2026, 3, dia, 21, tzinfo=UTC)
    hoy = ahora.date()
    inicio = hoy - timedelta(days=30)
    elenco = formar_elenco(desde=inicio, ahora=ahora - timedelta(days=30))
    mostrador = Mostrador(elenco, calendario_institucional(), ahora)
    for n in range(31):
        mostrador.vivir(inicio + timedelta(days=n), hoy)
    estados = set(Ticket.objects.values_list("estado", flat=True))
    assert estados == set(Ticket.Estado.values)
    assert Ticket.objects.vencidos(ahora=ahora).exists()
    assert not Ticket.objects.filter(registrado_en__gt=ahora).exists()
