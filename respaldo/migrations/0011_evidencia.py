"""What arrived, kept apart from what is known of each run."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directorio", "0004_lineas_congeladas"),
        ("respaldo", "0010_ejecucion_con_procedencia"),
    ]

    operations = [
        migrations.CreateModel(
            name="Evidencia",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "canal",
                    models.CharField(
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
                ("recibida_en", models.DateTimeField()),
                ("ip", models.GenericIPAddressField(null=True)),
                ("remitente", models.CharField(blank=True, max_length=320)),
                ("tipo_mime", models.CharField(blank=True, max_length=100)),
                ("tamano", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("clave", models.CharField(blank=True, max_length=200)),
                ("datos", models.JSONField(default=dict)),
                ("copia", models.BinaryField()),
                ("tapada", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "evidencia",
                "ordering": ["-recibida_en", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="EvidenciaPendiente",
            fields=[
                (
                    "evidencia",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="pendiente",
                        serialize=False,
                        to="respaldo.evidencia",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidencia pendiente",
                "verbose_name_plural": "evidencias pendientes",
            },
        ),
        migrations.AddField(
            model_name="evidencia",
            name="fuente",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidencias",
                to="respaldo.fuente",
            ),
        ),
        migrations.CreateModel(
            name="Aporte",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("campos", models.JSONField(default=list)),
                (
                    "estado",
                    models.CharField(
                        choices=[
                            ("conforme", "Conforme"),
                            ("advertencia", "Advertencia"),
                            ("no_conforme", "No conforme"),
                            ("en_curso", "En curso"),
                            ("sin_dato", "Sin dato"),
                        ],
                        max_length=12,
                    ),
                ),
                ("baja_autoridad", models.BooleanField(default=False)),
                ("aportado_en", models.DateTimeField()),
                (
                    "ejecucion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aportes",
                        to="respaldo.ejecucion",
                    ),
                ),
                (
                    "evidencia",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aportes",
                        to="respaldo.evidencia",
                    ),
                ),
            ],
            options={
                "verbose_name": "aporte",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PuntoDePing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("codigo", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("slug", models.CharField(max_length=100)),
                ("trabajo", models.CharField(max_length=200)),
                (
                    "tipo_de_backup",
                    models.CharField(
                        blank=True,
                        choices=[("interno", "Interno"), ("externo", "Externo")],
                        max_length=10,
                    ),
                ),
                (
                    "serie_modalidad",
                    models.CharField(
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
                ("activo", models.BooleanField(default=True)),
                ("creado_en", models.DateTimeField()),
                ("ultimo_en", models.DateTimeField(null=True)),
                (
                    "fuente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="puntos",
                        to="respaldo.fuente",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directorio.item",
                    ),
                ),
            ],
            options={
                "verbose_name": "punto de ping",
                "verbose_name_plural": "puntos de ping",
                "ordering": ["slug"],
            },
        ),
        migrations.AddField(
            model_name="evidencia",
            name="punto",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidencias",
                to="respaldo.puntodeping",
            ),
        ),
        migrations.CreateModel(
            name="AliasDeEjecucion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("clave", models.CharField(max_length=200)),
                (
                    "ejecucion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alias",
                        to="respaldo.ejecucion",
                    ),
                ),
                (
                    "fuente",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="respaldo.fuente",
                    ),
                ),
            ],
            options={
                "verbose_name": "alias de ejecución",
                "verbose_name_plural": "alias de ejecución",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fuente", "clave"), name="alias_unico_por_fuente"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LecturaDeEvidencia",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("analizador", models.CharField(blank=True, max_length=60)),
                ("version", models.CharField(blank=True, max_length=40)),
                (
                    "resultado",
                    models.CharField(
                        choices=[
                            ("ok", "Leída"),
                            ("parcial", "Leída en parte"),
                            ("no_reconocida", "No reconocida"),
                            ("error", "Con error"),
                            ("rechazada", "Rechazada"),
                        ],
                        max_length=14,
                    ),
                ),
                ("mensajes", models.JSONField(default=list)),
                ("operaciones", models.JSONField(default=list)),
                ("leida_en", models.DateTimeField()),
                (
                    "evidencia",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lecturas",
                        to="respaldo.evidencia",
                    ),
                ),
            ],
            options={
                "verbose_name": "lectura de evidencia",
                "verbose_name_plural": "lecturas de evidencia",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["resultado", "leida_en"], name="lectura_por_resultado")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="puntodeping",
            constraint=models.UniqueConstraint(
                fields=("fuente", "slug"), name="slug_unico_por_fuente"
            ),
        ),
        migrations.AddIndex(
            model_name="evidencia",
            index=models.Index(fields=["fuente", "sha256"], name="evidencia_por_contenido"),
        ),
        migrations.AddIndex(
            model_name="evidencia",
            index=models.Index(fields=["fuente", "recibida_en"], name="evidencia_por_llegada"),
        ),
        migrations.AddIndex(
            model_name="evidencia",
            index=models.Index(
                condition=models.Q(("clave", ""), _negated=True),
                fields=["fuente", "clave"],
                name="evidencia_por_clave",
            ),
        ),
    ]
