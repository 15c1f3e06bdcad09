"""python -m benchmarks [--lineas 2000] [--dias 730] [--tickets 100000]
[--solo retencion,paginas,sql,ingesta,llegadas,exportacion,mesa,solicitudes]."""

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks import servidores
from benchmarks.resultado import Resultado, imprimir
from tests import motores


def argumentos() -> argparse.Namespace:
    lector = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    lector.add_argument("--lineas", type=int, default=2000)
    lector.add_argument("--dias", type=int, default=730)
    lector.add_argument("--tickets", type=int, default=100_000)
    lector.add_argument(
        "--solo",
        default="retencion,paginas,sql,ingesta,llegadas,exportacion,mesa,solicitudes",
    )
    lector.add_argument("--json", default="", help="archivo para las líneas JSON")
    return lector.parse_args()


def decir(texto: str, inicio: float) -> None:
    print(f"[{time.monotonic() - inicio:6.1f} s] {texto}", flush=True)


def main() -> int:
    pedido, inicio = argumentos(), time.monotonic()
    for senal in (signal.SIGINT, signal.SIGTERM):  # also in the background, where INT is ignored
        signal.signal(senal, lambda *_: sys.exit("Interrumpido."))
    abiertos: list[servidores.Servidor] = []
    try:
        servidores.ambiente(*servidores.bases())
        decir("PostgreSQL arriba; se crean las tablas", inicio)
        resultados = medir(pedido, abiertos, inicio)
    except motores.SinMotor as error:
        print(f"No se puede medir: {error}")
        return 1
    finally:
        for servidor in abiertos:
            servidor.apagar()
        motores.apagar()
    imprimir(resultados, json_en=pedido.json)
    return int(not all(resultado.cumple for resultado in resultados))


def medir(
    pedido: argparse.Namespace, abiertos: list[servidores.Servidor], inicio: float
) -> list[Resultado]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from benchmarks import casos, datos, llegadas, mesa, retencion, sesion, solicitudes
    from gobierno.permisos_web import hoy_local

    hoy = hoy_local()
    decir(f"Se siembran {pedido.lineas} líneas y {pedido.dias} días", inicio)
    version, persona = datos.sembrar(lineas=pedido.lineas, dias=pedido.dias, hoy=hoy)
    cookie = servidores.preparar_suelo()
    suelo = servidores.levantar("suelo", "benchmarks.floor.wsgi:application")
    suelo.cookie = cookie
    abiertos.append(suelo)
    producto = servidores.levantar("producto", "backupgov.wsgi:application")
    producto.cookie = sesion.abrir(persona)
    abiertos.append(producto)
    decir("Se mide", inicio)
    grupos: dict[str, Callable[[], Iterator[Resultado]]] = {
        "retencion": retencion.casos,
        "paginas": lambda: casos.paginas(producto, suelo, version, persona),
        "sql": lambda: iter([casos.abrir_un_dia(version, hoy), casos.marcar(10_000)]),
        "ingesta": lambda: casos.ingesta(producto, suelo),
        "llegadas": lambda: llegadas.medir(producto, suelo),
        "exportacion": lambda: casos.exportacion(producto, suelo, hoy),
        "mesa": lambda: mesa.medir(producto, suelo, tickets=pedido.tickets, hoy=hoy),
        # After the tickets: each request has one.
        "solicitudes": lambda: solicitudes.medir(producto, suelo, solicitudes=5_000, hoy=hoy),
    }
    resultados: list[Any] = []
    for nombre in pedido.solo.split(","):
        for resultado in grupos[nombre]():
            decir(f"{resultado.caso}: {resultado.razon:.2f}×", inicio)
            resultados.append(resultado)
    return resultados


if __name__ == "__main__":
    sys.exit(main())
