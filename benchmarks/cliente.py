"""The client: another process, one keep-alive connection, as many requests as fit in its time."""

import http.client
import json
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice, repeat
from pathlib import Path

CONEXIONES = 24  # so many that each of the four workers gets some


@dataclass
class Pedido:
    """What to repeat. `cuerpos` is a file with a JSON object per line: each call sends the next,
    or a list of the next `lote`, until the file ends. `desde` skips its first lines. With `rutas`
    each line is an address to GET."""

    puerto: int
    ruta: str
    segundos: float = 4.0
    cabeceras: dict[str, str] = field(default_factory=dict)
    cuerpos: str = ""
    desde: int = 0
    lote: int = 0
    maximo: int = 2000
    rutas: bool = False


@dataclass
class Medida:
    """Requests done, seconds spent, wall of each in milliseconds, bytes of the last answer."""

    n: int
    segundos: float
    p50: float
    p95: float
    bytes: int
    estado: int
    enviados: int  # bodies taken from the file, the first calls included


def calentar(pedido: Pedido) -> None:
    """Ask once through each of many open connections, so that every worker has loaded its code."""
    conexiones = [
        http.client.HTTPConnection("127.0.0.1", pedido.puerto, timeout=120)
        for _ in range(CONEXIONES)
    ]
    for conexion, cuerpo in zip(conexiones, _cuerpos(pedido), strict=False):
        _pedir(conexion, pedido, cuerpo)
        conexion.getresponse().read()
    for conexion in conexiones:
        conexion.close()


def medir(pedido: Pedido) -> Medida:
    """Repeat the request; the first three do not count."""
    conexion = http.client.HTTPConnection("127.0.0.1", pedido.puerto, timeout=120)
    tiempos: list[float] = []
    estado = tamano = 0
    fin = None
    for cuerpo in _cuerpos(pedido):
        if len(tiempos) == 3 and fin is None:
            tiempos, fin = [], time.perf_counter() + pedido.segundos
        if fin and (time.perf_counter() > fin or len(tiempos) >= pedido.maximo):
            break
        inicio = time.perf_counter()
        _pedir(conexion, pedido, cuerpo)
        respuesta = conexion.getresponse()
        estado, tamano = respuesta.status, len(respuesta.read())
        tiempos.append((time.perf_counter() - inicio) * 1000)
        if estado >= 400:
            raise SystemExit(f"{pedido.ruta}: HTTP {estado}")
    ordenados = sorted(tiempos)
    return Medida(
        n=len(tiempos),
        segundos=sum(tiempos) / 1000,
        p50=statistics.median(ordenados),
        p95=ordenados[min(int(len(ordenados) * 0.95), len(ordenados) - 1)],
        bytes=tamano,
        estado=estado,
        enviados=(len(tiempos) + 3) * max(pedido.lote, 1),
    )


def _pedir(conexion: http.client.HTTPConnection, pedido: Pedido, linea: bytes | None) -> None:
    if linea is None or pedido.rutas:
        ruta = pedido.ruta if linea is None else linea.decode()
        conexion.request("GET", ruta, headers=pedido.cabeceras)
    else:
        conexion.request("POST", pedido.ruta, linea, pedido.cabeceras)


def _cuerpos(pedido: Pedido) -> Iterator[bytes | None]:
    if not pedido.cuerpos:
        yield from repeat(None)
    with Path(pedido.cuerpos).open("rb") as archivo:
        lineas = islice((linea.strip() for linea in archivo), pedido.desde, None)
        if not pedido.lote:
            yield from lineas
        while grupo := list(islice(lineas, pedido.lote)):
            if len(grupo) == pedido.lote:
                yield b"[%s]" % b",".join(grupo)


if __name__ == "__main__":
    pedido = Pedido(**json.load(sys.stdin))
    if "--calentar" in sys.argv:
        calentar(pedido)
    else:
        print(json.dumps(asdict(medir(pedido))))
