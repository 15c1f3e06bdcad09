"""Seal the evidence of each day: what arrived cannot be changed, added or taken away unseen.

A seal covers the identity and the hash of every delivery of a local day and the seal before it; the
audit trail keeps it too. Source: evidencia.md §9 (audit: hash-chained by day).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction

from gobierno import bitacora
from gobierno.perfil import perfil_activo
from respaldo.acciones.vigilancia import tomar_turno
from respaldo.models import Evidencia, SelloDeEvidencia

REPOSO = timedelta(hours=1)  # what was being received at midnight is in by then
DIAS_POR_VUELTA = 400
NINGUNO = "0" * 64


@transaction.atomic
def sellar(*, ahora: datetime) -> int:
    """Seal the days that ended and have no seal, in order; returns how many.

    Fuente: evidencia.md §9, X-11.
    """
    tomar_turno(ahora=ahora)
    ultimo = SelloDeEvidencia.objects.order_by("-dia").first()
    previo = ultimo.cadena if ultimo else NINGUNO
    sellos = []
    for dia in _por_sellar(ultimo.dia if ultimo else None, ahora):
        cantidad, huella = _huella(dia)
        cadena = _cadena(previo, dia, cantidad, huella)
        sellos.append(
            SelloDeEvidencia(
                dia=dia, cantidad=cantidad, huella=huella, previo=previo, cadena=cadena,
                sellado_en=ahora,
            )
        )  # fmt: skip
        previo = cadena
    SelloDeEvidencia.objects.bulk_create(sellos, batch_size=500)
    if sellos:
        bitacora.registrar(
            bitacora.Evento(
                accion="respaldo.sellar_evidencia",
                despues={"dias": {s.dia.isoformat(): [s.cantidad, s.cadena] for s in sellos}},
            ),
            ahora=ahora,
        )
    return len(sellos)


def dias_alterados() -> list[date]:
    """Days whose evidence, or whose seal, is not what was sealed; in order."""
    malos = []
    previo = NINGUNO
    for sello in SelloDeEvidencia.objects.order_by("dia"):
        cantidad, huella = _huella(sello.dia)
        cadena = _cadena(previo, sello.dia, cantidad, huella)
        if (sello.previo, sello.cadena) != (previo, cadena):
            malos.append(sello.dia)
        previo = sello.cadena
    return malos


def _por_sellar(ultimo: date | None, ahora: datetime) -> Iterator[date]:
    zona = perfil_activo().zona
    hasta = (ahora - REPOSO).astimezone(zona).date()  # not itself: it has not ended
    if ultimo is None:
        primera = Evidencia.objects.order_by("recibida_en").first()
        inicio = primera.recibida_en.astimezone(zona).date() if primera else hasta
    else:
        inicio = ultimo + timedelta(days=1)
    for n in range(min((hasta - inicio).days, DIAS_POR_VUELTA)):
        yield inicio + timedelta(days=n)


def _huella(dia: date) -> tuple[int, str]:
    """How many deliveries arrived on a local day, and the hash of them all."""
    desde, hasta = (
        datetime.combine(d, time.min, tzinfo=perfil_activo().zona)
        for d in (dia, dia + timedelta(days=1))
    )
    filas = Evidencia.objects.filter(recibida_en__gte=desde, recibida_en__lt=hasta).order_by("pk")
    suma, cantidad = hashlib.sha256(), 0
    for pk, fuente, canal, sha256, tamano in filas.values_list(
        "pk", "fuente_id", "canal", "sha256", "tamano"
    ).iterator(chunk_size=2_000):
        suma.update(f"{pk}:{fuente}:{canal}:{sha256}:{tamano}\n".encode())
        cantidad += 1
    return cantidad, suma.hexdigest()


def _cadena(previo: str, dia: date, cantidad: int, huella: str) -> str:
    return hashlib.sha256(f"{previo}:{dia.isoformat()}:{cantidad}:{huella}".encode()).hexdigest()
