"""The templates of a source, as analysers: tried first, because somebody wrote them for it."""

from collections.abc import Iterator
from functools import partial

from respaldo.importadores.material import Analizador, Material
from respaldo.importadores.plantillas import leer, reconoce


def de_plantillas(material: Material) -> Iterator[Analizador]:
    """Yield an analyser per template that recognises the message."""
    for plantilla in material.captura.plantillas:
        if reconoce(plantilla, material):
            yield Analizador(
                "plantilla", "1", lambda _material: True, partial(leer, plantilla), por_partes=False
            )
