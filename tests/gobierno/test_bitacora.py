"""The audit trail: chained, append-only, and honest about the first entry that does not hold."""

import pytest
from django.db import IntegrityError, connection, transaction

from gobierno import solo_anexar
from gobierno.bitacora import Evento, registrar, verificar
from gobierno.models import CadenaBitacora, EventoBitacora
from tests.fabricas import AHORA

pytestmark = [pytest.mark.django_db, pytest.mark.requisito("X-11")]


def sin_guardas(sentencia: str, *valores: object) -> None:
    """Alter the table as somebody with the database's password would."""
    tabla = "gobierno_eventobitacora"
    with connection.cursor() as cursor:
        for orden in solo_anexar.sentencias_de_retiro(tabla, connection.vendor):
            cursor.execute(orden)
        cursor.execute(sentencia, valores)


def anotar(veces: int = 3) -> list[EventoBitacora]:
    return [registrar(Evento(accion=f"prueba.{n}"), ahora=AHORA) for n in range(veces)]


def test_it_chains_each_entry_to_the_one_before(operador):
    primera, segunda, _ = anotar()
    assert (primera.numero, segunda.numero) == (1, 2)
    assert segunda.hash_anterior == primera.hash
    assert verificar().intacta
    assert verificar().revisados == 3


def test_it_keeps_actor_and_object_as_text(operador):
    fila = registrar(Evento(accion="x", por=operador, objeto=operador), ahora=AHORA)
    assert fila.actor == "Operador Prueba (operador)"
    assert fila.objeto_tipo == "gobierno.persona"


@pytest.mark.parametrize("orden", ["UPDATE {} SET actor = 'otro'", "DELETE FROM {}"])
def test_the_database_refuses_to_edit_or_delete_an_entry(orden):
    anotar()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(orden.format("gobierno_eventobitacora"))
    assert verificar().intacta


def test_with_triggers_off_the_verifier_names_the_altered_entry():
    anotar()
    sin_guardas("UPDATE gobierno_eventobitacora SET motivo = 'otro' WHERE numero = 2")
    resultado = verificar()
    assert (resultado.intacta, resultado.rota_en) == (False, 2)
    assert "alterado" in resultado.causa


def test_the_verifier_sees_a_missing_entry_and_a_cut_tail():
    anotar(4)
    sin_guardas("DELETE FROM gobierno_eventobitacora WHERE numero = 4")
    assert verificar().rota_en == 4
    sin_guardas("DELETE FROM gobierno_eventobitacora WHERE numero = 2")
    assert verificar().rota_en == 2


def test_there_is_only_one_head():
    with pytest.raises(IntegrityError), transaction.atomic():
        CadenaBitacora.objects.create(pk=2)
