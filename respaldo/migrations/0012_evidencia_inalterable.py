"""What arrived is never edited, nor what was read of it: triggers on both engines."""

from django.db import migrations

from gobierno.solo_anexar import Proteger


class Migration(migrations.Migration):
    dependencies = [("respaldo", "0011_evidencia")]

    operations = [
        Proteger("respaldo_evidencia"),
        Proteger("respaldo_lecturadeevidencia"),
        Proteger("respaldo_aporte"),
    ]
