"""Break the copies of runs that were declared no conforme before such a word broke them (R11).

The calculus always read the declaration; the catalogue, the chains that pages show and the alarms
read the copy. Nothing that was declared is touched.
"""

from django.db import migrations
from django.db.models import F

DECLARACION = "Una persona declaró no conforme la ejecución que la dejó."
NO_CONFORME = "no_conforme"


def romper(apps, schema_editor):
    """Give each copy the instant of the last word on its run, where that word is no conforme."""
    Copia = apps.get_model("respaldo", "Copia")
    Rectificacion = apps.get_model("respaldo", "Rectificacion")
    rectificadas = {
        corrida: palabra
        for corrida, *palabra in Rectificacion.objects.order_by("numero").values_list(
            "verificacion__corrida", "resultado", "registrada_en"
        )
    }
    sanas = Copia.objects.filter(
        invalidada_en=None,
        ejecucion__corrida__ejecucion=F("ejecucion"),
        ejecucion__corrida__verificacion__isnull=False,
    )
    corrida = "ejecucion__corrida__"
    filas = sanas.values_list(
        "pk",
        f"{corrida}id",
        f"{corrida}verificacion__resultado",
        f"{corrida}verificacion__registrada_en",
    )
    rotas = []
    for pk, clave, *declarada in filas.iterator(chunk_size=2000):
        resultado, cuando = rectificadas.get(clave, declarada)
        if resultado == NO_CONFORME:
            rotas.append((pk, cuando))
    for pk, cuando in rotas:
        Copia.objects.filter(pk=pk).update(invalidada_en=cuando, motivo_invalidez=DECLARACION)


class Migration(migrations.Migration):
    dependencies = [("respaldo", "0020_token_con_vencimiento_y_firma")]

    operations = [migrations.RunPython(romper, migrations.RunPython.noop)]
