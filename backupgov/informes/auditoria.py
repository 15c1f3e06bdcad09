"""The audit trail as a sheet: every entry with its place in the chain (X-11)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Max, Min

from backupgov.informes.modelo import Informe, Pedido, como_texto, escribir_instante
from gobierno.bitacora import canonico
from gobierno.models import EventoBitacora

COLUMNAS = (
    "N°", "Instante", "Actor", "Capacidad", "Acción", "Objeto", "Tipo de objeto", "Id del objeto",
    "Antes", "Después", "Motivo", "Solicitud", "IP", "Hash anterior", "Hash",
)  # fmt: skip
IMPRESAS = {
    "N°": 5, "Instante": 11, "Actor": 16, "Capacidad": 18, "Acción": 18, "Objeto": 26,
}  # fmt: skip
_LOTE = 5_000
_VALORES = (
    "numero", como_texto("instante"), "actor", "capacidad", "accion", "objeto", "objeto_tipo",
    "objeto_id", "antes", "despues", "motivo", "solicitud_id", "ip", "hash_anterior", "hash",
)  # fmt: skip


def filas(pedido: Pedido) -> Iterator[Sequence[Any]]:
    """The entries of the period in the order of the chain, some thousands of numbers at a time."""
    desde, hasta = pedido.instantes
    consulta = EventoBitacora.objects.filter(instante__gte=desde, instante__lt=hasta)
    extremos = consulta.aggregate(primero=Min("numero"), ultimo=Max("numero"))
    if extremos["primero"] is None:
        return
    instante = escribir_instante(pedido.zona)
    for numero in range(extremos["primero"], extremos["ultimo"] + 1, _LOTE):
        lote = consulta.filter(numero__gte=numero, numero__lt=numero + _LOTE).order_by("numero")
        for fila in lote.values_list(*_VALORES):
            cambios = (canonico(dato) if dato else "" for dato in fila[8:10])
            yield fila[0], instante(fila[1]), *fila[2:8], *cambios, *fila[10:]


AUDITORIA = Informe(
    codigo="bitacora-de-auditoria",
    titulo="Bitácora de auditoría",
    descripcion="Cada acto registrado, con su lugar en la cadena de huellas.",
    regla="supervision",
    columnas=COLUMNAS,
    filas=filas,
    permiso="bitacora.ver",
    impresas=IMPRESAS,
    con_tipo=False,
)
