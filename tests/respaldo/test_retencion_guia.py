"""What docs/retencion.md tells people must be so."""

import re
from pathlib import Path
from typing import Any

import pytest

from respaldo.retencion import AntesDe, EstadoAl, Periodo
from tests.respaldo.historias import dia, lima, preguntar, semana

GUIA = (Path(__file__).resolve().parents[2] / "docs" / "retencion.md").read_text(encoding="utf-8")


def test_the_example_of_the_guide_gives_what_it_says():
    bloque = re.search(r"```python\n(.*?)```", GUIA, re.DOTALL)
    entorno: dict[str, Any] = {}
    exec(bloque[1], entorno)  # noqa: S102

    dictamen = entorno["dictamen"]
    assert repr(dictamen.codigo) in bloque[1]
    assert repr(dictamen.explicacion) in bloque[1]


@pytest.mark.parametrize(
    ("pregunta", "cuando", "al", "codigo", "copias"),
    [
        ("EstadoAl(03-05)", EstadoAl(dia("2026-03-05")), "04-02", "PROCEDE", ["03-05"]),
        ("EstadoAl(03-01)", EstadoAl(dia("2026-03-01")), "04-02", "FUERA_DE_RETENCION", []),
        ("EstadoAl(03-03)", EstadoAl(dia("2026-03-03")), "03-10", "APROXIMADA", ["03-02", "03-04"]),
        ("AntesDe(03-04 10:00)", AntesDe(lima("2026-03-04 10:00")), "03-10", "PROCEDE", ["03-02"]),
        (
            "Periodo(03-01, 03-05)",
            Periodo(dia("2026-03-01"), dia("2026-03-05")),
            "04-02",
            "PROCEDE_PARCIAL",
            ["03-05"],
        ),
    ],
)
def test_the_timeline_of_the_guide_is_right(pregunta, cuando, al, codigo, copias):
    (fila,) = [f for f in GUIA.splitlines() if f.startswith(f"| `{pregunta}`, T = {al} |")]
    dictamen = preguntar(semana(menos=["2026-03-03"]), cuando, f"2026-{al} 09:00")

    assert (dictamen.codigo.motivo or dictamen.codigo.value) == codigo
    assert [f"{c.dia_de_datos:%m-%d}" for c in dictamen.ofrecidas] == copias
    assert codigo in fila
    assert all(copia in fila for copia in copias)
