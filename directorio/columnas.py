"""The columns of the Directorio as people read them, in the order of the sheet.

One list for the frozen content, the difference, the findings and the sheet. Fuente: MIN-6.1-g.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Columna:
    """A column: `campo` of Linea, its Spanish `titulo`, and whether the norm demands it."""

    campo: str
    titulo: str
    obligatoria: bool = False


COLUMNAS = (
    Columna("numero", "N°", obligatoria=True),
    Columna("nombre", "Ítem", obligatoria=True),
    Columna("clase", "Clase", obligatoria=True),
    Columna("servidor", "Servidor o ubicación"),
    Columna("ruta", "Ruta"),
    Columna("unidad", "Unidad propietaria"),
    Columna("criticidad", "Criticidad"),
    Columna("tipo_de_backup", "Tipo de backup", obligatoria=True),
    Columna("modalidad", "Modalidad", obligatoria=True),
    Columna("periodicidad", "Periodicidad", obligatoria=True),
    Columna("hora_inicio", "Hora inicio", obligatoria=True),
    Columna("hora_fin", "Hora fin", obligatoria=True),
    Columna("dato", "Día de datos"),
    Columna("retencion", "Periodo de retención", obligatoria=True),
    Columna("comportamiento_base", "Conservación de la base"),
    Columna("ajuste_herramienta", "Ajuste de la herramienta (días)"),
    Columna("medio", "Medio o destino"),
    Columna("software", "Software de backup"),
    Columna("trabajo", "Trabajo (job)"),
    Columna("cifrado", "Cifrado"),
    Columna("rpo_horas", "RPO (horas)"),
    Columna("rto_horas", "RTO (horas)"),
    Columna("responsable", "Responsable"),
    Columna("contrato", "Contrato del servicio externo"),
    Columna("dispensa_contrato", "Motivo de no tener contrato"),
    Columna("observaciones", "Observaciones"),
    Columna("situacion", "Situación"),
    Columna("fecha_baja", "Fecha de baja"),
    Columna("motivo_situacion", "Motivo de la situación"),
    Columna("retencion_post_baja", "Retención después de la baja"),
)
TITULOS = {columna.campo: columna.titulo for columna in COLUMNAS}
CAMPOS = tuple(columna.campo for columna in COLUMNAS)
OBLIGATORIAS = tuple(columna.campo for columna in COLUMNAS if columna.obligatoria)
