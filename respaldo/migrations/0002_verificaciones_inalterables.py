"""What a named person declared is never edited: triggers on both engines."""

from django.db import migrations

from gobierno.solo_anexar import Proteger


class Migration(migrations.Migration):
    dependencies = [("respaldo", "0001_inicial")]

    operations = [
        Proteger("respaldo_verificacion"),
        Proteger("respaldo_rectificacion"),
        Proteger("respaldo_noaplica"),
    ]
