"""Celery application and the whole beat table.

Every task derives its work from state, so a lost, repeated or late run changes nothing.
Every entry has ``expires``: after an outage the backlog is one run, not a flood.
"""

import os
from typing import Any

from celery import Celery, Task

from gobierno.contexto import Origen, desde

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backupgov.settings")


class TareaConOrigen(Task):
    """Audit entries that a task writes carry the identifier of that run."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with desde(Origen(solicitud_id=self.request.id or "")):
            return super().__call__(*args, **kwargs)


app = Celery("backupgov", task_cls=TareaConOrigen)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

MINUTO = 60.0

BEAT: dict[str, dict[str, Any]] = {
    "entrar-en-vigencia": {
        "task": "directorio.tasks.entrar_en_vigencia",
        "schedule": MINUTO,
        "options": {"expires": MINUTO - 5},
    },
    "vigilar-directorio": {
        "task": "directorio.tasks.vigilar_directorio",
        "schedule": 60 * MINUTO,
        "options": {"expires": 30 * MINUTO},
    },
    "vigilar-verificaciones": {
        "task": "respaldo.tasks.vigilar_verificaciones",
        "schedule": MINUTO,
        "options": {"expires": MINUTO - 5},
    },
    "revisar-alarmas": {
        "task": "respaldo.tasks.revisar_alarmas",
        "schedule": 15 * MINUTO,
        "options": {"expires": 10 * MINUTO},
    },
    "revisar-cobertura": {
        "task": "respaldo.tasks.revisar_cobertura",
        "schedule": 60 * MINUTO,
        "options": {"expires": 30 * MINUTO},
    },
    "vigilar-tickets": {
        "task": "mesa_ayuda.tasks.vigilar_tickets",
        "schedule": MINUTO,
        "options": {"expires": MINUTO - 5},
    },
    "vigilar-solicitudes": {
        "task": "restauracion.tasks.vigilar_solicitudes",
        "schedule": MINUTO,
        "options": {"expires": MINUTO - 5},
    },
    "leer-evidencias": {
        "task": "respaldo.tasks.leer_evidencias",
        "schedule": MINUTO / 4,
        "options": {"expires": MINUTO / 4},
    },
    "sellar-evidencia": {
        "task": "respaldo.tasks.sellar_evidencia",
        "schedule": 60 * MINUTO,
        "options": {"expires": 30 * MINUTO},
    },
    "revisar-carpeta": {
        "task": "respaldo.tasks.revisar_carpeta",
        "schedule": MINUTO,
        "options": {"expires": MINUTO - 5},
    },
    "sondear": {
        "task": "respaldo.tasks.sondear",
        "schedule": MINUTO,
        "options": {"expires": MINUTO - 5},
    },
    "despachar-avisos": {
        "task": "gobierno.tasks.despachar_avisos",
        "schedule": MINUTO,
        "options": {"expires": MINUTO - 5},
    },
    "latir": {
        "task": "gobierno.tasks.latir",
        "schedule": MINUTO,
        "options": {"expires": MINUTO - 5},
    },
    "verificar-sellos": {
        "task": "respaldo.tasks.verificar_sellos",
        "schedule": 60 * MINUTO,
        "options": {"expires": 30 * MINUTO},
    },
    "verificar-cadena": {
        "task": "gobierno.tasks.verificar_cadena",
        "schedule": 60 * MINUTO,
        "options": {"expires": 30 * MINUTO},
    },
}
app.conf.beat_scheduler = "backupgov.programador:Programador"
app.conf.beat_schedule = BEAT
