from django.apps import AppConfig


class RestauracionConfig(AppConfig):
    name = "restauracion"
    verbose_name = "Restauración"
    default_auto_field = "django.db.models.BigAutoField"
