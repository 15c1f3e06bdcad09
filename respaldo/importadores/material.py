"""A delivery, decoded once, as the analysers read it. Pure."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from respaldo.importadores.base import EjecucionLeida
from respaldo.importadores.captura import Captura
from respaldo.importadores.citas import cita_de_error, texto_de_error
from respaldo.importadores.documentos import documentos
from respaldo.importadores.textos import a_texto, es_ilegible, hallar, recortar
from respaldo.importadores.valores import instante

MAXIMO_ARCHIVOS = 20
T = TypeVar("T")


@dataclass(frozen=True)
class Material:
    """Text of each stream, and the JSON found in them. Never decoded twice."""

    captura: Captura

    @property
    def zona(self) -> ZoneInfo:
        return self.captura.zona

    @property
    def codigo(self) -> int | None:
        return self.captura.codigo_salida

    @cached_property
    def _flujos(self) -> tuple[Mapping[str, str], str, str]:
        """Files by name in lower case without folders, stdout and stderr, with their long lines."""
        primeros = list(self.captura.archivos.items())[:MAXIMO_ARCHIVOS]
        nombrados = {
            n.replace("\\", "/").rsplit("/", 1)[-1].lower(): a_texto(c) for n, c in primeros
        }
        return nombrados, a_texto(self.captura.stdout), a_texto(self.captura.stderr)

    @cached_property
    def archivos(self) -> Mapping[str, str]:
        """Named files, their lines cut."""
        return {nombre: recortar(texto) for nombre, texto in self._flujos[0].items()}

    @cached_property
    def salida(self) -> str:
        return recortar(self._flujos[1])

    @cached_property
    def errores(self) -> str:
        return recortar(self._flujos[2])

    @cached_property
    def todo(self) -> str:
        """Every stream, one after the other: files, stdout, stderr. Long lines are cut."""
        return "\n".join(filter(None, [*self.archivos.values(), self.salida, self.errores]))

    @property
    def entero(self) -> str:
        """Like `todo`, with its lines whole: for JSON, and for formats that end in blanks."""
        nombrados, salida, errores = self._flujos
        return "\n".join(filter(None, [*nombrados.values(), salida, errores]))

    @property
    def vacio(self) -> bool:
        """Whether nothing came that could tell which tool wrote it."""
        captura = self.captura
        return not (captura.stdout or captura.stderr or captura.archivos or captura.asunto)

    def cerrado(self, renglon: str) -> bool:
        """Whether a line came with its end. Every tool ends its lines, so a last one that has no
        end may go on: «speedup is 2.00» to «speedup is 2.00 (DRY RUN)». A ping that came whole
        may have lost it in a shell's `$(…)`."""
        return self.captura.canal == "ping" or renglon not in self._a_medias

    @cached_property
    def _a_medias(self) -> frozenset[str]:
        """The last line of each stream that does not end one."""
        nombrados, *flujos = self._flujos
        ultimos = (texto.rpartition("\n")[2] for texto in (*nombrados.values(), *flujos))
        return frozenset(recortar(u) for u in ultimos if u)

    @cached_property
    def documentos(self) -> list[dict[str, Any] | list[Any]]:
        """JSON documents of files, stdout and stderr, in that order."""
        return list(documentos(self.entero))

    @cached_property
    def objetos(self) -> list[dict[str, Any]]:
        """The JSON objects among the documents, and those of each list."""
        return [
            objeto
            for documento in self.documentos
            for objeto in ([documento] if isinstance(documento, dict) else documento)
            if isinstance(objeto, dict)
        ]

    def hallar(self, patron: re.Pattern[str]) -> re.Match[str] | None:
        """The first line of everything that holds the pattern; looked for only once."""
        if patron not in self._hallados:
            self._hallados[patron] = hallar(patron, self.todo)
        return self._hallados[patron]

    def recordar(self, calculo: Callable[["Material"], T]) -> T:
        """What a reader works out of the whole text, once for all the runs of it."""
        if calculo not in self._recordados:
            self._recordados[calculo] = calculo(self)
        recordado: T = self._recordados[calculo]
        return recordado

    @cached_property
    def _recordados(self) -> dict[Callable[["Material"], Any], Any]:
        return {}

    @cached_property
    def _hallados(self) -> dict[re.Pattern[str], re.Match[str] | None]:
        return {}

    @cached_property
    def cita_de_error(self) -> str:
        """The first printed line that reads like an error; "" when there is none."""
        return cita_de_error(self.todo)

    @cached_property
    def texto_de_error(self) -> str:
        """The lines that read like errors, else the last ones of stderr or of stdout."""
        return texto_de_error(self.errores, self.todo)

    @cached_property
    def huella(self) -> str:
        """SHA-256 of every byte that came, in hexadecimal."""
        huella = hashlib.sha256(self.captura.stdout + b"\0" + self.captura.stderr)
        for nombre, contenido in sorted(self.captura.archivos.items()):
            huella.update(nombre.encode(errors="replace") + b"\0" + contenido)
        return huella.hexdigest()

    @cached_property
    def ilegible(self) -> bool:
        """Whether something was printed that cannot be read, so what it said is not known."""
        flujos = (self.captura.stdout, self.captura.stderr, *self.captura.archivos.values())
        return any(map(es_ilegible, flujos))

    @property
    def unido(self) -> bool:
        """Whether stdout and stderr came as one text (mail, ping, log file): an error that was
        printed is in it."""
        return self.captura.canal in {"correo", "ping"} or not (
            self.captura.stdout or self.captura.stderr
        )

    @property
    def sin_perdida(self) -> bool:
        """Whether a JSON report came with whatever else was printed: one text, not stdout alone."""
        return self.captura.canal in {"correo", "ping"}

    def instante(self, valor: Any) -> datetime | None:
        """UTC instant of an ISO text in the zone of the source."""
        return instante(valor, self.zona)


Lecturas = Iterable[EjecucionLeida]


@dataclass(frozen=True, slots=True)
class Analizador:
    """A reader of one tool: pure functions over a `Material`.

    `reconoce` looks for marks that only this tool prints, never for its name in a command line;
    `lee` gives the runs with their state, and leaves to `analisis` what is common: times of the
    wrapper, overrides, error text, secrets. `beta`: written from documentation, not from the tool.
    `codigo_de_todas`: a code other than 0 speaks of all its runs, and some may be good.
    `parciales`: codes that mean «a copy exists, something is missing» even when nothing it printed
    is recognised, if the source's configuration says it is this tool.
    `por_partes`: one text tells of many runs, so the errors of one are not those of another.
    """

    nombre: str
    version: str
    reconoce: Callable[[Material], bool]
    lee: Callable[[Material], Lecturas]
    beta: bool = False
    por_partes: bool = False
    codigo_de_todas: bool = False
    parciales: frozenset[int] = frozenset()
