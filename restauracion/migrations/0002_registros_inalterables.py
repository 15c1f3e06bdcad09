"""Answers, letters and what people said are never edited: triggers on both engines."""

from django.db import migrations

from gobierno.solo_anexar import Proteger


class Migration(migrations.Migration):
    dependencies = [("restauracion", "0001_inicial")]

    operations = [
        Proteger("restauracion_evaluacion"),
        Proteger("restauracion_comunicacion"),
        Proteger("restauracion_confirmacion"),
        Proteger("restauracion_respuesta"),
    ]
