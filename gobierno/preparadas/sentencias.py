"""Querysets and updates compiled once, with places for the values of each call."""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Count, Model, QuerySet
from django.db.models.sql import Query, UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

from gobierno.preparadas.viaje import Orden, en_postgresql, enviar

M = TypeVar("M", bound=Model)
R = TypeVar("R")
Valores = Mapping[str, Any]
_PARAMETRO = re.compile(r"%%| IN \(%s\)|%s")


@dataclass(frozen=True)
class _Sentencia:
    """SQL, its parameters, the places that the values of each call take, and how rows are read."""

    sql: str
    parametros: list[Any]
    lugares: list[tuple[int, str]]
    conversores: list[tuple[int, Any, Any]]

    def con(self, valores: Valores) -> list[Any]:
        listos = self.parametros.copy()
        for lugar, nombre in self.lugares:
            listos[lugar] = valores[nombre]
        return listos


_NADA = _Sentencia("", [], [], [])


class _Preparada(ABC, Generic[R]):
    """What a queryset and a change have in common: compiled once, for the engine of the process."""

    def __init__(self, consulta: Callable[..., Any]) -> None:
        self.consulta = consulta
        self._sentencia: _Sentencia | None = None

    def __call__(self, **valores: Any) -> R:
        [respuesta] = enviar(self.orden(**valores))
        return cast(R, respuesta)

    def orden(self, **valores: Any) -> Orden:
        """The statement for these values, to be sent with others; an empty list asks nothing."""
        if [] in valores.values():
            return Orden("", (), lambda _: self._leer(None, _NADA))
        sentencia = self._sentencia
        if sentencia is None:
            sentencia = self._sentencia = self._escribir(valores)
        if not en_postgresql():
            valores = {nombre: _del_motor(valor) for nombre, valor in valores.items()}
        return Orden(
            sentencia.sql, sentencia.con(valores), lambda cursor: self._leer(cursor, sentencia)
        )

    def _escribir(self, valores: Valores) -> _Sentencia:
        dobles = {
            nombre: _doble(valor[0] if isinstance(valor, list) else valor, n)
            for n, (nombre, valor) in enumerate(valores.items())
        }
        listas = {nombre for nombre, valor in valores.items() if isinstance(valor, list)}
        compilador = self._compilar({n: [d] if n in listas else d for n, d in dobles.items()})
        sql, parametros = compilador.as_sql()
        nombres = {_del_motor(doble): nombre for nombre, doble in dobles.items()}
        lugares = [
            (n, nombres[p])
            for n, p in enumerate(parametros)
            if isinstance(p, int | str | date | UUID) and p in nombres
        ]
        if {nombre for _, nombre in lugares} != dobles.keys():
            raise AssertionError("un valor no llegó a la sentencia tal como se dio")
        de_listas = {n: dobles[nombre] for n, nombre in lugares if nombre in listas}
        sql = _con_listas(sql, de_listas)
        return _Sentencia(sql, list(parametros), lugares, _conversores(compilador))

    @abstractmethod
    def _leer(self, cursor: Any, sentencia: _Sentencia) -> R:
        """The answer, from the cursor that ran it; from None when nothing was asked."""

    @abstractmethod
    def _compilar(self, argumentos: Valores) -> SQLCompiler:
        """The statement for these values, as the ORM writes it."""


class Preparada(_Preparada[list[Sequence[Any]]]):
    """A queryset of `values_list`, given as a function of its values; call it for its rows.

    Values are texts, whole numbers, dates, instants, UUIDs or lists of them (an empty list has no
    rows).
    """

    def _leer(self, cursor: Any, sentencia: _Sentencia) -> list[Sequence[Any]]:
        return _filas(cursor, sentencia)

    def _compilar(self, argumentos: Valores) -> SQLCompiler:
        return _compilador(self.consulta(**argumentos).query)


class ModelosPreparados(_Preparada[list[M]]):
    """A queryset whose rows come as instances; `con` names a foreign key whose row comes too."""

    def __init__(self, consulta: Callable[..., QuerySet[M]], *, con: str = "") -> None:
        super().__init__(consulta)
        self.con = con
        self._columnas: list[tuple[Any, list[str]]] = []  # of the model and of what comes with it

    def _leer(self, cursor: Any, sentencia: _Sentencia) -> list[M]:
        return [self._instancia(fila) for fila in _filas(cursor, sentencia)]

    def _instancia(self, fila: Sequence[Any]) -> M:
        (modelo, suyas), *otras = self._columnas
        objeto: M = modelo.from_db(DEFAULT_DB_ALIAS, suyas, fila[: len(suyas)])
        for otro, ajenas in otras:
            setattr(objeto, self.con, otro.from_db(DEFAULT_DB_ALIAS, ajenas, fila[len(suyas) :]))
        return objeto

    def _compilar(self, argumentos: Valores) -> SQLCompiler:
        filas = self.consulta(**argumentos)
        modelos: list[Any] = [filas.model]
        if self.con:
            modelos.append(filas.model._meta.get_field(self.con).related_model)
        self._columnas = [(m, [c.attname for c in m._meta.concrete_fields]) for m in modelos]
        (_, suyas), *otras = self._columnas
        ajenas = (f"{self.con}__{columna}" for _, columnas in otras for columna in columnas)
        return _compilador(filas.values_list(*suyas, *ajenas).query)


class CuentaPreparada(_Preparada[int]):
    """How many rows a queryset has, as its `count()` says; only filters."""

    def _leer(self, cursor: Any, sentencia: _Sentencia) -> int:
        return int(cursor.fetchone()[0]) if cursor else 0

    def _compilar(self, argumentos: Valores) -> SQLCompiler:
        consulta = self.consulta(**argumentos).query.chain()
        if consulta.distinct or consulta.is_sliced or consulta.annotations:
            raise ValueError("una cuenta preparada solo admite filtros")
        consulta.clear_ordering(force=True)
        consulta.clear_select_clause()
        consulta.add_annotation(Count("*"), "cuantas")
        return _compilador(consulta)


class CambioPreparado(_Preparada[int]):
    """An `update`: a function of its values that returns the queryset and what to set.

    Call it for how many rows changed.
    """

    def _leer(self, cursor: Any, sentencia: _Sentencia) -> int:
        return int(cursor.rowcount) if cursor else 0

    def _compilar(self, argumentos: Valores) -> SQLCompiler:
        filas, cambios = self.consulta(**argumentos)
        consulta = filas.query.chain(UpdateQuery)
        consulta.add_update_values(cambios)
        consulta.clear_ordering(force=True)
        return _compilador(consulta)


def _compilador(consulta: Query) -> SQLCompiler:
    return cast(SQLCompiler, consulta.get_compiler(using=DEFAULT_DB_ALIAS))


def _del_motor(valor: Any) -> Any:
    """A value as its engine takes it; a list goes to SQLite as JSON."""
    if en_postgresql():
        return valor
    if isinstance(valor, list):
        return json.dumps([_del_motor(uno) for uno in valor])
    if isinstance(valor, UUID):
        return valor.hex
    return connections[DEFAULT_DB_ALIAS].ops.adapt_unknown_value(valor)


def _con_listas(sql: str, listas: Mapping[int, Any]) -> str:
    """Take a list as one value of any length where the ORM wrote a list of one."""
    numero = count()

    def cambiar(hallado: re.Match[str]) -> str:
        if hallado[0] == "%%" or (n := next(numero)) not in listas:
            return hallado[0]
        if hallado[0] == "%s":
            raise AssertionError("una lista no llegó a la sentencia tal como se dio")
        if not en_postgresql():
            return " IN (SELECT value FROM json_each(%s))"
        # Of the type of the keys: an array of another one is searched from end to end.
        return " = ANY(%s::bigint[])" if isinstance(listas[n], int) else " = ANY(%s)"

    return _PARAMETRO.sub(cambiar, sql)


def _doble(valor: Any, orden: int) -> Any:
    """A stand-in of the type of `valor`, one that no statement has of its own."""
    if isinstance(valor, datetime):
        return datetime(1802, 1, 1, tzinfo=UTC) + timedelta(seconds=orden)
    if isinstance(valor, date):
        return date(1801, 1, 1) + timedelta(days=orden)
    if isinstance(valor, UUID):
        return UUID(int=orden)
    if isinstance(valor, int):
        return 1_987_000_000 + orden
    if isinstance(valor, str):
        return f"\ue000{orden}"
    raise TypeError(f"{type(valor).__name__} no es un valor de una sentencia preparada")


def _conversores(compilador: SQLCompiler) -> list[tuple[int, Any, Any]]:
    columnas = [columna[0] for columna in compilador.select or ()]
    return [
        (n, funciones, expresion)
        for n, (funciones, expresion) in compilador.get_converters(columnas).items()
    ]


def _filas(cursor: Any, sentencia: _Sentencia) -> list[Sequence[Any]]:
    """The rows of a cursor, each value of the type of its field."""
    filas: list[Sequence[Any]] = cursor.fetchall() if cursor else []
    if not sentencia.conversores:
        return filas
    return [_convertida(fila, sentencia, cursor.db) for fila in filas]


def _convertida(fila: Sequence[Any], sentencia: _Sentencia, conexion: Any) -> list[Any]:
    valores = list(fila)
    for n, funciones, expresion in sentencia.conversores:
        for funcion in funciones:
            valores[n] = funcion(valores[n], expresion, conexion)
    return valores
