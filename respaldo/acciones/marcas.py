"""Keep the discrepancies of each corrida up to date with the evidence that answers for it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from respaldo.discrepancias_de import discrepancias_de
from respaldo.models import Corrida

_LEIDOS = (
    "item", "tipo_de_backup", "modalidad", "fecha_operativa", "inicio_previsto", "fin_previsto",
    "discrepancias", "discrepancias_en", "ejecucion__estado", "ejecucion__modalidad",
    "ejecucion__inicio", "ejecucion__fin", "ejecucion__bytes", "ejecucion__archivos",
    "ejecucion__errores", "ejecucion__mensaje", "ejecucion__corrida",
)  # fmt: skip


@transaction.atomic(savepoint=False)
def marcar(*, corridas: Collection[int], ahora: datetime) -> int:
    """Compute again the marks of the unverified corridas (keys); returns how many have any.

    Called whenever `Corrida.ejecucion` changes. A verified corrida keeps what its operator saw.
    """
    filas = list(
        Corrida.objects.select_for_update(of=("self",))
        .filter(pk__in=set(corridas), estado=Corrida.Estado.ESPERADA)
        .select_related("ejecucion")
        .only(*_LEIDOS)
        .order_by("pk")
    )
    marcas = discrepancias_de(filas)
    cambiadas = [f for f in filas if f.discrepancias != marcas[f.pk] or not f.discrepancias_en]
    for fila in cambiadas:
        fila.discrepancias, fila.discrepancias_en = marcas[fila.pk], ahora
    Corrida.objects.bulk_update(cambiadas, ["discrepancias", "discrepancias_en"], batch_size=500)
    return sum(1 for lista in marcas.values() if lista)
