"""PostgreSQL's second wall: a unit never has two titulares at once (MIN-6.1-d).

On SQLite the acción holds it under the write lock. The unit enters as a range of one number, so
that no extension is needed.
"""

from typing import Any

from django.db import migrations

CREAR = """
ALTER TABLE gobierno_designacion ADD CONSTRAINT gobierno_titulares_sin_solape
EXCLUDE USING gist (
    int8range(unidad_id, unidad_id, '[]') WITH &&,
    daterange(desde, hasta, '[]') WITH &&
) WHERE (titular_unico)
"""
QUITAR = "ALTER TABLE gobierno_designacion DROP CONSTRAINT gobierno_titulares_sin_solape"


def solo_en_postgresql(sentencia: str) -> Any:
    def operar(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sentencia)

    return operar


class Migration(migrations.Migration):
    dependencies = [("gobierno", "0003_titular_unico")]

    operations = [
        migrations.RunPython(solo_en_postgresql(CREAR), solo_en_postgresql(QUITAR)),
    ]
