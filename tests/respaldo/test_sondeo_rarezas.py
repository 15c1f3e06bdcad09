"""Rows that no server should send: a poll that failed on one would fail on it forever."""

import pytest

from respaldo.acciones.pendientes import leer_pendientes
from respaldo.acciones.sondear import sondear
from respaldo.models import Ejecucion, EvidenciaPendiente, LecturaDeEvidencia, Sondeo
from tests.fabricas import AHORA
from tests.respaldo import sondeos as apoyo
from tests.respaldo.dobles import Veeam, servido
from tests.respaldo.sondeos import sesion

pytestmark = pytest.mark.django_db
RAROS = ("a\0b", "\ud800", "x" * 5_000, "", None, 7, -1, 10**30, 1e308, [], {"a": 1}, "9999-12-31")


@pytest.fixture
def veeam(diaria):
    with servido(Veeam()) as doble:
        yield doble


@pytest.fixture
def preguntar(veeam, tmp_path):
    apoyo.sondeo(veeam, "veeam")

    def _preguntar() -> Sondeo:
        sondear(ahora=AHORA, ajustes=apoyo.ajustes(tmp_path, veeam.url))
        return Sondeo.objects.get()

    return _preguntar


@pytest.mark.parametrize(
    "campo",
    ["id", "name", "creationTime", "endTime", "result", "progress", "sessionType", "state", "otro"],
)
def test_a_row_with_odd_values_never_stops_the_poll(veeam, preguntar, campo):
    buenas = [sesion(n) for n in range(3)]
    raras = []
    for n, raro in enumerate(RAROS):
        dentro = {"processedSize": raro, "message": raro}
        valor = dentro if campo in {"result", "progress"} else raro
        raras.append(sesion(100 + n) | {campo: valor})
    if campo == "id":  # a row without a usable id is refused as a whole: it is not that product
        raras = [r for r in raras if isinstance(r["id"], str | int) and r["id"] != ""]
    pagina = {"data": [*raras, *buenas], "pagination": {"total": 3}}
    veeam.intervenir("/api/v1/sessions", (200, pagina))
    assert preguntar().motivo == ""
    bien = Ejecucion.objects.filter(trabajo="JOB-1", estado="conforme")
    assert {e.clave[-3:] for e in bien} >= {"000", "001", "002"}
    assert not LecturaDeEvidencia.objects.filter(analizador="error").exists()


def test_a_huge_row_is_left_to_the_reader_that_may_die(veeam, preguntar):
    veeam.sesiones = [sesion(1) | {"otro": "x" * 600_000}, sesion(2)]
    assert preguntar().motivo == ""
    assert EvidenciaPendiente.objects.count() == 1
    assert Ejecucion.objects.count() == 1
    leer_pendientes(ahora=AHORA)
    assert list(Ejecucion.objects.values_list("estado", flat=True)) == ["conforme", "conforme"]
