"""Consecutive numbers without gaps: the row of the series is locked until the act ends."""

from mesa_ayuda.models import Folio


def tomar_serie(*, serie: str) -> Folio:
    """Lock a series: whoever numbers in it at the same time waits for this act to end."""
    Folio.objects.get_or_create(serie=serie)
    return Folio.objects.select_for_update().get(serie=serie)


def siguiente(*, folio: Folio) -> int:
    """The next number of a locked series; an act that fails uses none."""
    folio.ultimo += 1
    folio.save(update_fields=["ultimo"])
    return folio.ultimo
