"""Every address of the product, with an argument of each kind that matches no row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

NO_EXISTE: dict[str, Any] = {
    "IntConverter": 987_654_321,
    "UUIDConverter": "00000000-0000-4000-8000-000000000000",
    "SlugConverter": "no-existe",
    "StringConverter": "no-existe",
    "PathConverter": "no/existe",
}


@dataclass(frozen=True)
class Direccion:
    """One route: its text, a path that resolves to it and the view that answers."""

    ruta: str
    camino: str
    vista: Callable[..., Any]
    con_numero: bool

    @property
    def permiso(self) -> str | None:
        return self.vista.permiso  # type: ignore[attr-defined, no-any-return]

    @property
    def es_api(self) -> bool:
        return self.ruta.startswith("api/")


def direcciones() -> list[Direccion]:
    return list(_recorrer(get_resolver().url_patterns, "", {}))


def _recorrer(patrones: Any, prefijo: str, convertidores: dict[str, Any]) -> Iterator[Direccion]:
    for patron in patrones:
        ruta = prefijo + str(patron.pattern)
        propios = convertidores | patron.pattern.converters
        if isinstance(patron, URLResolver):
            yield from _recorrer(patron.url_patterns, ruta, propios)
        elif isinstance(patron, URLPattern):
            yield _direccion(ruta, patron, propios)


def _direccion(ruta: str, patron: URLPattern, convertidores: dict[str, Any]) -> Direccion:
    camino = ruta
    for nombre, convertidor in convertidores.items():
        valor = str(NO_EXISTE.get(type(convertidor).__name__, "2026-02-30"))
        for escrito in (f"<int:{nombre}>", f"<str:{nombre}>", f"<{nombre}>"):
            camino = camino.replace(escrito, valor)
        while f":{nombre}>" in camino:
            inicio = camino.rindex("<", 0, camino.index(f":{nombre}>"))
            camino = camino[:inicio] + valor + camino[camino.index(">", inicio) + 1 :]
    enteros = any(type(c).__name__ == "IntConverter" for c in convertidores.values())
    return Direccion(ruta, f"/{camino}", patron.callback, enteros)
