"""One institution on Monday 5 January 2026, ten in the morning in Lima."""

from collections.abc import Iterator

import pytest

from tests.recorridos import hoja
from tests.recorridos.oficina import MARTES, Oficina, abrir_oficina


@pytest.fixture
def oficina(db: None) -> Iterator[Oficina]:
    with abrir_oficina() as viajero:
        yield Oficina(viajero)


@pytest.fixture
def rige(oficina: Oficina) -> Oficina:
    """The Directorio of the sheet, approved on Monday and in force since Tuesday."""
    oficina.preparar()
    importacion = oficina.subir(hoja.libro())
    oficina.hacer("coordinador", "directorio:importacion_confirmar", importacion)
    oficina.aprobar(MARTES)
    oficina.pasa_beat(MARTES, 0, 1)
    return oficina
