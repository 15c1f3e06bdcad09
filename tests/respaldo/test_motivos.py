"""Why a run has no verdict is said to the person, in words that tell what to do."""

import json
from zoneinfo import ZoneInfo

import pytest

from respaldo.importadores import motivos
from respaldo.importadores.analisis import analizar
from respaldo.importadores.captura import Captura
from respaldo.models import Evidencia
from tests.fabricas import AHORA
from tests.respaldo.apoyo import fuente
from tests.respaldo.entregas import RESUMEN
from tests.respaldo.test_evidencias import captura, llega

LIMA = ZoneInfo("America/Lima")
JSON = json.dumps(RESUMEN).encode() + b"\n"
RSYNC = b"sent 100 bytes  received 20 bytes  80.00 bytes/sec\ntotal size is 10  speedup is 2.00"


def leida(stdout=b"", **extra):
    analisis = analizar(Captura(zona=LIMA, canal="api", stdout=stdout, **extra))
    return [e.estado for e in analisis.ejecuciones], " ".join(analisis.mensajes)


@pytest.mark.requisito("X-4", "MIN-7.1.1-b")
@pytest.mark.parametrize(
    ("stdout", "extra", "motivo"),
    [
        (JSON, {}, motivos.SIN_CODIGO),
        (RSYNC, {"codigo_salida": 0}, motivos.CORTADO),
        (b'{"message_type":"status","percent_done":0.5}\n', {"codigo_salida": 0}, "señal final"),
        (b"todo bien\n", {"codigo_salida": 0}, motivos.DESCONOCIDO),
        (b"", {"codigo_salida": 0}, motivos.MUDO),
    ],
)
def test_it_says_why_there_is_no_verdict(stdout, extra, motivo):
    estados, dicho = leida(stdout, **extra)

    assert estados == ["sin_dato"]
    assert motivo in dicho


def test_it_says_that_no_reader_knows_a_text():
    assert leida(b"hola\n")[0] == []
    assert "Ningún lector reconoció este texto" in leida(b"hola\n")[1]


def test_a_verdict_needs_no_reason():
    assert leida(JSON, codigo_salida=0) == (["conforme"], "")


def test_it_names_the_reader_that_is_not_the_configured_one():
    _, dicho = leida(JSON, codigo_salida=0, herramienta="veeam")
    assert "Lo leyó el lector de restic" in dicho
    assert "(veeam)" in dicho
    assert "Lo leyó" not in leida(JSON, codigo_salida=0, herramienta="restic")[1]


@pytest.mark.django_db
def test_the_try_and_the_pages_of_a_run_say_it(client, operador, diaria, time_machine):
    time_machine.move_to(AHORA, tick=False)
    client.force_login(operador)
    camino = f"/respaldo/fuentes/{fuente('Restic', herramienta='restic').pk}/prueba/"
    assert motivos.SIN_CODIGO in client.post(camino, {"stdout": JSON.decode()}).content.decode()
    vacio = client.post(camino, {"trabajo": "x"}).content.decode()
    assert "No hay nada que probar" in vacio
    assert "No se guardó" not in vacio
    llega(captura(codigo_salida=None))
    una = Evidencia.objects.get()
    suya = una.aportes.get().ejecucion_id
    for pagina in (f"/respaldo/evidencias/{una.pk}/", f"/respaldo/ejecuciones/{suya}/"):
        assert motivos.SIN_CODIGO in client.get(pagina).content.decode()
