from django.apps import AppConfig


class RespaldoConfig(AppConfig):
    name = "respaldo"
    verbose_name = "Respaldo de la información"
    default_auto_field = "django.db.models.BigAutoField"
