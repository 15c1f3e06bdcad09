"""Pings kept in a spool: read as they happened, whatever the order in which they are found."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from respaldo.importadores.analisis import analizar
from respaldo.importadores.captura import Captura, Peticion
from tests.respaldo.apoyo import utc

RID = "2f1b9a54-1111-4222-8333-9a3b5c7d9e0f"
NOCHE = utc(2026, 3, 10, 3, 5)


def _peticion(accion, minuto, rid=""):
    cruda = f"GET /p/mesa{accion}{'?rid=' + rid if rid else ''} HTTP/1.1\r\nHost: x\r\n\r\n"
    return Peticion(cruda.encode(), NOCHE + timedelta(minutes=minuto) if minuto >= 0 else None)


def _leidas(*peticiones):
    captura = Captura(zona=ZoneInfo("UTC"), canal="ping", peticiones=peticiones)
    ejecuciones = analizar(captura).ejecuciones
    return [(e.estado, e.inicio, e.fin) for e in ejecuciones], {e.clave for e in ejecuciones}


def test_a_spool_in_any_order_reads_as_it_happened():
    minuto = [NOCHE + timedelta(minutes=n) for n in range(60)]
    leidas, _ = _leidas(
        _peticion("/0", 30), _peticion("/start", 20), _peticion("/fail", 10), _peticion("/start", 0)
    )
    assert leidas == [
        ("no_conforme", minuto[0], minuto[10]), ("conforme", minuto[20], minuto[30]),
    ]  # fmt: skip
    sin_hora, _ = _leidas(_peticion("/start", -1), _peticion("/fail", -1))
    assert [estado for estado, *_ in sin_hora] == ["no_conforme"]


def test_a_fixed_rid_in_a_spool_is_a_run_each_night():
    dia = 24 * 60
    leidas, claves = _leidas(
        _peticion("/start", 0, RID), _peticion("/0", 9, RID), _peticion("/0", 10, RID),
        _peticion("/start", dia, RID), _peticion("/fail", dia + 5, RID),
    )  # fmt: skip
    assert [estado for estado, *_ in leidas] == ["conforme", "no_conforme"]
    assert len(claves) == 2
