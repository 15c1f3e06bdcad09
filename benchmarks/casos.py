"""The cases of `./run bench`, each against its floor of the same run."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import TOKEN, evidencia
from benchmarks.cliente import Pedido
from benchmarks.datos import insertar
from benchmarks.resultado import Resultado
from benchmarks.servidores import RAIZ, Servidor
from directorio.models import VersionDirectorio
from gobierno.models import Persona
from respaldo.acciones.jornadas import abrir_jornadas
from respaldo.acciones.vigilancia import marcar_vencidas
from respaldo.models import Corrida, Jornada

CABECERAS_DE_FUENTE = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}


@contextmanager
def deshecho() -> Iterator[None]:
    """A transaction that keeps nothing of what it did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def cronometrar(acto: Callable[[], Any]) -> float:
    """Milliseconds of `acto`, undone afterwards."""
    with deshecho():
        inicio = time.perf_counter()
        acto()
        return (time.perf_counter() - inicio) * 1000


def consultas_de(ruta: str, persona: Persona) -> int:
    """How many SQL statements a page asks, signed in and warm."""
    cliente = Client()
    cliente.force_login(persona, backend="django.contrib.auth.backends.ModelBackend")
    cliente.get(ruta)
    with CaptureQueriesContext(connection) as captura:
        respuesta = cliente.get(ruta)
        if respuesta.streaming:
            b"".join(respuesta)  # type: ignore[call-overload]
    return len(captura)


def paginas(
    producto: Servidor, suelo: Servidor, version: VersionDirectorio, persona: Persona
) -> Iterator[Resultado]:
    """The interactive pages, processor time against `list50`."""
    medida_suelo, cpu_suelo = suelo.medir(Pedido(0, "/list50?pagina=20"))
    corrida = Corrida.objects.order_by("-pk").values_list("pk", flat=True)[0]
    lista = reverse("respaldo:corridas")
    casos = [
        ("Hoy", reverse("respaldo:hoy"), 3.0),
        ("Lista de corridas", f"{lista}?estado=conforme", 3.0),
        ("Página del Directorio", reverse("directorio:version", args=[version.pk]), 3.0),
        ("Detalle de una corrida", reverse("respaldo:corrida", args=[corrida]), 2.5),
    ]
    for nombre, ruta, meta in casos:
        medida, cpu = producto.medir(Pedido(0, ruta))
        yield Resultado(
            nombre, "ms de CPU", cpu, cpu_suelo, meta,
            cpu_ms=cpu, consultas=consultas_de(ruta, persona), p95_ms=medida.p95,
        )  # fmt: skip
    ruta = reverse("tablero")
    medida, cpu = producto.medir(Pedido(0, ruta))
    yield Resultado(
        "Tablero, p95", "ms", medida.p95, medida_suelo.p95, 12.0,
        cpu_ms=cpu, consultas=consultas_de(ruta, persona), p95_ms=medida.p95,
    )  # fmt: skip


def abrir_un_dia(version: VersionDirectorio, hoy: date) -> Resultado:
    """Opening a day of every line, against one INSERT … SELECT of the same rows."""
    ahora = datetime.combine(hoy, datetime.min.time(), tzinfo=UTC) + timedelta(hours=12)

    def en_sql() -> None:
        insertar(
            Corrida, f"FROM directorio_linea l WHERE l.version_id = {version.pk}",
            linea_id="l.id", item_id="l.item_id", tipo_de_backup="l.tipo_de_backup",
            modalidad="l.modalidad", fecha_operativa=f"date '{hoy}'", inicio_previsto="now()",
            fin_previsto="now() + interval '8 hours'", vence_en="now() + interval '26 hours'",
        )  # fmt: skip

    suelo = min(cronometrar(en_sql) for _ in range(3))
    cifra = min(cronometrar(lambda: abrir_jornadas(hasta=hoy, ahora=ahora)) for _ in range(3))
    return Resultado(f"Abrir un día de {version.lineas.count()} líneas", "ms", cifra, suelo, 25.0)


def marcar(cuantas: int) -> Resultado:
    """Marking overdue corridas in one sweep, audit included, against one UPDATE."""
    ids = list(
        Corrida.objects.filter(estado="conforme", vencida_en__isnull=True)
        .order_by("-fecha_operativa")
        .values_list("pk", flat=True)[:cuantas]
    )
    ahora = datetime.now(tz=UTC)

    def preparar() -> None:
        Corrida.objects.filter(estado="esperada").update(estado="no_aplica")
        Corrida.objects.filter(pk__in=ids).update(estado="esperada")

    def en_sql() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE respaldo_corrida SET vencida_en = vence_en WHERE estado = 'esperada' "
                "AND vencida_en IS NULL AND vence_en <= %s",
                [ahora],
            )

    tiempos = []
    for acto in (en_sql, lambda: marcar_vencidas(ahora=ahora)):
        with deshecho():
            preparar()
            inicio = time.perf_counter()
            acto()
            tiempos.append((time.perf_counter() - inicio) * 1000)
    return Resultado(f"Marcar {len(ids)} vencidas", "ms", tiempos[1], tiempos[0], 12.0)


def ingesta(producto: Servidor, suelo: Servidor) -> Iterator[Resultado]:
    """The runs of the last nights, each of which answers its corrida: one by one, then in lots."""
    cuerpos, _ = evidencia.preparar()
    ruta = reverse("api:ejecuciones")
    comun: dict[str, Any] = {"cuerpos": cuerpos, "cabeceras": CABECERAS_DE_FUENTE}
    _, cpu_suelo = suelo.medir(Pedido(0, "/ingest", **comun))
    medida, cpu = producto.medir(una := Pedido(0, ruta, **comun))
    yield Resultado(
        "Ingesta, una por llamada", "ms de CPU", cpu, cpu_suelo, 2.5,
        cpu_ms=cpu, p95_ms=medida.p95,
    )  # fmt: skip
    comun |= {"lote": 500, "segundos": 6.0}
    piso, _ = suelo.medir(Pedido(0, "/bulk500", **comun))
    medida, cpu = producto.medir(Pedido(0, ruta, desde=una.desde + medida.enviados, **comun))
    evidencia.borrar(cuerpos)
    yield Resultado(
        "Ingesta en lotes de 500", "filas/s", 500 * medida.n / medida.segundos,
        500 * piso.n / piso.segundos, 0.4, al_menos=True, cpu_ms=cpu, p95_ms=medida.p95,
    )  # fmt: skip


def exportacion(producto: Servidor, suelo: Servidor, hoy: date) -> Iterator[Resultado]:
    """A CSV of about 50,000 rows, rows per second; then the memory of the longest export."""
    piso, _ = suelo.medir(Pedido(0, "/export", segundos=5.0))
    desde = hoy - timedelta(days=1)
    total = 0
    while total < 50_000 and Jornada.objects.filter(fecha_operativa=desde).exists():
        total = Corrida.objects.filter(fecha_operativa__gte=desde).count()
        desde -= timedelta(days=1)
    consulta = f"periodo=intervalo&desde={desde + timedelta(days=1)}&hasta={hoy}&formato=csv"
    ruta = f"{reverse('informes:exportar', args=['control-diario'])}?{consulta}"
    medida, cpu = producto.medir(Pedido(0, ruta, segundos=8.0))
    yield Resultado(
        f"Exportar {total} filas", "filas/s", total * medida.n / medida.segundos,
        50_000 * piso.n / piso.segundos, 0.5, al_menos=True, cpu_ms=cpu, p95_ms=medida.p95,
    )  # fmt: skip
    for formato in ("csv", "xlsx"):
        chica, grande = (_memoria(formato, filas) for filas in (10_000, 1_000_000))
        yield Resultado(
            f"Memoria máxima, {grande[0]} filas a {formato}", "MB", grande[1], chica[1],
            300 / chica[1],
        )  # fmt: skip


def _memoria(formato: str, filas: int) -> tuple[int, float]:
    hecho = subprocess.run(
        [sys.executable, "-m", "benchmarks.memoria", formato, str(filas)],
        cwd=RAIZ,
        capture_output=True,
        text=True,
        check=True,
    )
    escritas, megas = hecho.stdout.split()
    return int(escritas), float(megas)


def pico() -> float:
    """Peak memory of this process in MB. `getrusage` would count what its parent had, too."""
    estado = Path("/proc/self/status").read_text(encoding="ascii")
    return int(estado.split("VmHWM:")[1].split()[0]) / 1024
