"""What was submitted does not change: triggers on both engines (X-2, MIN-7.1-3).

Rows are writable only while their version is a borrador; a version that left it keeps its content,
an approved one its approval, and no state goes back. The refusal surfaces as IntegrityError. Used
from the migration and by the tests that empty tables.
"""

from typing import Any

from django.db.migrations.operations.base import Operation

LINEA, VERSION = "directorio_linea", "directorio_versiondirectorio"
TABLAS = (LINEA, VERSION)
DE_CONTENIDO = ("anio", "numero", "motivo", "transicion")
DE_APROBACION = (
    "clonada_de_id",
    "tramite_id",
    "creada_por_id",
    "creada_en",
    "sha256",
    "aprobada_por_id",
    "aprobada_en",
    "vigente_desde",
    "motivo_regularizacion",
)
_LINEA_FIJA = "las lineas de una version enviada no cambian: prepare una version nueva"
_VERSION_FIJA = "lo enviado o aprobado no cambia: prepare una version nueva"
_APROBADOS = "('aprobado', 'vigente', 'sustituido', 'anulado')"


def _ajena(fila: str) -> str:
    """True when the version of that row (OLD or NEW) is no longer a draft."""
    propia = f"v.id = {fila}.version_id"
    return f"EXISTS (SELECT 1 FROM {VERSION} v WHERE {propia} AND v.estado <> 'borrador')"  # noqa: S608


def _cambian(columnas: tuple[str, ...], distinto: str) -> str:
    return "(" + " OR ".join(f"NEW.{c} {distinto} OLD.{c}" for c in columnas) + ")"


def _version_alterada(distinto: str) -> str:
    """`distinto` is each engine's null-safe inequality."""
    return f"""
    (OLD.estado <> 'borrador' AND {_cambian(DE_CONTENIDO, distinto)})
    OR (OLD.estado IN {_APROBADOS} AND {_cambian(DE_APROBACION, distinto)})
    OR (OLD.vigente_hasta IS NOT NULL AND {_cambian(("vigente_hasta",), distinto)})
    OR (OLD.estado IN ('sustituido', 'anulado') AND NEW.estado <> OLD.estado)
    OR (OLD.estado = 'vigente' AND NEW.estado NOT IN ('vigente', 'sustituido'))
    OR (OLD.estado = 'aprobado' AND NEW.estado NOT IN {_APROBADOS})
    """


def sentencias(tabla: str, motor: str) -> list[str]:
    """SQL that freezes `tabla` on `motor` (Django's vendor name)."""
    if motor == "postgresql":
        return _de_postgresql(tabla)
    casos: tuple[tuple[str, str, str], ...]
    if tabla == LINEA:
        casos = (
            ("insertar", "INSERT", _ajena("NEW")),
            ("editar", "UPDATE", f"{_ajena('OLD')} OR {_ajena('NEW')}"),
            ("borrar", "DELETE", _ajena("OLD")),
        )
        mensaje = _LINEA_FIJA
    else:
        casos = (
            ("editar", "UPDATE", _version_alterada("IS NOT")),
            ("borrar", "DELETE", "OLD.estado <> 'borrador'"),
        )
        mensaje = _VERSION_FIJA
    return [
        f"CREATE TRIGGER {tabla}_congelada_{nombre} BEFORE {orden} ON {tabla} WHEN {condicion} "
        f"BEGIN SELECT RAISE(ABORT, '{mensaje}'); END"
        for nombre, orden, condicion in casos
    ]


def _de_postgresql(tabla: str) -> list[str]:
    if tabla == LINEA:
        reglas = (
            ("TG_OP <> 'INSERT'", _ajena("OLD")),
            ("TG_OP <> 'DELETE'", _ajena("NEW")),
        )
        mensaje, ordenes = _LINEA_FIJA, "INSERT OR UPDATE OR DELETE"
    else:
        reglas = (
            ("TG_OP = 'UPDATE'", _version_alterada("IS DISTINCT FROM")),
            ("TG_OP = 'DELETE'", "OLD.estado <> 'borrador'"),
        )
        mensaje, ordenes = _VERSION_FIJA, "UPDATE OR DELETE"
    # One IF inside the other: OLD and NEW do not exist for every operation.
    cuerpo = "\n".join(
        f"IF {cuando} THEN IF {condicion} THEN RAISE EXCEPTION '{mensaje}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; END IF;"
        for cuando, condicion in reglas
    )
    return [
        f"""CREATE OR REPLACE FUNCTION {tabla}_congelada() RETURNS trigger AS $$
        BEGIN
        {cuerpo}
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
        END $$ LANGUAGE plpgsql""",
        f"""CREATE TRIGGER {tabla}_congelada BEFORE {ordenes} ON {tabla}
        FOR EACH ROW EXECUTE FUNCTION {tabla}_congelada()""",
    ]


def sentencias_de_retiro(tabla: str, motor: str) -> list[str]:
    if motor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {tabla}_congelada ON {tabla}"]
    return [
        f"DROP TRIGGER IF EXISTS {tabla}_congelada_{nombre}"
        for nombre in ("insertar", "editar", "borrar")
    ]


class Congelar(Operation):
    """Migration operation: freeze what was submitted."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are not part of the model state."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for tabla in TABLAS:
            for sentencia in sentencias(tabla, schema_editor.connection.vendor):
                schema_editor.execute(sentencia, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for tabla in TABLAS:
            for sentencia in sentencias_de_retiro(tabla, schema_editor.connection.vendor):
                schema_editor.execute(sentencia, params=None)

    def describe(self) -> str:
        return "Congela las líneas y los hechos de las versiones enviadas"


class Descongelar(Congelar):
    """Migration operation: take the triggers away, for what rewrites one of their tables."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "Descongela para cambiar las tablas"
