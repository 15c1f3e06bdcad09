"""Querysets and updates compiled once, with places for the values of each call."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Count, Model, QuerySet
from django.db.models.sql import Query, UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

from gobierno.preparadas.viaje import Orden, enviar

M = TypeVar("M", bound=Model)
R = TypeVar("R")
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


_NADA = _Sentencia("", [], [], [])


class _Preparada(ABC, Generic[R]):
    """What a queryset and a change have in common: compiled once per engine and size of lists."""

    def __init__(self, consulta: Callable[..., Any]) -> None:
        self.consulta = consulta
        self._sentencias: dict[tuple[Any, ...], _Sentencia] = {}

    def __call__(self, **valores: Any) -> R:
        [respuesta] = enviar(self.orden(**valores))
        return cast(R, respuesta)

    def orden(self, **valores: Any) -> Orden:
        """The statement for these values, to be sent with others; an empty list asks nothing."""
        conexion = connections[DEFAULT_DB_ALIAS]
        listas = {n: v if isinstance(v, list | tuple) else (v,) for n, v in valores.items()}
        if not all(listas.values()):
            return Orden("", (), lambda _: self._leer(None, _NADA, conexion))
        clave = (conexion.vendor, *map(_tamano, listas.values()))
        sentencia = self._sentencias.get(clave)
        if sentencia is None:
            sentencia = self._sentencias[clave] = self._escribir(valores, conexion)
        return Orden(
            sentencia.sql,
            sentencia.con(listas, _adaptador(conexion)),
            lambda cursor: self._leer(cursor, sentencia, conexion),
        )

    def _escribir(self, valores: Valores, conexion: Any) -> _Sentencia:
        dobles: dict[Any, _Doble] = {}
        argumentos = {}
        for nombre, valor in valores.items():
            if isinstance(valor, list | tuple):
                argumentos[nombre] = [
                    _doble(valor[0], nombre, n, dobles) for n in range(_tamano(valor))
                ]
            else:
                argumentos[nombre] = _doble(valor, nombre, 0, dobles)
        adaptar = _adaptador(conexion)
        lugares_de = {adaptar(doble): lugar for doble, lugar in dobles.items()}
        compilador = self._compilar(argumentos)
        sql, parametros = compilador.as_sql()
        lugares = [
            (n, *lugares_de[p])
            for n, p in enumerate(parametros)
            if isinstance(p, int | str | date | UUID) and p in lugares_de
        ]
        if {tuple(resto) for _, *resto in lugares} != set(dobles.values()):
            raise AssertionError("un valor no llegó a la sentencia tal como se dio")
        return _Sentencia(sql, list(parametros), lugares, _conversores(compilador))

    @abstractmethod
    def _leer(self, cursor: Any, sentencia: _Sentencia, conexion: Any) -> R:
        """The answer, from the cursor that ran it; from None when nothing was asked."""

    @abstractmethod
    def _compilar(self, argumentos: Valores) -> SQLCompiler:
        """The statement for these values, as the ORM writes it."""


class Preparada(_Preparada[list[Sequence[Any]]]):
    """A queryset of `values_list`, given as a function of its values; call it for its rows.

    Values are texts, whole numbers, dates, instants, UUIDs or lists of them (an empty list has no
    rows).
    """

    def _leer(self, cursor: Any, sentencia: _Sentencia, conexion: Any) -> list[Sequence[Any]]:
        return _filas(cursor, sentencia, conexion)

    def _compilar(self, argumentos: Valores) -> SQLCompiler:
        return _compilador(self.consulta(**argumentos).query)


class ModelosPreparados(_Preparada[list[M]]):
    """A queryset whose rows come as instances; `con` names a foreign key whose row comes too."""

    def __init__(self, consulta: Callable[..., QuerySet[M]], *, con: str = "") -> None:
        super().__init__(consulta)
        self.con = con
        self._columnas: list[tuple[Any, list[str]]] = []  # of the model and of what comes with it

    def _leer(self, cursor: Any, sentencia: _Sentencia, conexion: Any) -> list[M]:
        return [self._instancia(fila) for fila in _filas(cursor, sentencia, conexion)]

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

    def _leer(self, cursor: Any, sentencia: _Sentencia, conexion: Any) -> int:
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

    def _leer(self, cursor: Any, sentencia: _Sentencia, conexion: Any) -> int:
        return int(cursor.rowcount) if cursor else 0

    def _compilar(self, argumentos: Valores) -> SQLCompiler:
        filas, cambios = self.consulta(**argumentos)
        consulta = filas.query.chain(UpdateQuery)
        consulta.add_update_values(cambios)
        consulta.clear_ordering(force=True)
        return _compilador(consulta)


def _compilador(consulta: Query) -> SQLCompiler:
    return cast(SQLCompiler, consulta.get_compiler(using=DEFAULT_DB_ALIAS))


def _adaptador(conexion: Any) -> Callable[[Any], Any]:
    """How the engine wants the values that its columns do not take as they are."""
    adaptar: Callable[[Any], Any] = conexion.ops.adapt_unknown_value
    if conexion.features.has_native_uuid_field:
        return adaptar
    return lambda valor: valor.hex if isinstance(valor, UUID) else adaptar(valor)


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
    elif isinstance(valor, UUID):
        doble = UUID(int=orden)
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


def _filas(cursor: Any, sentencia: _Sentencia, conexion: Any) -> list[Sequence[Any]]:
    """The rows of a cursor, each value of the type of its field."""
    filas: list[Sequence[Any]] = cursor.fetchall() if cursor else []
    if not sentencia.conversores:
        return filas
    return [_convertida(fila, sentencia, conexion) for fila in filas]


def _convertida(fila: Sequence[Any], sentencia: _Sentencia, conexion: Any) -> list[Any]:
    valores = list(fila)
    for n, funciones, expresion in sentencia.conversores:
        for funcion in funciones:
            valores[n] = funcion(valores[n], expresion, conexion)
    return valores
