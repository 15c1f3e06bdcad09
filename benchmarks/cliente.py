"""The client: another process, one keep-alive connection, as many requests as fit in its time."""

import http.client
import json
import statistics
import sys
import time
from dataclasses import asdict, dataclass, field


@dataclass
class Pedido:
    """What to repeat. `cuerpo` is a text where «{n}» is a number never used before; `lote` of them
    make a JSON list."""

    puerto: int
    ruta: str
    segundos: float = 4.0
    cabeceras: dict[str, str] = field(default_factory=dict)
    cuerpo: str = ""
    lote: int = 0
    maximo: int = 2000


@dataclass
class Medida:
    """Requests done, seconds spent, wall of each in milliseconds, bytes of the last answer."""

    n: int
    segundos: float
    p50: float
    p95: float
    bytes: int
    estado: int


def calentar(pedido: Pedido) -> None:
    """Ask once through each of many open connections, so that every worker has loaded its code."""
    conexiones = [
        http.client.HTTPConnection("127.0.0.1", pedido.puerto, timeout=120) for _ in range(24)
    ]
    for n, conexion in enumerate(conexiones):
        cuerpo = _cuerpo(pedido, time.monotonic_ns() + n)
        conexion.request("POST" if cuerpo else "GET", pedido.ruta, cuerpo, pedido.cabeceras)
        conexion.getresponse().read()
    for conexion in conexiones:
        conexion.close()


def medir(pedido: Pedido) -> Medida:
    """Repeat the request; the first three do not count."""
    conexion = http.client.HTTPConnection("127.0.0.1", pedido.puerto, timeout=120)
    tiempos: list[float] = []
    contador = time.monotonic_ns()
    estado = tamano = 0
    fin = None
    while fin is None or (time.perf_counter() < fin and len(tiempos) < pedido.maximo):
        if len(tiempos) == 3 and fin is None:
            tiempos, fin = [], time.perf_counter() + pedido.segundos
        contador += max(pedido.lote, 1)
        cuerpo = _cuerpo(pedido, contador)
        inicio = time.perf_counter()
        conexion.request("POST" if cuerpo else "GET", pedido.ruta, cuerpo, pedido.cabeceras)
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
    )


def _cuerpo(pedido: Pedido, contador: int) -> bytes | None:
    if not pedido.cuerpo:
        return None
    if not pedido.lote:
        return pedido.cuerpo.replace("{n}", str(contador)).encode()
    objetos = (pedido.cuerpo.replace("{n}", str(contador + n)) for n in range(pedido.lote))
    return f"[{','.join(objetos)}]".encode()


if __name__ == "__main__":
    pedido = Pedido(**json.load(sys.stdin))
    if "--calentar" in sys.argv:
        calentar(pedido)
    else:
        print(json.dumps(asdict(medir(pedido))))
