"""How values are written: one text for screen, notices and exports."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from gobierno import formato
from gobierno.formato import SIN_DATO

LIMA = ZoneInfo("America/Lima")
TARDE = datetime(2026, 3, 5, 2, 30, tzinfo=UTC)


def _llano(texto: str) -> str:
    return texto.replace("\u00a0", " ")


def test_it_writes_dates_in_the_institution_s_zone():
    assert formato.fecha(TARDE, LIMA) == "04/03/2026"
    assert formato.hora(TARDE, LIMA) == "21:30"
    assert _llano(formato.fecha_hora(TARDE, LIMA)) == "04/03/2026 21:30"


def test_it_writes_dates_in_words_with_setiembre():
    assert formato.fecha_larga(date(2026, 9, 1)) == "martes 1 de setiembre de 2026"


def test_it_writes_midnight_as_a_time():
    assert formato.hora(time(0, 0)) == "00:00"


@pytest.mark.parametrize(
    "escribir",
    [
        formato.fecha,
        formato.fecha_larga,
        formato.hora,
        formato.fecha_hora,
        formato.bytes_es,
        formato.duracion,
        formato.numero,
        formato.porcentaje,
    ],
)
def test_it_never_writes_a_missing_value_as_zero(escribir):
    assert escribir(None) == SIN_DATO


@pytest.mark.parametrize(
    ("cantidad", "texto"),
    [
        (0, "0 B"),
        (1023, "1 023 B"),
        (1024, "1,0 KB"),
        (13_314_398_618, "12,4 GB"),
        (150 * 1024**2, "150 MB"),
        (-2048, "-2,0 KB"),
        (5000 * 1024**5, "5 000 PB"),
    ],
)
def test_it_writes_sizes_with_the_unit_a_person_would_use(cantidad, texto):
    assert _llano(formato.bytes_es(cantidad)) == texto


@pytest.mark.parametrize(
    ("tiempo", "texto"),
    [
        (0, "0 s"),
        (59.6, "1 min"),
        (timedelta(hours=1, minutes=25, seconds=9), "1 h 25 min"),
        (timedelta(days=2, minutes=5), "2 d"),
        (timedelta(minutes=-5), "−5 min"),
    ],
)
def test_it_writes_spans_with_two_units(tiempo, texto):
    assert _llano(formato.duracion(tiempo)) == texto


@pytest.mark.parametrize(
    ("parte", "total", "texto"),
    [
        (60, 60, "100 %"),
        (1999, 2000, "99,9 %"),
        (99_999, 100_000, "99,9 %"),
        (1, 100_000, "0,1 %"),
        (0, 60, "0 %"),
        (58, 60, "96,7 %"),
        (1, 0, SIN_DATO),
    ],
)
def test_it_never_rounds_a_share_up_to_the_whole(parte, total, texto):
    assert _llano(formato.porcentaje(parte, total)) == texto


def test_it_keeps_the_query_and_goes_back_to_page_one():
    consulta = "q=a%C3%B1o&estado=vencida&pagina=3"
    assert formato.consulta_con(consulta, {"pagina": 4}) == "q=a%C3%B1o&estado=vencida&pagina=4"
    assert formato.consulta_con(consulta, {"estado": "conforme"}) == "q=a%C3%B1o&estado=conforme"
    assert formato.consulta_con(consulta, {"q": None, "estado": ""}) == ""


def test_it_names_the_first_and_counts_the_rest() -> None:
    assert formato.primeros(["a", "b", "c"], 3) == "a, b, c"
    assert formato.primeros(["a", "b", "c"], 2) == "a, b y 1 más"
    assert formato.primeros([], 2) == ""
