"""The runs of a series are looked for by their instant, and nothing goes by the start alone."""

from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("respaldo", "0026_ejecucion_por_instante")]

    operations = [
        migrations.RemoveIndex(model_name="ejecucion", name="ejecucion_por_serie"),
        migrations.RemoveIndex(model_name="ejecucion", name="ejecucion_por_inicio"),
        migrations.AddIndex(
            model_name="ejecucion",
            index=models.Index(
                models.F("item"),
                models.F("tipo_de_backup"),
                models.F("serie_modalidad"),
                Coalesce("inicio", "fin", "recibida_en"),
                name="ejecucion_por_serie",
            ),
        ),
    ]
