"""The order to set a copy aside is repeated once, before it is too late."""

from datetime import date, timedelta

import pytest

from gobierno.models import Aviso
from respaldo.models import Copia, Reserva
from restauracion.acciones.vigilancia import recordar_apartados
from tests.fabricas import AHORA, HOY

pytestmark = [pytest.mark.django_db, pytest.mark.requisito("R23")]
MANANA = {"hoy": HOY + timedelta(days=1), "ahora": AHORA + timedelta(days=1)}


def avisos():
    return Aviso.objects.filter(clave__contains="por-vencer")


@pytest.fixture
def por_vencer(solicitud, operador):
    """The copies that the request holds expire the day after tomorrow."""
    copias = Reserva.objects.de(solicitud.numero).values("copia")
    Copia.objects.filter(pk__in=copias).update(retenida_hasta=HOY + timedelta(days=2))
    return solicitud


def test_it_is_told_once_however_often_the_sweep_runs(por_vencer, operador):
    assert recordar_apartados(**MANANA) == 1
    assert recordar_apartados(**MANANA) == 0
    assert avisos().get().destinatario == operador
    assert "vence mañana" in avisos().get().asunto


def test_what_was_told_at_its_registration_is_not_repeated_that_day(por_vencer):
    assert recordar_apartados(hoy=HOY, ahora=AHORA) == 0


def test_a_copy_already_set_aside_asks_for_nothing(por_vencer, operador):
    Reserva.objects.update(apartada_en=AHORA, apartada_por=operador)
    assert recordar_apartados(**MANANA) == 0


def test_a_copy_that_outlives_the_request_asks_for_nothing(solicitud, operador):
    Copia.objects.update(retenida_hasta=date(2026, 12, 31))
    assert recordar_apartados(**MANANA) == 0
