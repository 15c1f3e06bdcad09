"""The main job on the production processes, while what they stand on fails under them.

Own servers: this module stops Redis and restarts PostgreSQL, which no other test may notice.
"""

import json
import os
import re
import signal
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.recorridos import hoja
from tests.recorridos.pila import CLAVE, GENTE, REGISTRAR, Pila, esperar, levantada

pytestmark = [pytest.mark.postgresql, pytest.mark.redis, pytest.mark.larga]
# Of the first day: midnight may come while the story is told.
CORRIDAS = (
    "SELECT count(*) FROM respaldo_corrida WHERE fecha_operativa ="
    " (SELECT min(fecha_operativa) FROM respaldo_corrida)"
)
TARDIAS = (
    20  # lines that begin in the last minute of the day: whatever the hour, half are still due
)
EJECUCIONES = "SELECT count(*) FROM respaldo_ejecucion"
LATIDOS = "SELECT count(*) FROM gobierno_latido WHERE ultimo_en > '{}'"


@pytest.fixture
def pila(tmp_path: Path) -> Iterator[Pila]:
    with levantada(tmp_path) as esta:
        yield esta


def poblar(pila: Pila) -> None:
    pila.orden("crear_administrador", "raiz", "--nombres", "Ana", "--apellidos", "Raíz",
               "--correo", "raiz@ejemplo.gob.pe", "--unidad", "OTEC",
               "--documento", "Memorando 000-2026")  # fmt: skip
    siglas = sorted(hoja.siglas())
    guion = REGISTRAR.format(siglas=siglas, gente=GENTE, clave=CLAVE)
    pila.token = re.findall(r"TOKEN (\S+)", pila.orden("shell", "-c", guion))[0]
    for quien in GENTE:
        pila.entrar(quien)


def hoy(pila: Pila) -> str:
    """The date of the institution, ISO."""
    dicho = pila.orden("shell", "-c", "from gobierno import reloj; print('HOY', reloj.hoy())")
    return str(re.findall(r"HOY (\S+)", dicho)[0])


def importar(pila: Pila) -> str:
    datos = {"anio": hoy(pila)[:4], "partir": "vacia", "transicion": "vigente", "motivo": ""}
    url = pila.hacer("coordinador", "/directorio/versiones/nueva/", **datos)
    limite = uuid.uuid4().hex
    cuerpo = b""
    token = pila.galletas["coordinador"]["csrftoken"]
    for nombre, valor in (("csrfmiddlewaretoken", token), ("modo", "reemplazar")):
        cuerpo += f'--{limite}\r\nContent-Disposition: form-data; name="{nombre}"\r\n\r\n'.encode()
        cuerpo += f"{valor}\r\n".encode()
    cuerpo += f'--{limite}\r\nContent-Disposition: form-data; name="archivo"; '.encode()
    cuerpo += b'filename="d.xlsx"\r\nContent-Type: application/octet-stream\r\n\r\n'
    primera = hoja.ENCABEZADO + 1
    tarde = {(primera + n, "Hora inicio"): "23:59" for n in range(TARDIAS)}
    cuerpo += hoja.libro(tarde) + f"\r\n--{limite}--\r\n".encode()
    estado, donde = pila.pedir(
        "coordinador",
        url.replace("/versiones", "") + "importar/",
        cuerpo,
        f"multipart/form-data; boundary={limite}",
    )
    assert estado == 302, donde[:2000]
    pila.hacer("coordinador", donde + "confirmar/")
    return url


def aprobar(pila: Pila, url: str) -> None:
    otorga = {"sentido": "otorgado", "contrasena": CLAVE}
    pila.hacer("coordinador", url + "enviar/")
    pila.hacer("coordinador", url + "decidir/", **otorga)
    pila.hacer("operador", url + "decidir/", **otorga)
    pila.hacer("director", url + "decidir/", **otorga, vigente_desde=hoy(pila))
    pila.hacer("director_general", url + "decidir/", **otorga)


def informar(pila: Pila, *claves: str) -> tuple[int, str]:
    ahora = time.time()

    def instante(hace: int) -> str:
        return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(ahora - hace))

    lote = [
        {"clave": clave, "trabajo": "BD-SIGA_PROD", "estado": "conforme", "modalidad": "total",
         "inicio": instante(3600), "fin": instante(1800), "bytes": 10**9}
        for clave in claves
    ]  # fmt: skip
    return pila.pedir("maquina", "/api/v1/ejecuciones/", json.dumps(lote), "application/json")


@pytest.mark.requisito("X-1", "X-4")
def test_nothing_is_lost_or_doubled_while_everything_fails(pila: Pila) -> None:
    poblar(pila)
    url = importar(pila)
    pila.barrer()
    assert pila.contar(CORRIDAS) == 0
    aprobar(pila, url)
    pila.barrer(veces=2)
    pila.barrer_hasta(lambda: pila.contar(CORRIDAS) > TARDIAS // 4, "the day did not open")
    esperadas = pila.contar(CORRIDAS)
    assert informar(pila, "a", "b")[0] == 201

    (antes,) = pila.trabajador()
    os.kill(antes, signal.SIGKILL)
    pila.matar("redis")
    estado, cuerpo = informar(pila, "b", "c")
    assert estado == 200, cuerpo
    assert pila.pedir("operador", "/respaldo/hoy/")[0] == 200
    pila.revivir("redis")

    pila.matar("pg")
    assert pila.pedir("operador", "/respaldo/hoy/")[0] >= 500
    pila.revivir("pg")
    esperar(lambda: pila.contar(EJECUCIONES) == 3, "evidence was lost or doubled")
    esperar(lambda: pila.pedir("operador", "/respaldo/hoy/")[0] == 200, "the site did not return")
    esperar(lambda: pila.trabajador() - {antes}, "the worker did not return")
    assert informar(pila, "a", "b", "c", "d")[0] in {200, 201}
    assert pila.contar(EJECUCIONES) == 4

    desde = pila.contar("SELECT now()")
    pila.barrer(veces=2)
    esperar(lambda: pila.contar(LATIDOS.format(desde)) > 0, "the worker takes no tasks")
    assert pila.contar(CORRIDAS) == esperadas
    assert verificar_una(pila)
    assert "Intacta" in pila.orden("verificar_bitacora")


def verificar_una(pila: Pila) -> bool:
    """The operator answers for the first corrida of the day that already closed, if any did."""
    pendiente = pila.contar(
        "SELECT coalesce(min(id), 0) FROM respaldo_corrida"
        " WHERE fin_previsto < now() AND estado = 'esperada'"
    )
    if not pendiente:
        return True
    pila.hacer(
        "operador", f"/respaldo/corridas/{pendiente}/sin-evidencia/",
        motivo="Primer día de la instalación.", ticket="MDA-2026-000001",
    )  # fmt: skip
    suyas = f"SELECT count(*) FROM respaldo_verificacion WHERE corrida_id = {pendiente}"  # noqa: S608
    return bool(pila.contar(suyas) == 1)
