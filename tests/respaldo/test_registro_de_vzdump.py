"""The log of vzdump when its task says more than its lines (evidencia.md §2.8)."""

from zoneinfo import ZoneInfo

import pytest

from respaldo.importadores.analisis import analizar
from respaldo.importadores.captura import Captura

REGISTRO = """INFO: starting new backup job: vzdump 100 --storage local --mode snapshot
INFO: Starting Backup of VM 100 (qemu)
INFO: Backup started at 2026-11-21 23:00:02
{aviso}INFO: Finished Backup of VM 100 (00:02:03)
INFO: Backup job finished successfully
TASK {fin}
"""


def estado(*, aviso="", fin="OK"):
    texto = REGISTRO.format(aviso=aviso, fin=fin)
    captura = Captura(zona=ZoneInfo("America/Lima"), stdout=texto.encode())
    (leida,) = analizar(captura).ejecuciones
    return leida.estado


def test_it_takes_a_guest_by_its_own_lines():
    assert estado() == "conforme"


@pytest.mark.parametrize("aviso", ["", "WARN: guest agent timed out\n"])
def test_a_task_with_warnings_is_not_conforme(aviso):
    """A line that was lost may have been of any guest, so no sample can hold it: cut before
    «TASK», the same bytes are a good copy."""
    assert estado(aviso=aviso, fin="WARNINGS: 1") == "advertencia"
