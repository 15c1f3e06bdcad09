"""Where a write comes from: request id and address, carried beside the call, never guessed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Origen:
    """`solicitud_id` ties the audit entry to the log lines of one request or task."""

    solicitud_id: str = ""
    ip: str = ""


_origen: ContextVar[Origen | None] = ContextVar("origen", default=None)


def origen_actual() -> Origen:
    return _origen.get() or Origen()


@contextmanager
def desde(origen: Origen) -> Iterator[None]:
    """Every audit entry written inside the block carries `origen`."""
    ficha = _origen.set(origen)
    try:
        yield
    finally:
        _origen.reset(ficha)
