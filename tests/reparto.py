"""Which tests an engine runs, in which order and on which worker: docs/adr/0016."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

CON_BASE = {"db", "transactional_db", "live_server"}
CON_MOTOR = ("django_db", "postgresql", "redis")
# Two browsers at once only make each walk slower; the others share what takes long to make.
JUNTOS = (
    "tests/navegador/",
    "tests/test_pila.py",
    "tests/test_arquitectura.py",
    "tests/test_trazabilidad.py",
)


class PorPrueba(LoadScopeScheduling):  # type: ignore[misc]
    """A test at a time to whichever worker is free, except what must stay together."""

    def _split_scope(self, nodeid: str) -> str:
        return next((juntos for juntos in JUNTOS if nodeid.startswith(juntos)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    return PorPrueba(config, log) if config.getvalue("dist") == "loadscope" else None


def necesita_motor(item: pytest.Item) -> bool:
    """Whether it may show something else on another engine."""
    if item.get_closest_marker("una_vez"):
        return False
    if CON_BASE & set(getattr(item, "fixturenames", ())):
        return True
    return any(item.get_closest_marker(marca) for marca in CON_MOTOR)


def solo_del_motor(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the first engine of this run already answered."""
    sobran = [item for item in items if not necesita_motor(item)]
    config.hook.pytest_deselected(items=sobran)
    items[:] = [item for item in items if necesita_motor(item)]


def ordenar(items: list[pytest.Item]) -> None:
    """What takes longest goes first, so that the short ones fill what is left of each worker."""
    items.sort(
        key=lambda item: (
            not item.get_closest_marker("navegador"),
            not item.get_closest_marker("larga"),
        )
    )
