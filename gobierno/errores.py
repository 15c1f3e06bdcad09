"""Refusals that teach: what was refused, which rule says so and what to do now."""

from collections.abc import Mapping, Sequence
from typing import Any

RECARGUE = "Recargue la página para ver cómo quedó; no se registró nada más."


class ValorInvalido(ValueError):
    """A value that means nothing; `mensaje` and `remedio` are Spanish, for people.

    What the pure modules raise. `regla` is a key of the profile's `numerales`, as below.
    """

    regla = ""

    def __init__(self, mensaje: str, remedio: str) -> None:
        super().__init__(f"{mensaje} {remedio}")
        self.mensaje = mensaje
        self.remedio = remedio


class ReglaIncumplida(Exception):
    """An act that a rule of the product or of the norm forbids.

    `mensaje` is plain Spanish for the person who tried; `regla` is a key of the profile's
    `numerales` table (the numeral is printed from there, never from code); `remedio` says what to
    do now; `campos` maps a form field to its own message; `detalles` lists findings one by one.
    Nothing is saved when it is raised: every acción is atomic.
    """

    def __init__(
        self,
        mensaje: str,
        *,
        regla: str = "",
        remedio: str = "",
        campos: Mapping[str, str] | None = None,
        detalles: Sequence[str] = (),
    ) -> None:
        super().__init__(mensaje)
        self.mensaje = mensaje
        self.regla = regla
        self.remedio = remedio
        self.campos = dict(campos or {})
        self.detalles = tuple(detalles)

    def __str__(self) -> str:
        return " ".join(parte for parte in (self.mensaje, self.remedio) if parte)


class SinPermiso(ReglaIncumplida):
    """The person may not do this in any of the capacities in force today."""


class EstadoCambiado(ReglaIncumplida):
    """Somebody else acted first: the page was stale and nothing was done.

    `repite` is the record that the very same person made with the very same data: a form sent
    twice, whose answer is that record.
    """

    def __init__(self, mensaje: str, *, repite: Any = None, **opciones: Any) -> None:
        super().__init__(mensaje, **opciones)
        self.repite = repite
