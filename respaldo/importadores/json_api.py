"""A run as `POST /api/v1/ejecuciones/` tells it: one JSON object, strictly typed.

Nothing is guessed: a wrong type, an unknown field or a time without offset is an error that names
the field. Pure.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from respaldo.importadores.base import EjecucionLeida

_INSTANTE = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:?\d{2})?"
)
TEXTOS = ("clave", "trabajo", "equipo", "estado", "modalidad", "copia_id", "mensaje")
INSTANTES = ("inicio", "fin")
ENTEROS = ("bytes", "archivos", "errores")
LOGICOS = ("es_manual",)
CAMPOS = (*TEXTOS, *INSTANTES, *ENTEROS, *LOGICOS)
OBLIGATORIOS = ("clave", "trabajo", "estado")
NO_MAS_DE = 20  # wrong fields told one by one


@dataclass(frozen=True, slots=True)
class ErrorDeCampo:
    """What is wrong with one field and how to send it."""

    campo: str
    mensaje: str
    remedio: str


class _Malo(Exception):
    def __init__(self, mensaje: str, remedio: str) -> None:
        super().__init__(mensaje)
        self.mensaje, self.remedio = mensaje, remedio


def leer(objeto: Any) -> EjecucionLeida | list[ErrorDeCampo]:
    """Return the run that a decoded JSON value says, or everything wrong with its shape.

    Instants are ISO 8601 with offset; sizes, whole numbers of bytes. What the values mean (future,
    end before start, too long) is for `respaldo.recepcion.revisar`.
    """
    if not isinstance(objeto, Mapping):
        return [
            ErrorDeCampo(
                "", "No es un objeto JSON.", "Envíe {…} con clave, trabajo, estado e inicio."
            )
        ]
    errores = [
        ErrorDeCampo(campo, f"Falta «{campo}».", "Agréguelo: es obligatorio.")
        for campo in OBLIGATORIOS
        if objeto.get(campo) is None
    ]
    valores: dict[str, Any] = {}
    for campo, valor in objeto.items():
        try:
            if valor is not None or campo not in _LECTORES:
                valores[campo] = _lector(campo)(valor)
        except _Malo as malo:
            errores.append(ErrorDeCampo(campo[:60], malo.mensaje, malo.remedio))
    return errores[:NO_MAS_DE] if errores else EjecucionLeida(**valores)


def _lector(campo: str) -> Callable[[Any], Any]:
    if campo not in _LECTORES:
        raise _Malo(
            f"«{campo[:60]}» no es un campo de una ejecución.", f"Use solo: {', '.join(CAMPOS)}."
        )
    return _LECTORES[campo]


def _texto(valor: Any) -> str:
    if not isinstance(valor, str):
        raise _Malo("Debe ser un texto.", "Escríbalo entre comillas.")
    return valor


def _entero(valor: Any) -> int:
    if isinstance(valor, bool) or not isinstance(valor, int):
        raise _Malo("Debe ser un número entero.", "Envíelo sin comillas, decimales ni separadores.")
    return valor


def _logico(valor: Any) -> bool:
    if not isinstance(valor, bool):
        raise _Malo("Debe ser true o false.", "Envíelo sin comillas.")
    return valor


def _instante(valor: Any) -> datetime:
    if not isinstance(valor, str) or not _INSTANTE.fullmatch(valor):
        raise _Malo(
            "No es una fecha y hora ISO 8601.", "Envíela así: 2026-03-01T22:00:00-05:00, o con Z."
        )
    try:
        leido = datetime.fromisoformat(valor)
        leido.utctimetuple()  # an offset may push the year out of the calendar
    except (ValueError, OverflowError):
        raise _Malo("Esa fecha y hora no existe.", "Revise el día, la hora y el desfase.") from None
    if leido.tzinfo is None:
        raise _Malo(
            "No dice su zona horaria.",
            "Agregue el desfase, por ejemplo -05:00, o Z si es UTC: aquí no se supone ninguna.",
        )
    return leido


_LECTORES: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(TEXTOS, _texto),
    **dict.fromkeys(INSTANTES, _instante),
    **dict.fromkeys(ENTEROS, _entero),
    **dict.fromkeys(LOGICOS, _logico),
}
