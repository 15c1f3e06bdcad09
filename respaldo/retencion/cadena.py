"""Chains: on which copies a copy depends, and until when they are physically kept (R6–R8, R11)."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from directorio.plazos import EXTIENDE_BASE
from respaldo.retencion.modelo import CopiaHecho

TOTAL = "total"
DIFERENCIAL = "diferencial"
SIN_PADRE = ""  # a dependent copy on which no base is known


class SinBase(ValueError):
    """A dependent copy with nothing to depend on (MIN-6.1-o); texts are Spanish, for people."""

    regla = "modalidad"

    def __init__(self, mensaje: str, remedio: str) -> None:
        super().__init__(f"{mensaje} {remedio}")
        self.mensaje = mensaje
        self.remedio = remedio


def padre(nueva: CopiaHecho, cadena: Iterable[CopiaHecho]) -> CopiaHecho | None:
    """Return the copy on which a new one depends, or None if it stands alone (R6).

    `cadena` holds the copies of the same ítem and tipo de backup, whatever their modalidad and in
    any order. A total or independent copy has no parent; a diferencial has the last total; the
    others have the previous existing copy, so that a failed day is absorbed by the next one. An
    invalidated copy still breaks what comes after it (R11), so it may be the parent.
    Raises `SinBase` when a dependent has none. Fuente: R6, MIN-6.1-o, MIN-6.1-p.
    """
    if not depende(nueva):
        return None
    previas = [otra for otra in cadena if _sirve_de_base(otra, nueva)]
    if not previas:
        raise SinBase(
            f"Una copia {nueva.modalidad} necesita una copia total anterior y no hay ninguna.",
            "Registre primero la copia total, o corrija la modalidad de esta.",
        )
    return max(previas, key=_orden)


def depende(copia: CopiaHecho) -> bool:
    """Tell whether it needs another copy to be restored (R6)."""
    return copia.modalidad != TOTAL and not copia.independiente


def _sirve_de_base(otra: CopiaHecho, nueva: CopiaHecho) -> bool:
    return (
        otra.inicio < nueva.inicio
        and otra.existe(nueva.inicio)
        and (nueva.modalidad != DIFERENCIAL or otra.modalidad == TOTAL)
    )


def _orden(copia: CopiaHecho) -> tuple[datetime, str]:
    return copia.inicio, copia.clave


class Cadenas:
    """The chains of copies of one ítem and tipo de backup; each link is followed only once."""

    def __init__(self, copias: Iterable[CopiaHecho]) -> None:
        self.por_clave = {copia.clave: copia for copia in copias}
        self._fallos: dict[Callable[[CopiaHecho], bool], dict[str, str | None]] = {}

    @cached_property
    def _en_orden(self) -> list[CopiaHecho]:
        return sorted(self.por_clave.values(), key=_orden)

    @cached_property
    def _inicios(self) -> list[datetime]:
        return [copia.inicio for copia in self._en_orden]

    def padre(self, copia: CopiaHecho) -> str | None:
        """Return the clave of its parent, recorded or by R6; None when it needs none.

        `SIN_PADRE` when it needs one and there is none.
        """
        if copia.padre is not None:
            return copia.padre
        if not depende(copia):
            return None
        for n in range(bisect_left(self._inicios, copia.inicio) - 1, -1, -1):
            if _sirve_de_base(self._en_orden[n], copia):
                return self._en_orden[n].clave
        return SIN_PADRE

    def ancestros(self, copia: CopiaHecho) -> Iterator[CopiaHecho]:
        """Yield the copies on which it depends, the nearest first, as far as they are known."""
        vistas = {copia.clave}
        clave = self.padre(copia)
        while clave is not None and clave in self.por_clave and clave not in vistas:
            vistas.add(clave)
            ancestro = self.por_clave[clave]
            yield ancestro
            clave = self.padre(ancestro)

    def fallo(self, copia: CopiaHecho, sirve: Callable[[CopiaHecho], bool]) -> str | None:
        """Return the clave of the nearest ancestor that is missing or fails a test, or None.

        The results of each test are remembered. A loop in the data is a fault.
        """
        hechos = self._fallos.setdefault(sirve, {})
        camino: dict[str, None] = {}
        actual: CopiaHecho | None = copia
        roto: str | None = None
        while actual is not None:
            if actual.clave in hechos:
                roto = hechos[actual.clave]
                break
            camino[actual.clave] = None
            clave = self.padre(actual)
            actual = None if clave is None else self.por_clave.get(clave)
            if clave is not None and (actual is None or clave in camino or not sirve(actual)):
                roto, actual = clave, None
        hechos.update(dict.fromkeys(camino, roto))
        return roto

    def conservadas_hasta(self) -> dict[str, date]:
        """Return until when each file is kept if bases outlive their dependents (R8).

        `date.max` when no date is known. One pass, from the newest copy to the oldest.
        """
        hasta = {c.clave: c.retenida_hasta or date.max for c in self._en_orden}
        for copia in reversed(self._en_orden):
            clave = self.padre(copia)
            if clave in hasta:
                hasta[clave] = max(hasta[clave], hasta[copia.clave])
        return hasta


def ancestros(copia: CopiaHecho, copias: Mapping[str, CopiaHecho]) -> Iterator[CopiaHecho]:
    """Yield the copies on which a copy depends, the nearest first, as far as they are known."""
    return Cadenas(copias.values()).ancestros(copia)


def fisicamente_hasta(
    copia: CopiaHecho, copias: Iterable[CopiaHecho], *, comportamiento: str = EXTIENDE_BASE
) -> date | None:
    """Return the last local date on which the file itself is kept; None when none is known (R8).

    Under `EXTIENDE_BASE` a copy is kept until the last of its descendants expires; under
    `ESTRICTA` until its own L. It says nothing about policy: a copy kept only for its
    descendants is out of retention (R9).
    """
    if comportamiento != EXTIENDE_BASE:
        return copia.retenida_hasta
    hasta = Cadenas([*copias, copia]).conservadas_hasta()[copia.clave]
    return None if hasta == date.max else hasta


def eslabon_roto(
    copia: CopiaHecho,
    copias: Mapping[str, CopiaHecho],
    *,
    al: datetime,
    zona: ZoneInfo,
    comportamiento: str = EXTIENDE_BASE,
) -> str | None:
    """Return the clave of the first ancestor that is missing or useless at `al`, or None (R7, R11).

    `SIN_PADRE` when it needs a base and has none. An ancestor is useless when it had been removed,
    invalidated or, by R8, was no longer kept. What happened after `al` is ignored.
    """
    cadenas = Cadenas(otra for otra in copias.values() if otra.fin <= al)
    hoy = al.astimezone(zona).date()
    hasta = cadenas.conservadas_hasta() if comportamiento == EXTIENDE_BASE else {}

    def sirve(otra: CopiaHecho) -> bool:
        guardada = hoy <= hasta.get(otra.clave, otra.retenida_hasta or date.max)
        return guardada and otra.existe(al) and not otra.esta_invalidada(al)

    return cadenas.fallo(copia, sirve)


def restaurable(
    copia: CopiaHecho,
    copias: Mapping[str, CopiaHecho],
    *,
    al: datetime,
    zona: ZoneInfo,
    comportamiento: str = EXTIENDE_BASE,
) -> bool:
    """Tell whether every copy on which it depends can still be used at an aware instant (R7)."""
    roto = eslabon_roto(copia, copias, al=al, zona=zona, comportamiento=comportamiento)
    return roto is None
