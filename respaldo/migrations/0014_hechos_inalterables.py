"""What was recorded about a medium, a key or a copy is never edited: triggers on both engines."""

from django.db import migrations

from gobierno.solo_anexar import Proteger


class Migration(migrations.Migration):
    dependencies = [("respaldo", "0013_disponibilidad")]

    operations = [Proteger("respaldo_hechodedisponibilidad")]
