from django.apps import AppConfig


class DirectorioConfig(AppConfig):
    name = "directorio"
    verbose_name = "Directorio de backup"
    default_auto_field = "django.db.models.BigAutoField"
