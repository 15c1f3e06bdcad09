"""What was submitted or approved does not change: triggers on both engines."""

from django.db import migrations

from directorio.congelado import Congelar


class Migration(migrations.Migration):
    dependencies = [("directorio", "0003_vigencias_sin_solape")]

    operations = [Congelar()]
