"""Walk every link that a person is offered, as a browser without JavaScript would."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client

from gobierno.models import Persona

AJENOS = ("/salir/", "/static/", "/api/", "/metricas/", "/galeria/")


class _Lector(HTMLParser):
    """The links of a page, and what it is made of: tags with their classes and roles."""

    def __init__(self) -> None:
        super().__init__()
        self.enlaces: list[str] = []
        self.piezas: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        datos = dict(attrs)
        if tag == "a" and datos.get("href"):
            self.enlaces.append(str(datos["href"]))
        partes = (tag, datos.get("class"), datos.get("role"), datos.get("type"))
        self.piezas.add("|".join(str(parte) for parte in partes))


@dataclass(frozen=True)
class Pagina:
    """A page that was offered: by whom, where, from where, and what it answered."""

    quien: str
    url: str
    desde: str
    estado: int
    es_html: bool
    piezas: frozenset[str]
    enlaces: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.quien}: {self.url} ({self.estado}), desde {self.desde}"


def clase_de(url: str) -> str:
    """Addresses that differ in a number or in the value of a filter are one kind of page."""
    partes = urlsplit(url)
    camino = re.sub(r"^/tablero/[^?]+", "/tablero/x/", re.sub(r"\d+", "N", partes.path))
    return camino + ("?" if partes.query else "")


def recorrer(quien: Persona) -> Iterator[Pagina]:
    """Every kind of page within reach of `quien`, starting at the home page."""
    cliente = Client()
    cliente.force_login(quien)
    cola, vistas = deque([("/", "")]), {clase_de("/")}
    while cola:
        url, desde = cola.popleft()
        pagina = _pedir(cliente, quien.username, url, desde)
        yield pagina
        for enlace in _enlaces(pagina):
            if clase_de(enlace) not in vistas:
                vistas.add(clase_de(enlace))
                cola.append((enlace, url))


def _pedir(cliente: Client, quien: str, url: str, desde: str) -> Pagina:
    respuesta: Any = cliente.get(url, follow=True)
    es_html = respuesta.headers.get("Content-Type", "").startswith("text/html")
    if respuesta.streaming:
        cuerpo = b"".join(respuesta.streaming_content).decode("utf-8", "replace")
    else:
        cuerpo = respuesta.content.decode("utf-8", "replace")
    lector = _Lector()
    if es_html:
        lector.feed(cuerpo)
    estado = respuesta.status_code
    return Pagina(
        quien, url, desde, estado, es_html, frozenset(lector.piezas), tuple(lector.enlaces)
    )


def _enlaces(pagina: Pagina) -> Iterator[str]:
    for href in pagina.enlaces:
        url = urljoin(pagina.url, href).split("#")[0]
        if url.startswith("/") and not url.startswith(AJENOS):
            yield url
