"""Seeds of what has no folder of samples: the institution's templates and the generic CSV.

Notices and tables are written here, good and bad; each is read as its source would.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from respaldo.importadores import CsvGenerico
from respaldo.importadores.analisis import analizar
from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.captura import Captura
from respaldo.importadores.plantillas_de_partida import DE_PARTIDA

LIMA = ZoneInfo("America/Lima")
PLANTILLA_DE_CORREO, PLANTILLA_DE_CSV, CSV = "plantilla-correo", "plantilla-csv", "csv"
SEMBRADOS = (PLANTILLA_DE_CORREO, PLANTILLA_DE_CSV, CSV)
Lector = Callable[[Captura], tuple[EjecucionLeida, ...]]

_HYPER_BACKUP = """Estimado usuario:

La tarea de copia de seguridad Planillas {dicho} en NAS-RRHH.

Tarea de copia de seguridad: Planillas
Hora de inicio: 21/11/2026 22:00:04
Hora de finalización: 21/11/2026 22:15:36

Atentamente,
Synology DiskStation
"""
_ACTIVE_BACKUP = """Hola:

La tarea de copia de seguridad [Servidores] {dicho} en NAS-RRHH.

Atentamente,
Synology DiskStation
"""
_HBS = """Mensaje: [Hybrid Backup Sync] El trabajo «Expedientes» {dicho}.
Fecha: 2026/11/21
QNAP NAS-01
"""
_AVISOS = (
    ("synology-hyper-backup", "[NAS-RRHH] Copia de seguridad", _HYPER_BACKUP, (
        "se ha completado correctamente", "ha fallado", "se ha completado parcialmente",
        "no se ha completado correctamente", "se ha iniciado", "hizo algo que nadie conoce")),
    ("synology-active-backup", "[NAS] Active Backup for Business", _ACTIVE_BACKUP, (
        "se ha completado", "se ha completado parcialmente", "no se ha podido completar")),
    ("qnap-hbs", "[Información] NAS-01", _HBS, ("finalizado", "fallido", "no finalizado")),
)  # fmt: skip
_TABLA = """Tarea;Inicio;Fin;Tamaño;Resultado;Nota
Planillas;21/11/2026 22:00:04;21/11/2026 22:15:36;1,2 GB;{uno};"nota; con separador"
Expedientes;21/11/2026 23:00:00;21/11/2026 23:40:00;20,5 GB;{dos};
"""
_GENERICA = """clave;trabajo;equipo;estado;modalidad;inicio;fin;bytes;archivos;errores;copia;mensaje
A-1;Planillas;srv-rrhh;{uno};completa;21/11/2026 22:00;21/11/2026 22:15;1200000;30;0;c-1;
A-2;"Mesa; de partes";srv-mesa;{dos};incremental;2026-11-21T23:00:00-05:00;;5000;3;2;c-2;"dos, tres"
"""
_INGLESA = """Job Name,Status,Start Time,End Time,Size,Message
Payroll,{uno},2026-11-21 22:00:04,2026-11-21 22:15:36,1200000,
Files,{dos},2026-11-21 23:00:00,2026-11-21 23:40:00,5000,"disk ""D"" busy"
"""


@dataclass(frozen=True, slots=True)
class Sembrado:
    """A seed of a reader, and how it is read."""

    lector: str
    ruta: str
    captura: Captura
    leer: Lector


def leer_analizada(captura: Captura) -> tuple[EjecucionLeida, ...]:
    return analizar(captura).ejecuciones


def leer_csv(captura: Captura) -> tuple[EjecucionLeida, ...]:
    """The rows of its files as the generic importer takes them."""
    return tuple(
        fila.ejecucion
        for contenido in captura.archivos.values()
        for fila in CsvGenerico().leer(contenido, zona=captura.zona).filas
    )


def sembrados() -> Iterator[Sembrado]:
    """Yield the seeds of every reader of SEMBRADOS."""
    for nombre, asunto, aviso, dichos in _AVISOS:
        for n, dicho in enumerate(dichos):
            captura = Captura(
                zona=LIMA,
                correo=_correo(asunto, aviso.format(dicho=dicho)),
                archivos={},
                plantillas=(DE_PARTIDA[nombre],),
            )
            yield Sembrado(PLANTILLA_DE_CORREO, f"{nombre}-{n}", captura, leer_analizada)
    parejas = [("correcto", "completado"), ("correcto", "falló"), ("error", "con advertencias"),
               ("en curso", "quién sabe"), ("no completado", "interrumpida")]  # fmt: skip
    for n, (uno, dos) in enumerate(parejas):
        contenido = _TABLA.format(uno=uno, dos=dos).encode()
        captura = Captura(
            zona=LIMA, archivos={"tareas.csv": contenido}, plantillas=(DE_PARTIDA["csv"],)
        )
        yield Sembrado(PLANTILLA_DE_CSV, f"tabla-{n}", captura, leer_analizada)
    estados = [("conforme", "advertencia"), ("no conforme", "no conforme"), ("success", "failed"),
               ("warning", "en curso"), ("ok", "ok")]  # fmt: skip
    for n, (uno, dos) in enumerate(estados):
        for cual, tabla in (("castellana", _GENERICA), ("inglesa", _INGLESA)):
            contenido = tabla.format(uno=uno, dos=dos).encode()
            captura = Captura(zona=LIMA, archivos={"corridas.csv": contenido})
            yield Sembrado(CSV, f"{cual}-{n}", captura, leer_csv)


def _correo(asunto: str, cuerpo: str) -> bytes:
    cabeza = (
        "From: nas@example.gob.pe\nTo: datacenter@example.gob.pe\n"
        f"Subject: {asunto}\nDate: Sat, 21 Nov 2026 22:16:00 -0500\nMessage-ID: <1@nas>\n"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\n"
    )
    return (cabeza + cuerpo).encode()
