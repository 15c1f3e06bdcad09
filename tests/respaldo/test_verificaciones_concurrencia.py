"""Two operators at once, a block against a single row: one verification each, never a deadlock."""

import pytest

from gobierno.bitacora import verificar
from respaldo.acciones.verificaciones import (
    declarar_sin_evidencia,
    verificar_conforme,
    verificar_en_bloque,
)
from respaldo.models import Corrida, Verificacion
from tests.a_la_vez import desenlaces
from tests.fabricas import AHORA
from tests.respaldo import casos
from tests.respaldo.casos import TICKET

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def en_bloque(filas, por):
    claves = [fila.pk for fila in filas]
    return lambda: verificar_en_bloque(corridas=claves, por=por, ticket=TICKET, ahora=AHORA)


def uno(fila, por):
    return lambda: verificar_conforme(
        corrida=fila, por=por, ticket=TICKET, evidencia=fila.ejecucion, ahora=AHORA
    )


def test_a_double_click_verifies_once(operador):
    fila = casos.con_evidencia()
    assert desenlaces(*[uno(fila, operador)] * 4) == ["EstadoCambiado"] * 3 + ["hecho"]
    assert Verificacion.objects.count() == 1


def test_two_operators_disagree_and_only_the_first_counts(operador, operador2):
    fila = casos.con_evidencia(estado="sin_dato")

    def conforme():
        verificar_conforme(
            corrida=fila,
            por=operador,
            ticket=TICKET,
            evidencia=fila.ejecucion,
            motivo_discrepancia="Se vio en la consola",
            ahora=AHORA,
        )

    def sin_evidencia():
        declarar_sin_evidencia(corrida=fila, por=operador2, motivo="No se ve", ahora=AHORA)

    assert desenlaces(conforme, sin_evidencia) == ["EstadoCambiado", "hecho"]
    fila.refresh_from_db()
    assert fila.estado == Verificacion.objects.get().resultado


@pytest.mark.requisito("MIN-7.1.2-d")
def test_two_blocks_over_the_same_rows_never_deadlock(operador, operador2):
    filas = [casos.con_evidencia(f"Carpeta {n}") for n in range(12)]
    actos = [en_bloque(filas, operador), en_bloque(list(reversed(filas)), operador2)]
    assert desenlaces(*actos) == ["EstadoCambiado", "hecho"]
    assert Verificacion.objects.count() == 12
    assert verificar().intacta


def test_a_block_and_a_single_row_leave_one_verification_each(operador, operador2):
    filas = [casos.con_evidencia(f"Carpeta {n}") for n in range(6)]
    resultado = desenlaces(en_bloque(filas, operador), uno(filas[3], operador2))
    assert resultado == ["EstadoCambiado", "hecho"]
    assert Verificacion.objects.count() in {1, 6}
    assert Corrida.objects.filter(estado="conforme").count() == Verificacion.objects.count()
    assert verificar().intacta
