"""Statements that the ORM writes once and the product runs many times.

Where evidence comes in run by run, writing the SQL of a queryset costs several times what running
it does. Here the ORM stays the only author of that SQL: a queryset is compiled the first time, with
stand-ins where the values of each call go, and kept. Only the intake of evidence, the trail, the
history of an ítem and what every request asks use this; anything else is a plain queryset.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import Any, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Count, JSONField, Model, QuerySet
from django.db.models.sql import InsertQuery, Query, UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
Valores = Mapping[str, Any]
_Doble = tuple[str, int]  # name of the value, and its place when it is a list


@dataclass(frozen=True)
class _Sentencia:
    """SQL, its parameters, the places that the values of each call take, and how rows are read."""

    sql: str
    parametros: list[Any]
    lugares: list[tuple[int, str, int]]
    conversores: list[tuple[int, Any, Any]]

    def con(self, valores: Mapping[str, Sequence[Any]], adaptar: Callable[[Any], Any]) -> list[Any]:
        listos = self.parametros.copy()
        for lugar, nombre, n in self.lugares:
            dados = valores[nombre]
            listos[lugar] = adaptar(dados[n] if n < len(dados) else dados[-1])
        return listos


def _compilador(consulta: Query) -> SQLCompiler:
    return cast(SQLCompiler, consulta.get_compiler(using=DEFAULT_DB_ALIAS))


class _Preparada(ABC):
    """What a queryset and a change have in common: compiled once per engine and size of lists."""

    def __init__(self, consulta: Callable[..., Any]) -> None:
        self.consulta = consulta
        self._sentencias: dict[tuple[Any, ...], _Sentencia] = {}

    def _preparar(self, valores: Valores) -> tuple[Any, _Sentencia, list[Any]]:
        conexion = connections[DEFAULT_DB_ALIAS]
        listas = {n: v if isinstance(v, list | tuple) else (v,) for n, v in valores.items()}
        clave = (conexion.vendor, *(_tamano(v) for v in listas.values()))
        sentencia = self._sentencias.get(clave)
        if sentencia is None:
            sentencia = self._sentencias[clave] = self._escribir(valores)
        return conexion, sentencia, sentencia.con(listas, conexion.ops.adapt_unknown_value)

    def _escribir(self, valores: Valores) -> _Sentencia:
        dobles: dict[Any, _Doble] = {}
        argumentos = {}
        for nombre, valor in valores.items():
            if isinstance(valor, list | tuple):
                argumentos[nombre] = [
                    _doble(valor[0], nombre, n, dobles) for n in range(_tamano(valor))
                ]
            else:
                argumentos[nombre] = _doble(valor, nombre, 0, dobles)
        adaptar = connections[DEFAULT_DB_ALIAS].ops.adapt_unknown_value
        lugares_de = {adaptar(doble): lugar for doble, lugar in dobles.items()}
        compilador = self._compilar(argumentos)
        sql, parametros = compilador.as_sql()
        lugares = [
            (n, *lugares_de[p])
            for n, p in enumerate(parametros)
            if isinstance(p, int | str | date) and p in lugares_de
        ]
        if {tuple(resto) for _, *resto in lugares} != set(dobles.values()):
            raise AssertionError("un valor no llegó a la sentencia tal como se dio")
        return _Sentencia(sql, list(parametros), lugares, _conversores(compilador))

    @abstractmethod
    def _compilar(self, argumentos: Valores) -> SQLCompiler:
        """The statement for these values, as the ORM writes it."""


class Preparada(_Preparada):
    """A queryset of `values_list`, given as a function of its values; call it for its rows.

    Values are texts, whole numbers, dates, instants or lists of them (an empty list has no rows).
    """

    def __call__(self, **valores: Any) -> list[Sequence[Any]]:
        if any(isinstance(v, list | tuple) and not v for v in valores.values()):
            return []
        conexion, sentencia, parametros = self._preparar(valores)
        with conexion.cursor() as cursor:
            cursor.execute(sentencia.sql, parametros)
            filas = cursor.fetchall()
        return list(_convertidas(filas, sentencia, conexion)) if sentencia.conversores else filas

    def _compilar(self, argumentos: Valores) -> SQLCompiler:
        consulta = self.consulta(**argumentos).query
        return _compilador(consulta)


class CuentaPreparada(_Preparada):
    """How many rows a queryset has, as its `count()` says; only filters."""

    def __call__(self, **valores: Any) -> int:
        if any(isinstance(v, list | tuple) and not v for v in valores.values()):
            return 0
        conexion, sentencia, parametros = self._preparar(valores)
        with conexion.cursor() as cursor:
            cursor.execute(sentencia.sql, parametros)
            return int(cursor.fetchone()[0])

    def _compilar(self, argumentos: Valores) -> SQLCompiler:
        consulta = self.consulta(**argumentos).query.chain()
        if consulta.distinct or consulta.is_sliced or consulta.annotations:
            raise ValueError("una cuenta preparada solo admite filtros")
        consulta.clear_ordering(force=True)
        consulta.clear_select_clause()
        consulta.add_annotation(Count("*"), "cuantas")
        return _compilador(consulta)


class CambioPreparado(_Preparada):
    """An `update`: a function of its values that returns the queryset and what to set.

    Call it for how many rows changed.
    """

    def __call__(self, **valores: Any) -> int:
        conexion, sentencia, parametros = self._preparar(valores)
        with conexion.cursor() as cursor:
            cursor.execute(sentencia.sql, parametros)
            return int(cursor.rowcount)

    def _compilar(self, argumentos: Valores) -> SQLCompiler:
        filas, cambios = self.consulta(**argumentos)
        consulta = filas.query.chain(UpdateQuery)
        consulta.add_update_values(cambios)
        consulta.clear_ordering(force=True)
        return _compilador(consulta)


class AltaPreparada:
    """Inserts rows of `modelo` as `bulk_create` does, with less to write: one row, with its SQL
    kept; many, on PostgreSQL, by COPY. Their values are already of the type of their fields."""

    def __init__(self, modelo: type[Model]) -> None:
        self.modelo = modelo
        self.campos = [c for c in modelo._meta.concrete_fields if not c.primary_key]
        self._sql: dict[str, str] = {}
        self._valores = attrgetter("pk", *(campo.attname for campo in self.campos))
        self._de_json = [
            (n, campo.encoder) for n, campo in enumerate(self.campos, start=1)
            if isinstance(campo, JSONField)
        ]  # fmt: skip

    def __call__(self, objetos: Sequence[Model], *, lote: int = 500) -> None:
        """Save new `objetos` of the model; each gets its key."""
        conexion = connections[DEFAULT_DB_ALIAS]
        if not objetos:
            return
        if len(objetos) == 1 and conexion.features.can_return_columns_from_insert:
            self._una(objetos[0], conexion)
        elif conexion.vendor == "postgresql":
            self._copiar(objetos, conexion)
        else:
            self.modelo._default_manager.bulk_create(objetos, batch_size=lote)

    def _copiar(self, objetos: Sequence[Model], conexion: Any) -> None:
        """COPY returns no keys: they are taken from the sequence first."""
        meta, citar = self.modelo._meta, conexion.ops.quote_name
        tabla, pk = citar(meta.db_table), meta.pk.column
        columnas = ", ".join(citar(c) for c in (pk, *(campo.column for campo in self.campos)))
        with conexion.wrap_database_errors, conexion.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [tabla, pk, len(objetos)],
            )
            for objeto, (clave,) in zip(objetos, cursor.fetchall(), strict=True):
                objeto.pk = clave
            with cursor.copy(f"COPY {tabla} ({columnas}) FROM STDIN") as copia:
                for objeto in objetos:
                    copia.write_row(self._fila(objeto))
        for objeto in objetos:
            objeto._state.adding, objeto._state.db = False, DEFAULT_DB_ALIAS

    def _fila(self, objeto: Model) -> list[Any]:
        fila = list(self._valores(objeto))
        for n, codificador in self._de_json:
            if fila[n] is not None:
                fila[n] = json.dumps(fila[n], cls=codificador)
        return fila

    def _una(self, objeto: Model, conexion: Any) -> None:
        sql = self._sql.get(conexion.vendor)
        if sql is None:
            sql = self._sql[conexion.vendor] = self._escribir(objeto)
        valores = [
            campo.get_db_prep_save(getattr(objeto, campo.attname), conexion)
            for campo in self.campos
        ]
        with conexion.cursor() as cursor:
            cursor.execute(sql, valores)
            objeto.pk = cursor.fetchone()[0]
        objeto._state.adding, objeto._state.db = False, DEFAULT_DB_ALIAS

    def _escribir(self, objeto: Model) -> str:
        consulta = InsertQuery(self.modelo)
        consulta.insert_values(self.campos, [objeto], raw=True)
        compilador = consulta.get_compiler(using=DEFAULT_DB_ALIAS)
        compilador.returning_fields = [self.modelo._meta.pk]
        [(sql, _)] = compilador.as_sql()
        return str(sql)


def leer_modelos(preparada: Preparada, modelo: type[M], **valores: Any) -> list[M]:
    """The rows of a `Preparada` of `completas` as instances."""
    nombres = [campo.attname for campo in modelo._meta.concrete_fields]
    return [modelo.from_db(DEFAULT_DB_ALIAS, nombres, fila) for fila in preparada(**valores)]


def completas(filas: QuerySet[M]) -> QuerySet[M, Any]:
    """Every column of the rows, as `leer_modelos` wants them."""
    return filas.values_list(*(campo.attname for campo in filas.model._meta.concrete_fields))


def _tamano(valor: Sequence[Any]) -> int:
    """Lists are padded to a power of two, so that a few statements serve every length."""
    return 1 << (len(valor) - 1).bit_length()


def _doble(valor: Any, nombre: str, n: int, dobles: dict[Any, _Doble]) -> Any:
    """A stand-in of the type of `valor`, one that no statement has of its own."""
    orden = len(dobles)
    doble: Any
    if isinstance(valor, datetime):
        doble = datetime(1802, 1, 1, tzinfo=UTC) + timedelta(seconds=orden)
    elif isinstance(valor, date):
        doble = date(1801, 1, 1) + timedelta(days=orden)
    else:
        doble = 1_987_000_000 + orden if isinstance(valor, int) else f"\ue000{orden}"
    dobles[doble] = (nombre, n)
    return doble


def _conversores(compilador: SQLCompiler) -> list[tuple[int, Any, Any]]:
    columnas = [columna[0] for columna in compilador.select or ()]
    return [
        (n, funciones, expresion)
        for n, (funciones, expresion) in compilador.get_converters(columnas).items()
    ]


def _convertidas(filas: Any, sentencia: _Sentencia, conexion: Any) -> Iterator[Sequence[Any]]:
    for fila in map(list, filas):
        for n, funciones, expresion in sentencia.conversores:
            for funcion in funciones:
                fila[n] = funcion(fila[n], expresion, conexion)
        yield fila
