"""Celery application and the whole beat table.

Every task derives its work from state, so a lost, repeated or late run changes nothing.
Every entry has ``expires``: after an outage the backlog is one run, not a flood.
"""

import os
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backupgov.settings")

app = Celery("backupgov")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

BEAT: dict[str, dict[str, Any]] = {}
app.conf.beat_schedule = BEAT
