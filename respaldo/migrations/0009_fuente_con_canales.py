"""A source may be bound to a line, to addresses and to senders."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directorio", "0004_lineas_congeladas"),
        ("respaldo", "0008_ejecucion_por_inicio"),
    ]

    operations = [
        migrations.AddField(
            model_name="fuente",
            name="clave_ping",
            field=models.CharField(max_length=40, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="fuente",
            name="item",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directorio.item",
            ),
        ),
        migrations.AddField(
            model_name="fuente",
            name="redes",
            field=models.TextField(blank=True, verbose_name="direcciones permitidas"),
        ),
        migrations.AddField(
            model_name="fuente",
            name="remitentes",
            field=models.TextField(blank=True, verbose_name="remitentes permitidos"),
        ),
        migrations.AddField(
            model_name="fuente",
            name="serie_modalidad",
            field=models.CharField(
                blank=True,
                choices=[
                    ("total", "Total"),
                    ("incremental", "Incremental"),
                    ("diferencial", "Diferencial"),
                    ("log", "Log"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="fuente",
            name="silencio_horas",
            field=models.PositiveSmallIntegerField(
                null=True, verbose_name="alarma de silencio (horas)"
            ),
        ),
        migrations.AddField(
            model_name="fuente",
            name="tipo_de_backup",
            field=models.CharField(
                blank=True, choices=[("interno", "Interno"), ("externo", "Externo")], max_length=10
            ),
        ),
        migrations.AddField(
            model_name="fuente",
            name="token_prefijo",
            field=models.CharField(blank=True, max_length=12),
        ),
    ]
