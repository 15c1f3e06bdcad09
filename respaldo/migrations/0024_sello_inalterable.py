"""A seal is never edited: triggers on both engines."""

from django.db import migrations

from gobierno.solo_anexar import Proteger


class Migration(migrations.Migration):
    dependencies = [("respaldo", "0023_sello_de_evidencia")]

    operations = [Proteger("respaldo_sellodeevidencia")]
