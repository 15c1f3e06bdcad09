"""Which series of the Directorio a job feeds: ordered rules, the first that matches wins. Pure.

Names are compared folded (lower case, no accents, single spaces). Wildcards are `*` and `?` only,
matched in linear steps: no pattern that a person can write takes long.

Source: evidencia.md §6, MIN-6.2.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest

from gobierno.texto import plegar as _plegar

EXACTA, PREFIJO, COMODIN = "exacta", "prefijo", "comodin"
SIN_MODALIDAD_PROPIA = frozenset({"desconocida", "instantanea", ""})
Serie = tuple[int, str, str]


# Folded names compare: lower case, without accents, with single spaces.
plegar = lru_cache(maxsize=8192)(_plegar)


@dataclass(frozen=True, slots=True)
class Alcance:
    """Which jobs a rule means: `trabajo` and `equipo` folded, "" any machine."""

    forma: str
    trabajo: str
    equipo: str = ""

    def incluye(self, trabajo: str, equipo: str = "") -> bool:
        """Tell whether a job and machine, as received, are among them."""
        if self.equipo not in {"", plegar(equipo)}:
            return False
        return nombra(self.forma, self.trabajo, plegar(trabajo))


def nombra(forma: str, patron: str, trabajo: str) -> bool:
    """Tell whether a folded job name is what a folded pattern of that form means."""
    if forma == PREFIJO:
        return trabajo.startswith(patron)
    if forma == COMODIN:
        return con_comodines(patron, trabajo)
    return trabajo == patron


@dataclass(frozen=True, slots=True)
class Regla:
    """A rule as stored: `trabajo` and `equipo` folded; `fuente` None is any source; `equipo` ""
    is any machine. `orden` decides who is first and `pk` breaks ties."""

    orden: int
    pk: int
    fuente: int | None
    forma: str
    trabajo: str
    equipo: str
    serie: Serie


@dataclass(frozen=True, slots=True)
class Trabajo:
    """Who asks: the source, the job and machine as received, and the modalidad observed."""

    fuente: int
    nombre: str
    equipo: str = ""
    modalidad: str = "desconocida"


@dataclass
class Reglas:
    """Rules compiled once per batch."""

    reglas: Iterable[Regla]
    _exactas: dict[str, list[Regla]] = field(default_factory=lambda: defaultdict(list))
    _otras: list[Regla] = field(default_factory=list)
    _memoria: dict[Trabajo, tuple[Serie, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for regla in self.reglas:
            (self._exactas[regla.trabajo] if regla.forma == EXACTA else self._otras).append(regla)

    def series(self, trabajo: Trabajo) -> tuple[Serie, ...]:
        """The series a run may belong to, best first; empty: *no contemplada en el Directorio*.

        The first rule decides the ítem. When several rules name the same job for one ítem (a total
        and an incremental), the run's own modalidad picks; if the source does not say it, all stay
        and the expected run picks. A run whose modalidad no rule foresees keeps the first rule:
        the difference is a discrepancia, not a stranger.
        Fuente: MIN-6.2, MIN-6.1-o, MIN-6.1-p.
        """
        if trabajo not in self._memoria:
            self._memoria[trabajo] = self._series(trabajo)
        return self._memoria[trabajo]

    def _series(self, trabajo: Trabajo) -> tuple[Serie, ...]:
        nombre, equipo = plegar(trabajo.nombre), plegar(trabajo.equipo)
        halladas = sorted(
            (
                regla
                for regla in (*self._exactas.get(nombre, ()), *self._otras)
                if regla.fuente in {None, trabajo.fuente}
                and regla.equipo in {"", equipo}
                and nombra(regla.forma, regla.trabajo, nombre)
            ),
            key=lambda regla: (regla.orden, regla.pk),
        )
        if not halladas:
            return ()
        item, tipo, _ = halladas[0].serie
        series = dict.fromkeys(r.serie for r in halladas if r.serie[:2] == (item, tipo))
        propias = tuple(serie for serie in series if serie[2] == trabajo.modalidad)
        if propias:
            return propias
        sabe = trabajo.modalidad not in SIN_MODALIDAD_PROPIA
        return tuple(series)[:1] if sabe else tuple(series)


def con_comodines(patron: str, texto: str) -> bool:
    """Match `*` (any run of characters) and `?` (exactly one); everything else is literal."""
    i = j = 0
    estrella, marca = -1, 0
    while j < len(texto):
        if i < len(patron) and patron[i] == "*":
            estrella, marca, i = i, j, i + 1
        elif i < len(patron) and patron[i] in {"?", texto[j]}:
            i, j = i + 1, j + 1
        elif estrella >= 0:
            marca += 1
            i, j = estrella + 1, marca
        else:
            return False
    return all(letra == "*" for letra in patron[i:])


@dataclass(frozen=True)
class Sugerencia:
    """A line (its key) whose name resembles an unknown job; `parecido` from 0 to 1."""

    linea: int
    parecido: float


PARECIDO_MINIMO = 0.2
SUGERENCIAS = 5


def sugeridor(nombres: Iterable[tuple[int, str]]) -> Callable[[str], Sequence[Sugerencia]]:
    """Index (key, name) pairs once; the function returned gives the keys most like a job name.

    Likeness is the share of three-letter pieces in common (Dice), whatever the order of words.
    """
    tamanos: list[tuple[int, int]] = []
    indice: dict[str, list[int]] = defaultdict(list)
    for n, (clave, nombre) in enumerate(nombres):
        piezas = _trigramas(nombre)
        tamanos.append((clave, len(piezas)))
        for pieza in piezas:
            indice[pieza].append(n)

    def sugerir(trabajo: str) -> Sequence[Sugerencia]:
        propios = _trigramas(trabajo)
        comunes = Counter(n for pieza in propios for n in indice.get(pieza, ()))
        puntos = ((2 * c / (len(propios) + tamanos[n][1]), -n) for n, c in comunes.items())
        mejores = nlargest(SUGERENCIAS, (p for p in puntos if p[0] >= PARECIDO_MINIMO))
        return [Sugerencia(tamanos[-n][0], parecido) for parecido, n in mejores]

    return sugerir


def _trigramas(nombre: str) -> frozenset[str]:
    """Three-letter pieces of each word, so that the order of words and marks do not matter."""
    plano = "".join(c if c.isalnum() else " " for c in plegar(nombre))
    return frozenset(
        f" {palabra} "[n : n + 3] for palabra in plano.split() for n in range(len(palabra))
    )
