"""Celery: the broker and how a task lives. What runs when is backupgov/celery.py."""

from typing import Any

from backupgov.settings.datos import REDIS_URL
from backupgov.settings.instalacion import CARPETA_DATOS

CARPETA_COLA = CARPETA_DATOS / "cola"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"visibility_timeout": 3600}
else:
    # The filesystem broker does not create nested folders by itself.
    for _carpeta in ("mensajes", "control"):
        (CARPETA_COLA / _carpeta).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT = "backupgov.cola:Transporte"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(CARPETA_COLA / "mensajes"),
        "data_folder_out": str(CARPETA_COLA / "mensajes"),
        "control_folder": str(CARPETA_COLA / "control"),
        "polling_interval": 0.2,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 1800
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_ENABLE_UTC = True
CELERY_TIMEZONE = "UTC"
