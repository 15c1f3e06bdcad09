"""Row by row, what changed between two contents of the Directorio (MIN-7.1-2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from directorio.columnas import COLUMNAS

Fila = Mapping[str, Any]
_PALABRAS = {
    "interno": "Interno",
    "externo": "Externo",
    "apertura": "El día en que se abre la ventana",
    "dia_anterior": "El día anterior",
    "extiende_base": "Conserva la base hasta que venza su cadena",
    "estricta": "Borra cada archivo en su fecha",
    "activa": "Activa",
    "suspendida": "Suspendida",
    "retirada": "Retirada",
}
_CON_PALABRAS = {"tipo_de_backup", "dato", "comportamiento_base", "situacion"}
DE_RETENCION = frozenset(
    {"retencion", "comportamiento_base", "ajuste_herramienta", "retencion_post_baja"}
)
DE_HORARIO = frozenset({"periodicidad", "hora_inicio", "hora_fin", "dato"})


@dataclass(frozen=True, slots=True)
class Cambio:
    """One cell: its column, and what it said and says, in words ("" = nothing)."""

    columna: str
    campo: str
    antes: str
    despues: str


@dataclass(frozen=True, slots=True)
class FilaCambiada:
    """A row present on both sides with something different."""

    fila: Fila
    cambios: tuple[Cambio, ...]

    @property
    def columnas(self) -> frozenset[str]:
        return frozenset(cambio.columna for cambio in self.cambios)


@dataclass(frozen=True, slots=True)
class Diferencia:
    """Everything that changed; a renumbered row is the same row."""

    agregadas: tuple[Fila, ...]
    quitadas: tuple[Fila, ...]
    cambiadas: tuple[FilaCambiada, ...]
    iguales: int

    @property
    def total(self) -> int:
        return len(self.agregadas) + len(self.quitadas) + len(self.cambiadas)

    @property
    def claves(self) -> frozenset[str]:
        """Keys of the rows added or changed: what must be configured anew."""
        nuevas = {fila["clave"] for fila in self.agregadas}
        return frozenset(nuevas | {cambiada.fila["clave"] for cambiada in self.cambiadas})

    def con_cambios_en(self, columnas: frozenset[str]) -> tuple[FilaCambiada, ...]:
        return tuple(fila for fila in self.cambiadas if fila.columnas & columnas)


def comparar(antes: Iterable[Fila], despues: Iterable[Fila]) -> Diferencia:
    """Match rows by their stable key and report each difference, old → new."""
    viejas = {fila["clave"]: fila for fila in antes}
    nuevas = {fila["clave"]: fila for fila in despues}
    comunes = [(viejas[clave], fila) for clave, fila in nuevas.items() if clave in viejas]
    cambiadas = [FilaCambiada(fila, cambios(vieja, fila)) for vieja, fila in comunes]
    distintas = tuple(cambiada for cambiada in cambiadas if cambiada.cambios)
    return Diferencia(
        agregadas=tuple(fila for clave, fila in nuevas.items() if clave not in viejas),
        quitadas=tuple(fila for clave, fila in viejas.items() if clave not in nuevas),
        cambiadas=distintas,
        iguales=len(comunes) - len(distintas),
    )


def cambios(antes: Fila, despues: Fila) -> tuple[Cambio, ...]:
    """The cells that differ between two rows, in the order of the sheet."""
    return tuple(
        Cambio(
            columna=columna.campo,
            campo=columna.titulo,
            antes=en_palabras(columna.campo, antes.get(columna.campo)),
            despues=en_palabras(columna.campo, despues.get(columna.campo)),
        )
        for columna in COLUMNAS
        if columna.campo != "numero" and antes.get(columna.campo) != despues.get(columna.campo)
    )


def en_palabras(campo: str, valor: Any) -> str:
    """A cell as a person reads it; "" when it is empty."""
    if valor is None or valor == "":
        return ""
    if isinstance(valor, bool):
        return "Sí" if valor else "No"
    if campo in _CON_PALABRAS:
        return _PALABRAS.get(valor, str(valor))
    if campo == "fecha_baja":
        return f"{date.fromisoformat(valor):%d/%m/%Y}"
    return str(valor)
