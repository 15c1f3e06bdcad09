from django.apps import AppConfig
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper


class BackupgovConfig(AppConfig):
    name = "backupgov"
    verbose_name = "backupgov"

    def ready(self) -> None:
        if settings.DEMO:
            # DEBUG makes Django remember the text of every query, which on SQLite costs another
            # query each. The demonstration shows errors but nobody reads that list.
            BaseDatabaseWrapper.queries_logged = property(  # type: ignore[method-assign, assignment]
                lambda conexion: conexion.force_debug_cursor
            )
