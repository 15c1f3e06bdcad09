"""What a search of requests looks in, folded once and not with each search."""

from typing import Any

from django.db import migrations, models

from gobierno.texto import plegar

LOTE = 500


def indexar(apps: Any, schema_editor: Any) -> None:
    """Fill it for the requests there are, as `acciones.recepcion.indexar` does."""
    modelo = apps.get_model("restauracion", "SolicitudDeRestauracion")
    filas = modelo.objects.select_related("ticket", "item", "solicitante").order_by("pk")
    claves = list(filas.values_list("pk", flat=True))
    for n in range(0, len(claves), LOTE):
        lote = list(filas.filter(pk__in=claves[n : n + LOTE]))
        for s in lote:
            de = s.solicitante
            partes = [s.numero, s.ticket.numero, de.first_name, de.last_name, de.username]
            partes += [s.ruta, s.objetos, s.item.nombre if s.item else ""]
            s.buscable = plegar(" ".join(partes))
        modelo.objects.bulk_update(lote, ["buscable"])


class Migration(migrations.Migration):
    dependencies = [("restauracion", "0003_autorizacion_comprobada")]

    operations = [
        migrations.AddField(
            model_name="solicitudderestauracion",
            name="buscable",
            field=models.TextField(blank=True, default="", editable=False),
            preserve_default=False,
        ),
        migrations.RunPython(indexar, migrations.RunPython.noop),
    ]
