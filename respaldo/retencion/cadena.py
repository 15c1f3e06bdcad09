"""Chains: on which copies a copy depends, and until when they are physically kept (R6–R8, R11)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from directorio.plazos import EXTIENDE_BASE
from respaldo.retencion.modelo import CopiaHecho

TOTAL = "total"
DIFERENCIAL = "diferencial"


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
    if nueva.modalidad == TOTAL or nueva.independiente:
        return None
    previas = [
        otra
        for otra in cadena
        if otra.clave != nueva.clave
        and otra.inicio < nueva.inicio
        and otra.existe(nueva.inicio)
        and (nueva.modalidad != DIFERENCIAL or otra.modalidad == TOTAL)
    ]
    if not previas:
        raise SinBase(
            f"Una copia {nueva.modalidad} necesita una copia total anterior y no hay ninguna.",
            "Registre primero la copia total, o corrija la modalidad de esta.",
        )
    return max(previas, key=lambda otra: (otra.inicio, otra.clave))


def ancestros(copia: CopiaHecho, copias: Mapping[str, CopiaHecho]) -> Iterator[CopiaHecho]:
    """Yield the copies on which a copy depends, the nearest first, as far as they are known."""
    vistas = {copia.clave}
    clave = copia.padre
    while clave is not None and clave in copias and clave not in vistas:
        vistas.add(clave)
        ancestro = copias[clave]
        yield ancestro
        clave = ancestro.padre


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
    ultimo = copia.retenida_hasta
    for pariente in _descendientes(copia, copias):
        if ultimo is None or pariente.retenida_hasta is None:
            return None
        ultimo = max(ultimo, pariente.retenida_hasta)
    return ultimo


def _descendientes(copia: CopiaHecho, copias: Iterable[CopiaHecho]) -> Iterator[CopiaHecho]:
    linaje = {copia.clave}
    for otra in sorted(copias, key=lambda c: (c.inicio, c.clave)):
        if otra.padre in linaje and otra.clave not in linaje:
            linaje.add(otra.clave)
            yield otra


def eslabon_roto(
    copia: CopiaHecho,
    copias: Mapping[str, CopiaHecho],
    *,
    al: datetime,
    zona: ZoneInfo,
    comportamiento: str = EXTIENDE_BASE,
) -> str | None:
    """Return the clave of the first ancestor that is missing or useless at `al`, or None (R7, R11).

    An ancestor is useless when it had been removed, invalidated or, by R8, was no longer kept.
    What happened after `al` is ignored.
    """
    conocidas = {clave: otra for clave, otra in copias.items() if otra.fin <= al}
    hoy = al.astimezone(zona).date()
    ultimo = copia
    for ancestro in ancestros(copia, conocidas):
        hasta = fisicamente_hasta(ancestro, conocidas.values(), comportamiento=comportamiento)
        guardado = hasta is None or hoy <= hasta
        if not guardado or not ancestro.existe(al) or ancestro.esta_invalidada(al):
            return ancestro.clave
        ultimo = ancestro
    return ultimo.padre


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
