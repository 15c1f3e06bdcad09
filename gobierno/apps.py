from django.apps import AppConfig


class GobiernoConfig(AppConfig):
    name = "gobierno"
    verbose_name = "Gobierno de los procedimientos"
    default_auto_field = "django.db.models.BigAutoField"
