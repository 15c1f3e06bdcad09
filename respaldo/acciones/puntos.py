"""Ping points of a source, as a person manages them; their addresses are secrets."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from django.db import transaction

from gobierno import bitacora
from gobierno.capacidad import exigir
from gobierno.models import Designacion, Persona
from respaldo.acciones.pings import crear_punto, nueva_clave_de_ping
from respaldo.coincidencias import Serie
from respaldo.models import Fuente, PuntoDePing, atadura

PERMISO = "fuentes.administrar"


@transaction.atomic
def agregar_punto(
    *,
    fuente: Fuente,
    slug: str,
    por: Persona,
    hoy: date,
    ahora: datetime,
    serie: Serie | None = None,
) -> PuntoDePing:
    """Make the ping address of a job, bound to a line if one is given; if the address exists, it
    is the same. Raises ReglaIncumplida."""
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    punto = crear_punto(fuente=fuente, slug=slug, ahora=ahora)
    if serie is not None:
        _atar(punto, serie)
    _anotar("respaldo.agregar_punto", fuente, designacion, punto.slug, ahora)
    return punto


@transaction.atomic
def atar_punto(
    *, punto: PuntoDePing, serie: Serie | None, por: Persona, hoy: date, ahora: datetime
) -> PuntoDePing:
    """Say for which line a ping point answers; None leaves it to the rules.

    What it told before keeps its line: the past is not scored again. Fuente: evidencia.md §6.1.
    """
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    punto = PuntoDePing.objects.select_for_update(of=("self",)).get(pk=punto.pk)
    antes = atadura(punto)
    _atar(punto, serie)
    bitacora.registrar(
        bitacora.Evento(
            accion="respaldo.atar_punto",
            por=designacion.persona,
            capacidad=designacion.capacidad,
            objeto=punto.fuente,
            antes={"punto": punto.slug, "linea": antes},
            despues={"punto": punto.slug, "linea": serie},
        ),
        ahora=ahora,
    )
    return punto


def _atar(punto: PuntoDePing, serie: Serie | None) -> None:
    item, tipo, modalidad = serie or (None, "", "")
    punto.item_id, punto.tipo_de_backup, punto.serie_modalidad = item, tipo, modalidad
    punto.save(update_fields=["item", "tipo_de_backup", "serie_modalidad"])


@transaction.atomic
def renovar_punto(*, punto: PuntoDePing, por: Persona, hoy: date, ahora: datetime) -> PuntoDePing:
    """Give a ping point another address; the one before stops working at once."""
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    punto = PuntoDePing.objects.select_for_update(of=("self",)).get(pk=punto.pk)
    punto.codigo = uuid4()
    punto.save(update_fields=["codigo"])
    _anotar("respaldo.renovar_punto", punto.fuente, designacion, punto.slug, ahora)
    return punto


@transaction.atomic
def renovar_clave_de_ping(*, fuente: Fuente, por: Persona, hoy: date, ahora: datetime) -> Fuente:
    """Give the slug addresses of a source another key; the one before stops working at once."""
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    fuente = Fuente.objects.select_for_update().get(pk=fuente.pk)
    fuente.clave_ping = nueva_clave_de_ping()
    fuente.save(update_fields=["clave_ping"])
    _anotar("respaldo.renovar_clave_de_ping", fuente, designacion, "", ahora)
    return fuente


def _anotar(
    accion: str, fuente: Fuente, designacion: Designacion, slug: str, ahora: datetime
) -> None:
    """One event; the address itself is never written."""
    bitacora.registrar(
        bitacora.Evento(
            accion=accion,
            por=designacion.persona,
            capacidad=designacion.capacidad,
            objeto=fuente,
            despues={"punto": slug} if slug else {},
        ),
        ahora=ahora,
    )
