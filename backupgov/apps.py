from django.apps import AppConfig


class BackupgovConfig(AppConfig):
    name = "backupgov"
    verbose_name = "backupgov"
