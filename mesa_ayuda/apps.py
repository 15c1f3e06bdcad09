from django.apps import AppConfig


class MesaAyudaConfig(AppConfig):
    name = "mesa_ayuda"
    verbose_name = "Mesa de ayuda"
    default_auto_field = "django.db.models.BigAutoField"
