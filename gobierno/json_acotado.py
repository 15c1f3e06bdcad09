"""Reads the JSON of the API with limits: size, depth, and nothing that JSON itself leaves open."""

import json
import re
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser

from gobierno.problemas import Problema

MAXIMO_BYTES = 5 * 1024 * 1024
_LARGO = 100  # of a reason of ours: those of the interpreter are longer
_SUELTO = re.compile(rb"\\u[dD][89a-fA-F]")


class JSONAcotado(BaseParser):
    """JSON of 5 MB at most. NaN, repeated names, endless numbers, broken text and depth that only
    an attack needs are refused with a problem, never a failure."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        crudo = stream.read(MAXIMO_BYTES + 1)
        if len(crudo) > MAXIMO_BYTES:
            raise Problema(
                413,
                f"El cuerpo pesa más de {MAXIMO_BYTES // 1024 // 1024} MB.",
                "Envíe las ejecuciones en varias llamadas de hasta 1000 cada una.",
            )
        try:
            datos = json.loads(
                crudo.decode("utf-8"), parse_constant=_constante, object_pairs_hook=_sin_repetidos
            )
            if _SUELTO.search(crudo):
                json.dumps(datos, ensure_ascii=False).encode("utf-8")
        except (ValueError, RecursionError) as error:
            raise Problema(
                400,
                f"El cuerpo no es JSON válido: {_causa(error)}.",
                "Revise comillas, comas y llaves, y que el texto esté en UTF-8.",
            ) from None
        return datos


def _constante(nombre: str) -> Any:
    raise ValueError(f"{nombre} no es un número de JSON")


def _sin_repetidos(pares: list[tuple[str, Any]]) -> dict[str, Any]:
    objeto = dict(pares)
    if len(objeto) != len(pares):
        raise ValueError("un objeto repite el nombre de un campo")
    return objeto


def _causa(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"línea {error.lineno}, columna {error.colno}"
    if isinstance(error, RecursionError):
        return "está demasiado anidado"
    if isinstance(error, UnicodeError):
        return "el texto no está en UTF-8"
    texto = str(error)
    propio = len(texto) < _LARGO and "digits" not in texto
    return texto if propio else "tiene un número imposible"
