"""New rows, saved as `bulk_create` does with less to write."""

import json
from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import JSONField, Model
from django.db.models.sql import InsertQuery

from gobierno.preparadas.viaje import Orden, en_postgresql, enviar

M = TypeVar("M", bound=Model)


class AltaPreparada(Generic[M]):
    """Inserts rows of `modelo`: one, with its SQL kept; many, on PostgreSQL, by COPY.

    Their values are already of the type of their fields.
    """

    def __init__(self, modelo: type[M], *, lote: int = 500) -> None:
        self.modelo, self.lote = modelo, lote
        self._vacios = {c.attname: c.get_default for c in modelo._meta.concrete_fields}
        self.campos = [c for c in modelo._meta.concrete_fields if not c.primary_key]
        self._sql = ""
        self._valores = attrgetter(*(campo.attname for campo in self.campos))
        self._de_json = [
            (n, c.encoder) for n, c in enumerate(self.campos) if isinstance(c, JSONField)
        ]

    def nuevo(self, **valores: Any) -> M:
        """An instance with these columns, as the constructor makes it, in a third of the time."""
        if not valores.keys() <= self._vacios.keys():
            raise TypeError(
                f"{self.modelo.__name__} no tiene {valores.keys() - self._vacios.keys()}"
            )
        columnas = self._vacios.items()
        return self.modelo(*[valores[c] if c in valores else vacio() for c, vacio in columnas])

    def __call__(self, objetos: Sequence[M]) -> None:
        """Save new `objetos` of the model; each gets its key."""
        enviar(*self.ordenes(objetos))

    def ordenes(self, objetos: Sequence[M]) -> list[Orden]:
        """What is left to send to save them: many are saved at once, one goes with others."""
        if len(objetos) == 1:
            return [self.orden(objetos[0])]
        if objetos and en_postgresql():
            self._copiar(objetos)
        elif objetos:
            self.modelo._default_manager.bulk_create(objetos, batch_size=self.lote)
        return []

    def orden(self, objeto: M) -> Orden:
        """The statement that saves one; it gets its key when it is sent."""
        self._sql = self._sql or self._escribir(objeto)

        def con_su_clave(cursor: Any) -> Model:
            objeto.pk = cursor.fetchone()[0]
            objeto._state.adding, objeto._state.db = False, DEFAULT_DB_ALIAS
            return objeto

        return Orden(self._sql, self._fila(objeto), con_su_clave)

    def _copiar(self, objetos: Sequence[M]) -> None:
        """COPY returns no keys: they are taken from the sequence first."""
        conexion = connections[DEFAULT_DB_ALIAS]
        meta, citar = self.modelo._meta, conexion.ops.quote_name
        tabla, pk = citar(meta.db_table), str(meta.pk.column)
        columnas = ", ".join(citar(c) for c in (pk, *(str(c.column) for c in self.campos)))
        with conexion.wrap_database_errors, conexion.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [tabla, pk, len(objetos)],
            )
            for objeto, (clave,) in zip(objetos, cursor.fetchall(), strict=True):
                objeto.pk = clave
            with cursor.copy(f"COPY {tabla} ({columnas}) FROM STDIN") as copia:
                for objeto in objetos:
                    copia.write_row([objeto.pk, *self._fila(objeto)])
        for objeto in objetos:
            objeto._state.adding, objeto._state.db = False, DEFAULT_DB_ALIAS

    def _fila(self, objeto: M) -> list[Any]:
        """The values of a row; PostgreSQL understands them but for the JSON."""
        fila = list(self._valores(objeto))
        if not en_postgresql():
            conexion = connections[DEFAULT_DB_ALIAS]
            pares = zip(self.campos, fila, strict=True)
            return [campo.get_db_prep_save(valor, conexion) for campo, valor in pares]
        for n, codificador in self._de_json:
            if fila[n] is not None:
                fila[n] = json.dumps(fila[n], cls=codificador)
        return fila

    def _escribir(self, objeto: Model) -> str:
        consulta = InsertQuery(self.modelo)
        consulta.insert_values(self.campos, [objeto], raw=True)
        compilador = consulta.get_compiler(using=DEFAULT_DB_ALIAS)
        compilador.returning_fields = [self.modelo._meta.pk]
        [(sql, _)] = compilador.as_sql()
        return str(sql)
