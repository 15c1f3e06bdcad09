"""Keep beside each corrida what does not fit in its evidence, so that a day sorts at once."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("directorio", "0003_vigencias_sin_solape"),
        ("respaldo", "0003_hallazgos"),
    ]

    operations = [
        migrations.AddField(
            model_name="corrida", name="discrepancias", field=models.JSONField(default=list)
        ),
        migrations.AddField(
            model_name="corrida", name="discrepancias_en", field=models.DateTimeField(null=True)
        ),
        migrations.AddIndex(
            model_name="corrida",
            index=models.Index(
                fields=["fecha_operativa"],
                condition=Q(estado__in=["no_conforme", "sin_evidencia"], subsanada_por=None),
                name="corrida_por_atender",
            ),
        ),
    ]
