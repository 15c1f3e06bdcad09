"""What the validation says about a cell, in words a person can act upon."""

from dataclasses import dataclass

from directorio.columnas import TITULOS

ERROR = "error"
ADVERTENCIA = "advertencia"
NOTA = "nota"
SEVERIDADES = (ERROR, ADVERTENCIA, NOTA)


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """A finding: an `error` refuses the submission, the other two only inform.

    `numero` is the N° of the row (0: the whole version), `campo` the column ("" = the whole row);
    `regla` is a key of the profile's numerales.
    """

    severidad: str
    mensaje: str
    campo: str = ""
    regla: str = "directorio_columnas"
    remedio: str = ""
    numero: int = 0
    clave: str = ""
    linea_id: int | None = None

    @property
    def es_error(self) -> bool:
        return self.severidad == ERROR

    @property
    def columna(self) -> str:
        return TITULOS.get(self.campo, "")

    @property
    def donde(self) -> str:
        """«Fila 12, columna Periodo de retención»; for the whole version, "Directorio"."""
        if not self.numero:
            return "Directorio"
        columna = f", columna {self.columna}" if self.columna else ""
        return f"Fila {self.numero}{columna}"

    def __str__(self) -> str:
        return " ".join(parte for parte in (f"{self.donde}: {self.mensaje}", self.remedio) if parte)
