"""What axe finds wrong in a page, and nothing else.

Left alone, axe also describes every node that passes: megabytes of selectors for each page, which
cost twice the rules themselves and nobody reads. The violations are the same.
"""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SOLO_FALTAS = {"resultTypes": ["violations"]}


def faltas_de(page: Page, **opciones: Any) -> list[dict[str, Any]]:
    """The violations of the page as it is drawn now; `opciones` are those of ``axe.run``."""
    hallado: dict[str, Any] = Axe().run(page, options=SOLO_FALTAS | opciones).response
    return list(hallado["violations"])
