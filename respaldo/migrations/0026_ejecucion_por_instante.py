"""The list of runs goes by start, else end, else arrival: the index of that expression."""

from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("respaldo", "0025_primer_uso_del_token")]

    operations = [
        migrations.AddIndex(
            model_name="ejecucion",
            index=models.Index(
                Coalesce("inicio", "fin", "recibida_en"),
                models.F("id"),
                name="ejecucion_por_instante",
            ),
        ),
    ]
