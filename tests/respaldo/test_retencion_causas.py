"""Each cause of a gap in what the Directorio promises, and the bounds of the promise."""

from dataclasses import replace
from datetime import date

import pytest

from directorio.plazos import leer
from respaldo.retencion import Contrato, Tramo
from respaldo.retencion.cobertura import Causa, Esperada, Hueco, cobertura
from respaldo.retencion.historia import HechoDeMedio
from respaldo.retencion.vista import Vista
from tests.respaldo.historias import LIMA, copia, dia, historia, lima, linea, serie
from tests.respaldo.test_retencion_cobertura import HOY, esperadas, medir

ANTES = lima("2026-03-30 09:00")
UNA = [Esperada(date(2026, 3, 29), date(2026, 3, 29))]
pytestmark = pytest.mark.requisito("MIN-7.1.1-c", "R7", "R14")


@pytest.mark.parametrize(
    ("campos", "otros", "causa"),
    [
        ({"eliminada_en": ANTES}, {}, Causa.ELIMINADA_ANTES),
        ({"invalidada_en": ANTES}, {}, Causa.INVALIDADA),
        ({"medio": "C"}, {"medios": (HechoDeMedio("C", ANTES, "perdido"),)}, Causa.MEDIO),
        ({"llave": "L"}, {}, Causa.CLAVE),
        ({"modalidad": "incremental"}, {"modalidad": "incremental"}, Causa.CADENA_ROTA),
    ],
)
def test_what_is_wrong_with_a_copy_is_the_cause(campos, otros, causa):
    hay = medir([copia("2026-03-29", **campos)], UNA, **otros)

    assert (hay.prometidos, hay.recuperables) == (1, 0)
    assert hay.huecos == (Hueco(date(2026, 3, 29), causa),)


def test_the_contract_of_an_external_copy_is_a_cause():
    externa = linea(
        [copia("2026-03-29")], tipo="externo",
        contratos=(Contrato("C", date(2026, 1, 1), date(2026, 3, 30)),),
    )  # fmt: skip
    vista = Vista(historia(externa), al=HOY, zona=LIMA)

    assert cobertura(vista, vista.series[0], UNA).por_causa == {Causa.PROVEEDOR: 1}
    assert medir([], UNA).por_causa == {Causa.OMITIDA: 1}


@pytest.mark.requisito("R8", "R10")
def test_a_strict_base_that_was_also_lost_is_a_broken_chain():
    def con(**campos):
        total = linea([copia("2026-03-01", **campos)], "2 semanas", comportamiento="estricta")
        return medir(
            [copia("2026-03-29", "incremental")], UNA, modalidad="incremental", otras=(total,),
            comportamiento="estricta",
        )  # fmt: skip

    assert con().por_causa == {Causa.BASE_CORTA: 1}
    assert con(eliminada_en=ANTES).por_causa == {Causa.CADENA_ROTA: 1}
    assert con(invalidada_en=ANTES).por_causa == {Causa.CADENA_ROTA: 1}


def test_the_promise_ends_with_the_last_day_of_the_rule():
    """HOY is 03-31: the night of 03-01 is on its last day, the one of 02-28 was until 03-30."""
    hay = medir([], esperadas("2026-02-27", "2026-03-02"))

    assert [h.dia for h in hay.huecos] == [dia("2026-03-02"), dia("2026-03-01")]
    assert (hay.prometidos, hay.en_copias) == (2, False)
    assert hay.sin_atender == hay.huecos


def test_two_runs_of_one_day_are_one_promise_and_the_last_one_says_why():
    fecha = date(2026, 3, 29)
    dos = [Esperada(fecha, fecha), Esperada(date(2026, 3, 30), fecha, fallida=True)]

    for owed in (dos, dos[::-1]):
        assert medir([], owed).huecos == (Hueco(fecha, Causa.FALLIDA),)
    (hueco,) = medir([copia("2026-03-29", clave="mala", invalidada_en=ANTES)], dos).huecos
    assert hueco.causa == Causa.INVALIDADA


def test_the_last_copy_of_a_day_tells_its_cause():
    dos = [
        copia("2026-03-29", clave="a", hora="10:00", eliminada_en=ANTES),
        copia("2026-03-29", clave="b", invalidada_en=ANTES),
    ]

    assert medir(dos, UNA).por_causa == {Causa.INVALIDADA: 1}


@pytest.mark.requisito("RC-25")
def test_of_a_number_of_copies_only_the_newest_that_are_missing_count():
    copias = serie("2026-03-20", "2026-03-25")
    owed = esperadas("2026-03-20", "2026-03-29", fallidas=["2026-03-28"])

    hay = medir(copias, owed, plazo="8 copias")
    assert (hay.prometidos, hay.recuperables) == (8, 6)
    assert hay.huecos == (
        Hueco(date(2026, 3, 29), Causa.OMITIDA),
        Hueco(date(2026, 3, 28), Causa.FALLIDA),
    )
    assert medir(copias, owed, plazo="6 copias").huecos == ()
    assert medir(copias, [], plazo="6 copias").prometidos == 0
    sobra = medir(copias, owed, plazo="3 copias")
    assert (sobra.prometidos, sobra.recuperables) == (3, 3)


@pytest.mark.requisito("R15")
def test_the_minimum_promises_the_last_ones_besides_those_of_time():
    viejas = esperadas("2026-01-01", "2026-01-05")
    reciente = esperadas("2026-03-30", "2026-03-30")

    hay = medir([], [*viejas, *reciente], plazo="30 días y mínimo 3 copias")
    assert [h.dia for h in hay.huecos] == [dia("2026-03-30"), dia("2026-01-05"), dia("2026-01-04")]


@pytest.mark.requisito("R8", "R10")
def test_one_lost_link_among_sound_ones_is_a_broken_chain():
    total = linea([copia("2026-03-01")], "2 semanas", comportamiento="estricta")
    eslabon = copia("2026-03-28", "incremental", eliminada_en=ANTES)
    hay = medir(
        [eslabon, copia("2026-03-29", "incremental")], UNA, modalidad="incremental",
        otras=(total,), comportamiento="estricta",
    )  # fmt: skip

    assert hay.por_causa == {Causa.CADENA_ROTA: 1}


def test_a_copy_that_is_missing_from_a_number_tells_its_cause():
    hay = medir([copia("2026-03-29", invalidada_en=ANTES)], UNA, plazo="3 copias")

    assert hay.por_causa == {Causa.INVALIDADA: 1}


@pytest.mark.requisito("R16")
def test_after_the_event_nothing_is_promised():
    reglas = [Tramo(date(2026, 1, 1), leer("hasta el cierre del proyecto"))]
    for evento, prometidos in ((date(2026, 3, 30), 0), (date(2026, 3, 31), 1), (None, 1)):
        una = linea([], [replace(reglas[0], fecha_evento=evento)])
        vista = Vista(historia(una), al=HOY, zona=LIMA)
        assert cobertura(vista, vista.series[0], UNA).prometidos == prometidos
