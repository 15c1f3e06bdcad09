"""Statements on their way to the engine: those that do not wait for each other go together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


@dataclass(frozen=True, slots=True)
class Orden:
    """A statement with its values and how its answer is read (from the cursor); without SQL there
    is nothing to ask and it is read from None."""

    sql: str
    parametros: Sequence[Any]
    leer: Callable[[Any], Any]

    def luego(self, hacer: Callable[[Any], Any]) -> "Orden":
        """The same statement, its answer passed through `hacer`."""
        return Orden(self.sql, self.parametros, lambda cursor: hacer(self.leer(cursor)))


def enviar(*ordenes: Orden) -> list[Any]:
    """Run the statements in order; what each one answers.

    PostgreSQL takes all of them in one trip, each seeing what the ones before did.
    """
    conexion = connections[DEFAULT_DB_ALIAS]
    utiles = [orden for orden in ordenes if orden.sql]
    respuestas = {}
    if utiles:
        with conexion.cursor() as cursor:
            juntas = len(utiles) > 1 and _admite_varias()
            if juntas:
                cursor.execute(
                    ";\n".join(orden.sql for orden in utiles),
                    [valor for orden in utiles for valor in orden.parametros],
                )
            for n, orden in enumerate(utiles):
                if not juntas:
                    cursor.execute(orden.sql, orden.parametros)
                elif n:
                    cursor.nextset()
                respuestas[id(orden)] = orden.leer(cursor)
    return [respuestas[id(o)] if o.sql else o.leer(None) for o in ordenes]


@cache
def en_postgresql() -> bool:
    """Whether this process talks to PostgreSQL; the other engine is SQLite."""
    return connections[DEFAULT_DB_ALIAS].vendor == "postgresql"


@cache
def _admite_varias() -> bool:
    """Values written into the text, as Django does unless its settings say otherwise."""
    opciones = connections[DEFAULT_DB_ALIAS].settings_dict["OPTIONS"]
    return en_postgresql() and not opciones.get("server_side_binding")
