"""The texts of a row read once, for the checks that need their meaning."""

import re
from datetime import date

from directorio.models import Linea
from directorio.periodicidad import Periodicidad, PeriodicidadInvalida
from directorio.periodicidad import leer as leer_periodicidad
from directorio.plazos import Plazo, PlazoInvalido, PorTiempo
from directorio.plazos import leer as leer_plazo

_HASTA_FECHA = re.compile(r"hasta (?:el )?(\d{1,2})/(\d{1,2})/(\d{4})", re.IGNORECASE)


def periodicidad_de(linea: Linea) -> Periodicidad | None:
    """What the row owes, or None when its text says nothing."""
    try:
        return leer_periodicidad(linea.periodicidad or "")
    except PeriodicidadInvalida:
        return None


def plazo_de(linea: Linea) -> Plazo | None:
    """The retention of the row, or None when its text says nothing."""
    try:
        return leer_plazo(linea.retencion or "")
    except PlazoInvalido:
        return None


def leer_post_baja(texto: str) -> PorTiempo | date:
    """A time counted from the baja («1 año») or a last day («hasta 31/12/2027»); R17.

    Raises PlazoInvalido with what to write instead.
    """
    if hallado := _HASTA_FECHA.fullmatch(" ".join(texto.split())):
        dia, mes, anio = (int(parte) for parte in hallado.groups())
        try:
            return date(anio, mes, dia)
        except ValueError:
            raise PlazoInvalido(
                f"La fecha de «{texto}» no existe.", "Escríbala como dd/mm/aaaa."
            ) from None
    plazo = leer_plazo(texto)
    if isinstance(plazo, PorTiempo) and not plazo.minimo_copias:
        return plazo
    raise PlazoInvalido(
        f"Después de la baja no llegan copias nuevas: «{texto}» no terminaría nunca.",
        "Escriba un tiempo desde la baja («1 año») o una fecha («hasta 31/12/2027»).",
    )
