"""How well each field of a run is known, and what else its tool told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("respaldo", "0009_fuente_con_canales")]

    operations = [
        migrations.AddField(
            model_name="ejecucion",
            name="detalle",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="ejecucion",
            name="procedencia",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="ejecucion",
            name="canal",
            field=models.CharField(
                choices=[
                    ("api", "API"),
                    ("ping", "Ping"),
                    ("correo", "Correo"),
                    ("archivo", "Archivo"),
                    ("sondeo", "Sondeo"),
                    ("manual", "A mano"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="ejecucion",
            name="modalidad",
            field=models.CharField(
                choices=[
                    ("total", "Total"),
                    ("incremental", "Incremental"),
                    ("diferencial", "Diferencial"),
                    ("log", "Log"),
                    ("instantanea", "Instantánea"),
                    ("espejo", "Espejo"),
                    ("desconocida", "Desconocida"),
                ],
                default="desconocida",
                max_length=12,
            ),
        ),
    ]
