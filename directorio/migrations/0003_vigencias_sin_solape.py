"""PostgreSQL's second wall: validity ranges of versions never overlap (§3.1).

On SQLite the same rule is held by the acción under the write lock and by the partial unique
constraints; correctness does not depend on this one.
"""

from typing import Any

from django.db import migrations

CREAR = """
ALTER TABLE directorio_versiondirectorio ADD CONSTRAINT directorio_vigencias_sin_solape
EXCLUDE USING gist (daterange(vigente_desde, vigente_hasta, '[]') WITH &&)
WHERE (estado IN ('vigente', 'sustituido'))
"""
QUITAR = "ALTER TABLE directorio_versiondirectorio DROP CONSTRAINT directorio_vigencias_sin_solape"


def solo_en_postgresql(sentencia: str) -> Any:
    def operar(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sentencia)

    return operar


class Migration(migrations.Migration):
    dependencies = [("directorio", "0002_relaciones")]

    operations = [
        migrations.RunPython(solo_en_postgresql(CREAR), solo_en_postgresql(QUITAR)),
    ]
