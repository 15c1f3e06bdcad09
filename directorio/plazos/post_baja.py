"""Until when the copies of a retired line are kept, as it is written (R17)."""

import re
from datetime import date

from directorio.plazos.lectura import leer
from directorio.plazos.modelo import PlazoInvalido, PorTiempo

_HASTA_FECHA = re.compile(r"hasta (?:el )?(\d{1,2})/(\d{1,2})/(\d{4})", re.IGNORECASE)


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
    plazo = leer(texto)
    if isinstance(plazo, PorTiempo) and not plazo.minimo_copias:
        return plazo
    raise PlazoInvalido(
        f"Después de la baja no llegan copias nuevas: «{texto}» no terminaría nunca.",
        "Escriba un tiempo desde la baja («1 año») o una fecha («hasta 31/12/2027»).",
    )
