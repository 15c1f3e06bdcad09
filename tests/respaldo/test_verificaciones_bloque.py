"""Bulk conforme: only what its evidence supports, all or nothing, one ticket, one act."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import EventoBitacora
from respaldo.acciones.verificaciones import verificar_conforme, verificar_en_bloque
from respaldo.models import Corrida, Verificacion
from tests.fabricas import AHORA
from tests.respaldo import casos
from tests.respaldo.casos import TICKET

pytestmark = pytest.mark.django_db


def en_bloque(corridas, por, **extra):
    datos = {"ticket": TICKET, "ahora": AHORA}
    return verificar_en_bloque(corridas=[c.pk for c in corridas], por=por, **(datos | extra))


def noche(cuantas=3):
    return [casos.con_evidencia(f"Carpeta {n}") for n in range(cuantas)]


@pytest.mark.requisito("MIN-7.1.2-d", "MIN-7.1.1-d")
def test_every_row_carries_the_one_ticket_and_one_event_names_them_all(operador):
    filas = noche()
    en_bloque(filas, operador)
    assert set(Verificacion.objects.values_list("ticket", "en_bloque", "resultado")) == {
        (TICKET, True, "conforme")
    }
    assert Corrida.objects.filter(estado="conforme").count() == 3
    evento = EventoBitacora.objects.get(accion="verificacion.en_bloque")
    assert set(evento.despues["corridas"]) == {str(fila.pk) for fila in filas}
    assert evento.objeto_tipo == "respaldo.jornada"


@pytest.mark.parametrize(
    "mala",
    [
        {"estado": "advertencia"},
        {"estado": "no_conforme"},
        {"bytes": 0},
        {"modalidad": "incremental"},
        {"fin": AHORA - timedelta(hours=1)},
    ],
)
def test_one_row_that_does_not_fit_stops_the_block(operador, mala):
    filas = [*noche(2), casos.con_evidencia("Rara", **mala)]
    with pytest.raises(ReglaIncumplida) as error:
        en_bloque(filas, operador)
    assert any("Rara" in detalle for detalle in error.value.detalles)
    assert not Verificacion.objects.exists()


def test_rows_without_evidence_are_answered_one_by_one(operador):
    with pytest.raises(ReglaIncumplida, match="evidencia conforme"):
        en_bloque([*noche(1), casos.corrida("Muda")], operador)


def test_an_open_window_is_not_confirmed(operador):
    filas = noche(1)
    with pytest.raises(ReglaIncumplida):
        en_bloque(filas, operador, ahora=filas[0].fin_previsto - timedelta(seconds=1))


def test_somebody_acted_first_and_nothing_is_done_twice(operador, operador2):
    filas = noche()
    verificar_conforme(
        corrida=filas[0],
        por=operador2,
        ticket=TICKET,
        evidencia=filas[0].ejecucion,
        ahora=AHORA,
    )
    with pytest.raises(EstadoCambiado, match="1 ya estaba verificada"):
        en_bloque(filas, operador)
    en_bloque(filas[1:], operador)
    with pytest.raises(EstadoCambiado, match="2 ya estaban"):
        en_bloque(filas[1:], operador)
    assert Verificacion.objects.count() == 3


def test_an_empty_block_or_unknown_keys_teach(operador):
    with pytest.raises(ReglaIncumplida, match="ninguna"):
        verificar_en_bloque(corridas=[10**9], por=operador, ticket=TICKET, ahora=AHORA)


@pytest.mark.requisito("X-7")
def test_the_ticket_is_checked_once_for_all(operador):
    with pytest.raises(ReglaIncumplida) as error:
        en_bloque(noche(), operador, ticket="")
    assert "ticket" in error.value.campos


def test_late_rows_share_one_reason_and_stay_overdue(operador):
    filas, tarde = noche(), AHORA + timedelta(days=2)
    with pytest.raises(ReglaIncumplida) as error:
        en_bloque(filas, operador, ahora=tarde)
    assert "motivo_tardanza" in error.value.campos
    en_bloque(filas, operador, ahora=tarde, motivo_tardanza="Feriado local")
    assert all(c.es_regularizada for c in Corrida.objects.all())
    assert Verificacion.objects.filter(motivo_tardanza="Feriado local").count() == 3


def test_only_who_operates_confirms(coordinador):
    with pytest.raises(SinPermiso):
        en_bloque(noche(1), coordinador)


def test_database_refuses_a_bulk_row_without_evidence_even_if_code_forgets(operador):
    with pytest.raises(IntegrityError), transaction.atomic():
        Verificacion.objects.create(
            corrida=casos.corrida(),
            resultado="conforme",
            en_bloque=True,
            por=operador,
            registrada_en=AHORA,
        )


def test_two_hundred_rows_take_a_fixed_number_of_statements(
    operador, django_assert_max_num_queries
):
    filas = noche(12)
    with django_assert_max_num_queries(16):
        en_bloque(filas, operador)
