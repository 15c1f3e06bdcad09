"""Append-only tables: triggers that refuse UPDATE and DELETE on both engines.

The refusal surfaces as IntegrityError. Used from migrations (`Proteger`) and by the tests that show
what happens without them.
"""

from typing import Any

from django.db.migrations.operations.base import Operation

PROTEGIDAS = (
    "gobierno_eventobitacora",
    "gobierno_ronda",
    "gobierno_decision",
    "gobierno_comentariodefila",
    "gobierno_intentodeenvio",
    "respaldo_verificacion",
    "respaldo_rectificacion",
    "respaldo_noaplica",
    "respaldo_evidencia",
    "respaldo_lecturadeevidencia",
    "respaldo_aporte",
    "respaldo_hechodedisponibilidad",
    "respaldo_eventodelinea",
    "respaldo_sellodeevidencia",
    "restauracion_evaluacion",
    "restauracion_comunicacion",
    "restauracion_confirmacion",
    "restauracion_respuesta",
)
_MENSAJE = "registro inalterable: se corrige con un registro nuevo"
_FUNCION = f"""
CREATE OR REPLACE FUNCTION backupgov_solo_anexar() RETURNS trigger AS $$
BEGIN
  RAISE EXCEPTION '%: {_MENSAJE}', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$ LANGUAGE plpgsql
"""


def sentencias(tabla: str, motor: str) -> list[str]:
    """SQL that protects `tabla` on `motor` (Django's vendor name)."""
    if motor == "postgresql":
        return [
            _FUNCION,
            f"""CREATE TRIGGER {tabla}_solo_anexar BEFORE UPDATE OR DELETE ON {tabla}
            FOR EACH ROW EXECUTE FUNCTION backupgov_solo_anexar()""",
            f"""CREATE TRIGGER {tabla}_sin_vaciar BEFORE TRUNCATE ON {tabla}
            FOR EACH STATEMENT EXECUTE FUNCTION backupgov_solo_anexar()""",
        ]
    return [
        f"CREATE TRIGGER {tabla}_sin_{accion} BEFORE {orden} ON {tabla} "
        f"BEGIN SELECT RAISE(ABORT, '{tabla}: {_MENSAJE}'); END"
        for accion, orden in (("editar", "UPDATE"), ("borrar", "DELETE"))
    ]


def sentencias_de_retiro(tabla: str, motor: str) -> list[str]:
    if motor == "postgresql":
        return [
            f"DROP TRIGGER IF EXISTS {tabla}_{nombre} ON {tabla}"
            for nombre in ("solo_anexar", "sin_vaciar")
        ]
    return [f"DROP TRIGGER IF EXISTS {tabla}_sin_{accion}" for accion in ("editar", "borrar")]


class Proteger(Operation):
    """Migration operation: make one table append-only."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, tabla: str) -> None:
        self.tabla = tabla

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are not part of the model state."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for sentencia in sentencias(self.tabla, schema_editor.connection.vendor):
            schema_editor.execute(sentencia, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for sentencia in sentencias_de_retiro(self.tabla, schema_editor.connection.vendor):
            schema_editor.execute(sentencia, params=None)

    def describe(self) -> str:
        return f"Protege {self.tabla}: solo anexar"
