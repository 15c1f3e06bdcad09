"""Copies that stop counting, and the only way back (R11).

A copy is invalidated by the word of its source or of the person who declared its run; what depends
on it breaks with it. Nothing revives one by itself: a person says so, with the reason, in the
rectification of what was declared.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from respaldo.models import Copia, Corrida
from respaldo.querysets import CopiaQuerySet

FUENTE = "La fuente informó después que la ejecución no fue conforme."
DECLARACION = "Una persona declaró no conforme la ejecución que la dejó."


def invalidar_copias(ejecuciones: Collection[int], *, ahora: datetime) -> None:
    """The source took back its word: the copy that it left is not one (R11)."""
    if ejecuciones:
        _invalidar(Copia.objects.filter(ejecucion__in=ejecuciones), FUENTE, ahora)


def invalidar_por_declaracion(*, corrida: Corrida, ahora: datetime) -> bool:
    """The copy of the run that answers for `corrida`, declared no conforme. Fuente: R11, 4.9 a."""
    return _invalidar(_de(corrida), DECLARACION, ahora) > 0


def invalidar_las_ya_declaradas(ejecuciones: Collection[int], *, ahora: datetime) -> None:
    """Copies told after a person had declared their run no conforme: that word stands."""
    if ejecuciones:
        filas = Copia.objects.filter(
            ejecucion__in=ejecuciones,
            ejecucion__corrida__ejecucion=F("ejecucion"),
            ejecucion__corrida__estado=Corrida.Estado.NO_CONFORME,
        )
        claves = list(filas.values_list("pk", flat=True))
        _invalidar(Copia.objects.filter(pk__in=claves), DECLARACION, ahora)


def invalidada_por_declaracion(corrida: Corrida) -> bool:
    """Whether a rectification may give its copy back: no source ever said that it is bad."""
    return bool(_de(corrida).filter(motivo_invalidez=DECLARACION).exists())


def revalidar(*, corrida: Corrida) -> bool:
    """Count the copy again, only if what invalidated it was a declaration now rectified."""
    copias = _de(corrida).filter(motivo_invalidez=DECLARACION)
    return bool(copias.update(invalidada_en=None, motivo_invalidez=""))


def _de(corrida: Corrida) -> CopiaQuerySet:
    """Its own copy; one lent by an event belongs to the corrida of the event."""
    filas: CopiaQuerySet = Copia.objects.filter(
        ejecucion=corrida.ejecucion_id, ejecucion__corrida=corrida
    )
    return filas


def _invalidar(copias: CopiaQuerySet, motivo: str, ahora: datetime) -> int:
    return copias.existentes().update(invalidada_en=ahora, motivo_invalidez=motivo)
