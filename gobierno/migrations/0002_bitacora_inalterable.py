"""Head of the chain, and triggers that make the trail and the decisions append-only."""

from typing import Any

from django.db import migrations

from gobierno.solo_anexar import Proteger


def crear_cadena(apps: Any, schema_editor: Any) -> None:
    apps.get_model("gobierno", "CadenaBitacora").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("gobierno", "0001_inicial")]

    operations = [
        migrations.RunPython(crear_cadena, migrations.RunPython.noop),
        Proteger("gobierno_eventobitacora"),
        Proteger("gobierno_ronda"),
        Proteger("gobierno_decision"),
        Proteger("gobierno_comentariodefila"),
        Proteger("gobierno_intentodeenvio"),
    ]
