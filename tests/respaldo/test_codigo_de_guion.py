"""The code of a script speaks of its last command (evidencia.md §2.15)."""

from dataclasses import replace
from pathlib import Path

from respaldo.importadores.analisis import analizar
from respaldo.muestras.carpeta import capturar

RAIZ = Path(__file__).parents[1] / "muestras"


def test_it_does_not_blame_a_whole_copy_for_the_next_one_that_did_not_begin():
    captura = capturar(RAIZ / "duplicity" / "32-una-buena-y-una-mala")

    leidas = analizar(replace(captura, codigo_salida=13)).ejecuciones

    assert [leida.estado for leida in leidas] == ["sin_dato", "no_conforme"]
