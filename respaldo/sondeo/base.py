"""What every product shares: the rows that its pages bring, and a session that renews its token."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, Self

from respaldo.sondeo.fallos import por_codigo
from respaldo.sondeo.red import Cliente, Respuesta, no_se_entiende

POR_PAGINA = 200
CIFRAS = 9  # of a count that may be believed
PAGINAS = 200  # of one poll: the rest comes in the next one


@dataclass(frozen=True, slots=True)
class Fila:
    """One run as the server tells it. `firma` changes when the run goes on or ends, so that the
    same row seen again is not stored again; `trabajo` is told apart when the row lacks it."""

    id: str
    firma: str
    cuerpo: bytes
    trabajo: str = ""

    @classmethod
    def de(cls, propia: str, estado: Sequence[Any], objeto: Any, trabajo: str = "") -> Self:
        """The row that `objeto` (JSON) is; `estado`, the values that change as its run goes on."""
        firma = json.dumps(estado, ensure_ascii=True, default=str)
        cuerpo = json.dumps(objeto, ensure_ascii=False).encode(errors="replace")
        return cls(propia, firma, cuerpo, trabajo)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pedido:
    """What to ask for: runs since `desde` (UTC), as this account; `ahora` is this instant (UTC)."""

    cuenta: str
    secreto: str = field(repr=False)
    desde: datetime
    ahora: datetime
    nodo: str = ""
    por_maquina: bool = False
    por_pagina: int = POR_PAGINA


Paginas = Iterator[Sequence[Fila]]


@dataclass(slots=True)
class Sesion:
    """A client whose token may expire at any moment: it enters again once, and asks again."""

    cliente: Cliente
    entrar: Callable[[], None]
    dentro: bool = False

    @classmethod
    def con_clave(cls, cliente: Cliente, pedido: Pedido, ruta: str) -> Self:
        """One that enters with account and password at `ruta`, and again when its token ends."""
        return cls(cliente, lambda: entrar_con_clave(cliente, pedido, ruta))

    def pedir(self, hacer: Callable[[], Respuesta], que: str, *, vacio: int = 0) -> Any:
        """The JSON of an answer; None when its status is `vacio`. Raises Fallo for any other."""
        if not self.dentro:
            self.entrar()
            self.dentro = True
        respuesta = hacer()
        if respuesta.codigo == HTTPStatus.UNAUTHORIZED:
            self.entrar()
            respuesta = hacer()
        if respuesta.codigo == vacio:
            return None
        if respuesta.codigo != HTTPStatus.OK:
            raise por_codigo(respuesta.codigo, que)
        return respuesta.datos


def entrar_con_clave(cliente: Cliente, pedido: Pedido, ruta: str) -> None:
    """OAuth2 password grant: leave the token in the headers of the client."""
    cliente.cabeceras.pop("Authorization", None)
    campos = {"grant_type": "password", "username": pedido.cuenta, "password": pedido.secreto}
    respuesta = cliente.post_formulario(ruta, campos)
    if respuesta.codigo == HTTPStatus.BAD_REQUEST:  # OAuth2 says invalid_grant so
        raise por_codigo(HTTPStatus.UNAUTHORIZED, ruta)
    if respuesta.codigo != HTTPStatus.OK:
        raise por_codigo(respuesta.codigo, ruta)
    token = respuesta.datos.get("access_token") if isinstance(respuesta.datos, dict) else None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
        raise no_se_entiende()
    cliente.cabeceras["Authorization"] = f"Bearer {token}"


def lista(datos: Any, campo: str) -> list[dict[str, Any]]:
    """The rows of an answer, which must be objects."""
    filas = datos.get(campo) if isinstance(datos, dict) else None
    if not isinstance(filas, list) or not all(isinstance(fila, dict) for fila in filas):
        raise no_se_entiende()
    return filas


def entero(valor: Any) -> int | None:
    """A count, which some products send as text."""
    if isinstance(valor, str) and valor.isascii() and valor.isdigit() and len(valor) <= CIFRAS:
        return int(valor)
    return valor if isinstance(valor, int) and not isinstance(valor, bool) and valor >= 0 else None


def identidad(*valores: Any) -> str:
    """The id of a row; a row without one is not what the product documents."""
    partes = [str(v) for v in valores if isinstance(v, str | int) and not isinstance(v, bool)]
    if len(partes) != len(valores) or not all(partes):
        raise no_se_entiende()
    return "/".join(partes)
