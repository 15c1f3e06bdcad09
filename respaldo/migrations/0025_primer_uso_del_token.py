from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("respaldo", "0024_sello_inalterable"),
    ]

    operations = [
        migrations.AddField(
            model_name="fuente",
            name="token_usado_en",
            field=models.DateTimeField(null=True, verbose_name="primer uso del token"),
        ),
    ]
