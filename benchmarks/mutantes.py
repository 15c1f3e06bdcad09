"""Small changes to a module, one at a time: what the tests of the calculus must notice.

The operators are those of mutmut, and a few more: a bound moved by one, a comparison or a sum
turned round, a number, a text or a switch changed, an argument, a condition, a case or a statement
left out. Docstrings, annotations, decorators and `__all__` are left alone.
"""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

_COMPARACIONES = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_OPERACIONES = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Mod: ast.Mult, ast.Div: ast.Mult,
}  # fmt: skip
_PAREJAS = (("min", "max"), ("any", "all"), ("bisect_left", "bisect_right"))
_NOMBRES = {**dict(_PAREJAS), **{b: a for a, b in _PAREJAS}}
_OMITIDOS = {"annotation", "returns", "decorator_list", "bases", "ctx"}


class Mutante(NamedTuple):
    """One changed module: where and what. `funcion` is "" outside of any function.

    `compilar` gives its code; None when the change makes no sense to Python.
    """

    modulo: str
    funcion: str
    linea: int
    cambio: str
    compilar: Callable[[], CodeType | None]

    @property
    def clave(self) -> str:
        """What identifies it although lines move."""
        return f"{self.modulo.rpartition('.')[2]}.{self.funcion or '<módulo>'}: {self.cambio}"


@dataclass(frozen=True)
class Lugar:
    """A place of the tree that may be changed: a field of a node, or one of its members."""

    padre: ast.AST
    campo: str
    puesto: int | None
    funcion: str

    @property
    def hijo(self) -> Any:
        valor = getattr(self.padre, self.campo)
        return valor if self.puesto is None else valor[self.puesto]

    def poner(self, nuevo: ast.AST) -> None:
        if self.puesto is None:
            setattr(self.padre, self.campo, nuevo)
        else:
            getattr(self.padre, self.campo)[self.puesto] = nuevo


def mutantes(ruta: Path, modulo: str) -> Iterator[Mutante]:
    """Yield every mutant of a file."""
    arbol = ast.parse(ruta.read_text(encoding="utf-8"))
    vistos: dict[tuple[str, str], int] = {}
    for lugar in list(_lugares(arbol, "", dentro=False)):
        original = lugar.hijo
        for nuevo in _cambios(original):
            cambio = f"{_texto(original)} → {_texto(nuevo)}"
            veces = vistos[lugar.funcion, cambio] = vistos.get((lugar.funcion, cambio), 0) + 1
            nombre = cambio if veces == 1 else f"{cambio} [{veces}]"
            linea = getattr(original, "pattern", original).lineno
            compilar = partial(_compilar, arbol, str(ruta), lugar, nuevo)
            yield Mutante(modulo, lugar.funcion, linea, nombre, compilar)


def _compilar(arbol: ast.Module, ruta: str, lugar: Lugar, nuevo: ast.AST) -> CodeType | None:
    original = lugar.hijo
    lugar.poner(nuevo)
    try:
        return compile(ast.fix_missing_locations(arbol), ruta, "exec")
    except (SyntaxError, ValueError):
        return None
    finally:
        lugar.poner(original)


def _texto(nodo: ast.AST) -> str:
    if isinstance(nodo, ast.match_case):
        return f"case {ast.unparse(nodo.pattern)}{' si' * (nodo.guard is not None)}"
    texto = " ".join(ast.unparse(nodo).split())
    return texto if len(texto) <= 100 else f"{texto[:60]}…{texto[-39:]}"


def _lugares(nodo: ast.AST, nombre: str, *, dentro: bool) -> Iterator[Lugar]:
    """Walk a tree; `nombre` is the qualified name so far, `dentro` tells that of a function."""
    for campo, valor in ast.iter_fields(nodo):
        if campo in _OMITIDOS:
            continue
        # The default of an argument is made when the module is read, not when it is called.
        llamada = not (campo == "args" and isinstance(nodo, ast.FunctionDef) and dentro)
        funcion = nombre if dentro and llamada else ""
        miembros = enumerate(valor) if isinstance(valor, list) else ((None, valor),)
        for puesto, hijo in miembros:
            if not isinstance(hijo, ast.AST) or _se_deja(nodo, hijo):
                continue
            if hasattr(hijo, "lineno") or isinstance(hijo, ast.match_case):
                yield Lugar(nodo, campo, puesto, funcion)
            if not dentro and isinstance(hijo, ast.FunctionDef | ast.ClassDef):
                suyo = f"{nombre}.{hijo.name}" if nombre else hijo.name
                yield from _lugares(hijo, suyo, dentro=isinstance(hijo, ast.FunctionDef))
            else:
                yield from _lugares(hijo, nombre if llamada else "", dentro=dentro and llamada)


def _se_deja(padre: ast.AST, hijo: ast.AST) -> bool:
    """Docstrings, `__all__`, and the names of what a class or a call declares."""
    if isinstance(hijo, ast.Expr) and isinstance(hijo.value, ast.Constant):
        return True
    return isinstance(hijo, ast.Assign) and ast.unparse(hijo.targets[0]) == "__all__"


def _cambios(nodo: ast.AST) -> Iterator[ast.AST]:
    """Yield what may take the place of a node."""
    for cambiar in (_valores, _operaciones, _llamadas, _condiciones, _ordenes):
        yield from cambiar(copy.deepcopy(nodo))


def _operaciones(otro: Any) -> Iterator[ast.AST]:
    match otro:
        case ast.Compare():
            yield from _comparaciones(otro)
        case ast.BoolOp():
            otro.op = ast.Or() if isinstance(otro.op, ast.And) else ast.And()
            yield otro
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield otro.operand
        case ast.BinOp(op=op) if type(op) in _OPERACIONES:
            otro.op = _OPERACIONES[type(op)]()
            yield otro


def _llamadas(otro: Any) -> Iterator[ast.AST]:
    match otro:
        case ast.Name(id=nombre, ctx=ast.Load()) if nombre in _NOMBRES:
            otro.id = _NOMBRES[nombre]
            yield otro
        case ast.Lambda():
            otro.body = ast.Constant(None)
            yield otro
        case ast.Call():
            yield from _sin_argumentos(otro)


def _valores(otro: Any) -> Iterator[ast.AST]:
    match otro:
        case ast.Constant(value=bool(valor)):
            yield ast.Constant(not valor)
        case ast.Constant(value=int(valor)):
            yield ast.Constant(valor + 1)
        case ast.Constant(value=str(valor)):
            yield ast.Constant(f"XX{valor}XX")


def _comparaciones(nodo: ast.Compare) -> Iterator[ast.AST]:
    for puesto, op in enumerate(nodo.ops):
        otro = copy.deepcopy(nodo)
        otro.ops[puesto] = _COMPARACIONES[type(op)]()
        yield otro


def _sin_argumentos(nodo: ast.Call) -> Iterator[ast.AST]:
    for campo in ("args", "keywords"):
        for puesto in range(len(getattr(nodo, campo))):
            otro = copy.deepcopy(nodo)
            del getattr(otro, campo)[puesto]
            yield otro


def _condiciones(otro: Any) -> Iterator[ast.AST]:
    match otro:
        case ast.If() | ast.IfExp() | ast.While() if isinstance(otro.test, ast.Name | ast.Call):
            otro.test = ast.UnaryOp(ast.Not(), otro.test)
            yield otro
        case ast.comprehension(ifs=[_, *_]):
            otro.ifs = []
            yield otro
        case ast.match_case():
            otro.guard = ast.Constant(value=False)
            yield otro


def _ordenes(otro: Any) -> Iterator[ast.AST]:
    match otro:
        case ast.Assign(value=valor) if not isinstance(valor, ast.Constant):
            otro.value = ast.Constant(None)
            yield otro
        case ast.AugAssign(op=op):
            otro.op = _OPERACIONES[type(op)]()
            yield otro
            yield ast.copy_location(ast.Assign([otro.target], otro.value), otro)
        case ast.Expr() | ast.Raise():
            yield ast.Pass()
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()
