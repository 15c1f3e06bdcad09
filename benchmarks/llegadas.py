"""Pings, deliveries with their reading, stored mails read again, and a long log in memory."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from urllib.parse import urlencode
from uuid import uuid4

from django.urls import reverse

from benchmarks import TOKEN
from benchmarks.cliente import Pedido
from benchmarks.evidencia import borrar
from benchmarks.resultado import Resultado
from benchmarks.servidores import RAIZ, Servidor
from directorio.models import Linea
from respaldo.acciones.evidencias import guardar
from respaldo.acciones.fuentes import huella
from respaldo.acciones.pendientes import leer_pendientes
from respaldo.entregas import entrega_de_correo
from respaldo.models import EvidenciaPendiente, Fuente, PuntoDePing

PARES = 4  # clients at once
CUERPOS = 6_000
CORREOS, OBJETIVO = 2_000, 100_000  # mails measured, and those that the result speaks of
CABECERAS = {
    "Content-Type": "application/x-www-form-urlencoded", "Authorization": f"Bearer {TOKEN}",
}  # fmt: skip


def medir(producto: Servidor, suelo: Servidor) -> Iterator[Resultado]:
    """Each channel, one by one and from several clients, against the `ingest` of the floor."""
    Fuente.objects.update(token_sha256=huella(TOKEN))
    piso = _piso(suelo)
    for nombre, archivo, pedido, meta in (
        ("Ping", _pings(), Pedido(0, "", rutas=True), 1.5),
        ("Evidencia con lectura", _evidencias(),
         Pedido(0, reverse("api:evidencias"), cabeceras=CABECERAS), 2.5),
    ):  # fmt: skip
        pedido.cuerpos = archivo
        medida, cpu = producto.medir(pedido)
        yield Resultado(
            f"{nombre}, uno por uno", "ms de CPU", cpu, piso, meta, cpu_ms=cpu, p95_ms=medida.p95
        )
        medida, cpu = producto.medir_a_la_vez(pedido, PARES, desde=CUERPOS // 3)
        yield Resultado(
            f"{nombre}, {PARES} a la vez", "ms de CPU", cpu, piso, meta, cpu_ms=cpu,
            p95_ms=medida.p95,
        )  # fmt: skip
        borrar(archivo)
    yield _correos()
    yield _memoria()


def _piso(suelo: Servidor) -> float:
    cuerpos = _escribir(
        json.dumps({"clave": f"s-{n}", "estado": "conforme", "bytes": n}) for n in range(CUERPOS)
    )
    cabeceras = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
    _, cpu = suelo.medir(Pedido(0, "/ingest", cuerpos=cuerpos, cabeceras=cabeceras))
    borrar(cuerpos)
    return cpu


def _escribir(lineas: Iterator[str]) -> str:
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as archivo:
        archivo.writelines(f"{linea}\n" for linea in lineas)
    return archivo.name


def _pings() -> str:
    """The address of a ping per line: a point for each line of the Directorio, a new run each."""
    fuente = Fuente.objects.get()
    ahora = datetime.now(tz=UTC)
    puntos = PuntoDePing.objects.bulk_create(
        PuntoDePing(
            fuente=fuente, slug=f"p-{linea.pk}", trabajo=linea.trabajo, creado_en=ahora,
            item_id=linea.item_id, tipo_de_backup=linea.tipo_de_backup,
            serie_modalidad=linea.modalidad,
        )
        for linea in Linea.objects.all()
    )  # fmt: skip
    return _escribir(f"/p/{puntos[n % len(puntos)].codigo}?rid={uuid4()}" for n in range(CUERPOS))


def _evidencias() -> str:
    """What the wrapper sends after a restic backup, a form per line."""
    trabajos = list(Linea.objects.values_list("trabajo", flat=True))
    fin = datetime.now(tz=UTC) - timedelta(hours=1)
    return _escribir(
        urlencode(
            {
                "herramienta": "restic", "trabajo": trabajos[n % len(trabajos)], "equipo": "srv-1",
                "codigo_salida": "0", "inicio": (fin - timedelta(seconds=n)).isoformat(),
                "fin": fin.isoformat(), "stdout": json.dumps(_resumen(n)),
            }
        )
        for n in range(CUERPOS)
    )  # fmt: skip


def _resumen(n: int) -> dict[str, object]:
    return {
        "message_type": "summary", "files_new": 7, "files_changed": 1, "files_unmodified": 90,
        "dirs_new": 0, "dirs_changed": 1, "dirs_unmodified": 9, "data_blobs": 7, "tree_blobs": 5,
        "data_added": 1_203_819, "total_files_processed": 98, "total_bytes_processed": 10**9 + n,
        "total_duration": 12.5, "snapshot_id": f"{uuid4().hex}{uuid4().hex}",
    }  # fmt: skip


def _correos() -> Resultado:
    """Read again, as the worker does, mails that were already read; told for many more."""
    fuente = Fuente.objects.get()
    ahora = datetime.now(tz=UTC)
    guardadas = [
        guardar(fuente, entrega_de_correo(_correo(n), zona=fuente.zona, herramienta=""), ahora)
        for n in range(CORREOS)
    ]
    for _ in range(2):  # the first reading makes their runs
        EvidenciaPendiente.objects.bulk_create(
            EvidenciaPendiente(evidencia=guardada) for guardada in guardadas
        )
        inicio = time.perf_counter()
        leidas = leer_pendientes(ahora=ahora, vueltas=CORREOS)
        minutos = (time.perf_counter() - inicio) / 60 * OBJETIVO / CORREOS
        if leidas != CORREOS:
            raise RuntimeError(f"se leyeron {leidas} correos de {CORREOS}")
    return Resultado(
        f"Releer {OBJETIVO} correos, extrapolado de {CORREOS}", "min", minutos, 1.0, 15.0
    )


def _correo(n: int) -> bytes:
    """The mail that cron sends of a rsync with its statistics."""
    cuando = datetime.now(tz=UTC) - timedelta(minutes=n)
    mensaje = EmailMessage()
    mensaje["From"] = "Cron Daemon <root@srv-1>"
    mensaje["Subject"] = f"Cron <root@srv-1> /usr/local/bin/respaldo-{n % 50}.sh"
    mensaje["Date"] = cuando
    mensaje["Message-ID"] = f"<{uuid4()}@srv-1>"
    mensaje.set_content(
        "Number of files: 1,204 (reg: 1,100, dir: 104)\n"
        "Number of regular files transferred: 12\n"
        f"Total file size: {10**9 + n:,} bytes\n"
        "Total transferred file size: 120,000 bytes\n\n"
        "sent 121,003 bytes  received 300 bytes  80,868.67 bytes/sec\n"
        f"total size is {10**9 + n:,}  speedup is 8,243.81\n"
    )
    return mensaje.as_bytes()


def _memoria() -> Resultado:
    """Peak memory of receiving and reading a restic log of 5 MB, against one of 5 kB."""
    chica, grande = (_pico(tamano) for tamano in (5_000, 5_000_000))
    return Resultado("Memoria máxima, registro de restic de 5 MB", "MB", grande, chica, 300 / chica)


def _pico(tamano: int) -> float:
    hecho = subprocess.run(
        [sys.executable, "-m", "benchmarks.registro", str(tamano)],
        cwd=RAIZ,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(hecho.stdout)
