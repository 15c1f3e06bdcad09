"""The switch of the profile reaches the database: two people unless it says otherwise (D14)."""

from django.db import migrations, models
from django.db.models import F, Q

from directorio.congelado import Congelar, Descongelar

NOMBRE = "quien_crea_la_version_no_la_aprueba"


class Migration(migrations.Migration):
    dependencies = [("directorio", "0004_lineas_congeladas")]

    operations = [
        Descongelar(),
        migrations.AddField(
            model_name="versiondirectorio",
            name="segregada",
            field=models.BooleanField(default=True),
        ),
        migrations.RemoveConstraint(model_name="versiondirectorio", name=NOMBRE),
        migrations.AddConstraint(
            model_name="versiondirectorio",
            constraint=models.CheckConstraint(
                condition=Q(
                    ("segregada", False),
                    ("aprobada_por__isnull", True),
                    Q(("aprobada_por", F("creada_por")), _negated=True),
                    _connector="OR",
                ),
                name=NOMBRE,
            ),
        ),
        Congelar(),
    ]
