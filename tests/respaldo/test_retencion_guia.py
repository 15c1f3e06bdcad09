"""What docs/retencion.md tells people to type must work."""

import re
from pathlib import Path
from typing import Any

GUIA = Path(__file__).resolve().parents[2] / "docs" / "retencion.md"


def test_the_example_of_the_guide_gives_what_it_says():
    bloque = re.search(r"```python\n(.*?)```", GUIA.read_text(encoding="utf-8"), re.DOTALL)
    entorno: dict[str, Any] = {}
    exec(bloque[1], entorno)  # noqa: S102

    dictamen = entorno["dictamen"]
    assert repr(dictamen.codigo) in bloque[1]
    assert repr(dictamen.explicacion) in bloque[1]
