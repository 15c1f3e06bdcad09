"""Ask the polled sources that are due, and keep what is new (evidencia.md §7, polling).

A source is claimed in a short transaction, asked outside any, and what it says is kept page by
page through the same intake as every channel. The mark moves only when all of it is kept: whoever
dies in the middle leaves the source due again, and a row already kept is known by its key.

A failure changes nothing of any run: it is told in *Fuentes* and tried again, later each time.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse

from gobierno import avisos, bitacora
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from respaldo.acciones.asiento import Leida, asentar
from respaldo.acciones.evidencias import evidencia_de, guardar, leer, serie_de
from respaldo.acciones.plantillas import plantillas_de
from respaldo.acciones.silencios import administradores
from respaldo.acciones.turno import oir, tomar
from respaldo.entregas import TARDIA, Entrega, huella
from respaldo.importadores.captura import Captura
from respaldo.lector import EN_LINEA, peso
from respaldo.models import Ejecucion, Evidencia, EvidenciaPendiente, Fuente, Sondeo
from respaldo.querysets import INSTANTE
from respaldo.sondeo.base import Fila
from respaldo.sondeo.clases import CLASES
from respaldo.sondeo.consulta import Ajustes, Pagina, paginas
from respaldo.sondeo.fallos import Fallo

registro = logging.getLogger(__name__)
EN_UNA_VUELTA = 5  # sources of one task
RESERVA = timedelta(minutes=30)  # as long as a task may live (CELERY_TASK_TIME_LIMIT)
TRASLAPE = timedelta(hours=48)
ABIERTAS = timedelta(days=30)  # a run in progress is looked for this far back
ESPERA_MAXIMA = timedelta(hours=6)
FALLOS_PARA_AVISAR = 3


def sondear(*, ahora: datetime, ajustes: Ajustes) -> int:
    """Poll the sources that are due at `ahora` (UTC); returns how many were asked.

    Fuente: MIN-7.1.1-d, evidencia.md §7.
    """
    for hechos in range(EN_UNA_VUELTA):
        sondeo = tomar_sondeo(ahora=ahora)
        if sondeo is None:
            return hechos
        _sondear_uno(sondeo, ahora, ajustes)
    return EN_UNA_VUELTA


@transaction.atomic
def tomar_sondeo(*, ahora: datetime) -> Sondeo | None:
    """Claim the source that has been due the longest, for this worker only; None when none is."""
    saltar = connection.features.has_select_for_update_skip_locked
    sondeo = (
        Sondeo.objects.select_for_update(of=("self",), skip_locked=saltar)
        .filter(Q(tomado_hasta__isnull=True) | Q(tomado_hasta__lte=ahora))
        .filter(activo=True, fuente__activa=True, proximo_en__lte=ahora)
        .select_related("fuente")
        .order_by("proximo_en", "pk")
        .first()
    )
    if sondeo is not None:
        sondeo.turno, sondeo.tomado_hasta = uuid.uuid4(), ahora + RESERVA
        sondeo.save(update_fields=["turno", "tomado_hasta"])
    return sondeo


def _sondear_uno(sondeo: Sondeo, ahora: datetime, ajustes: Ajustes) -> None:
    marca = sondeo.marca
    try:
        for pagina in paginas(sondeo, desde=desde_de(sondeo, ahora), ahora=ahora, ajustes=ajustes):
            vista = guardar_pagina(sondeo=sondeo, pagina=pagina, ahora=ahora)
            marca = max(filter(None, [marca, vista]), default=None)
        anotar_exito(sondeo=sondeo, marca=marca, ahora=ahora)
    except ReglaIncumplida:  # somebody turned it off or changed it meanwhile: it is theirs now
        registro.info("sondeo interrumpido: %s", sondeo.pk)
    except Fallo as fallo:
        anotar_fallo(sondeo=sondeo, fallo=fallo, ahora=ahora)
    except Exception:
        registro.exception("sondeo %s", sondeo.pk)
        propio = Fallo(
            "El sondeo falló por un error de este sistema.", "Avise a quien lo administra."
        )
        anotar_fallo(sondeo=sondeo, fallo=propio, ahora=ahora)


def desde_de(sondeo: Sondeo, ahora: datetime) -> datetime:
    """Since when to ask (UTC): some time before the mark, and before the oldest run in progress.

    The first time, as far back as evidence may answer for a corrida.
    """
    desde = sondeo.marca - TRASLAPE if sondeo.marca else ahora - TARDIA
    abierta = (
        Ejecucion.objects.filter(
            fuente=sondeo.fuente_id, canal=Ejecucion.Canal.SONDEO,
            estado=Ejecucion.Estado.EN_CURSO,
        )
        .entre(ahora - ABIERTAS, None)
        .order_by("cuando")
        .values_list(INSTANTE, flat=True)
        .first()
    )  # fmt: skip
    return min(desde, abierta - timedelta(minutes=1)) if abierta else desde


@transaction.atomic
def guardar_pagina(*, sondeo: Sondeo, pagina: Pagina, ahora: datetime) -> datetime | None:
    """Keep the rows that are new, as evidence of their source; returns the last instant they tell.

    Raises EstadoCambiado when another worker holds the source now. Fuente: MIN-7.1.1-b.
    """
    _en_turno(sondeo)
    fuente = tomar(sondeo.fuente)
    filas = {clave_de(fila): fila for fila in pagina.filas}
    guardadas = set(
        Evidencia.objects.filter(fuente=fuente, clave__in=filas).values_list("clave", flat=True)
    )
    nuevas = [fila for clave, fila in filas.items() if clave not in guardadas]
    plantillas = plantillas_de(fuente) if nuevas else []
    leidas = []
    for fila in nuevas:
        captura = captura_de_fila(sondeo, fuente, fila)
        entrega = _entrega(captura, fila, pagina.ip)
        if peso(captura) > EN_LINEA:  # nothing of one row may stop the others
            EvidenciaPendiente.objects.create(evidencia=guardar(fuente, entrega, ahora))
            continue
        evidencia = evidencia_de(fuente, entrega, ahora)
        analisis, contadas = leer(captura, fuente=fuente, llegada=ahora, plantillas=plantillas)
        leidas.append(Leida(evidencia, analisis, contadas, serie_de(evidencia, fuente)))
    if leidas:
        oir(fuente, ahora=ahora)
        asentar(fuente=fuente, leidas=leidas, ahora=ahora)
    return _ultimo(leidas, ahora)


def captura_de_fila(sondeo: Sondeo, fuente: Fuente, fila: Fila) -> Captura:
    """A row as its reader takes it."""
    return Captura(
        zona=ZoneInfo(fuente.zona), canal="sondeo", trabajo=fila.trabajo, stdout=fila.cuerpo,
        herramienta=CLASES[sondeo.clase].herramienta,
    )  # fmt: skip


def clave_de(fila: Fila) -> str:
    """What makes a row of an answer the same delivery: its id and how it stood."""
    dicho = f"{fila.id} {fila.firma}".encode(errors="backslashreplace")
    return f"sondeo:{hashlib.sha256(dicho).hexdigest()}"


def _entrega(captura: Captura, fila: Fila, ip: str) -> Entrega:
    return Entrega(
        captura=captura, tamano=len(fila.cuerpo), sha256=huella(fila.cuerpo),
        tipo_mime="application/json", ip=ip, clave=clave_de(fila), estricta=False,
    )  # fmt: skip


def _ultimo(leidas: Iterable[Leida], ahora: datetime) -> datetime | None:
    """The last instant told, never in the future: a clock ahead must not skip what comes."""
    instantes = (e.fin or e.inicio for leida in leidas for e in leida.analisis.ejecuciones)
    dicho = max(filter(None, instantes), default=None)
    return min(dicho, ahora) if dicho else None


@transaction.atomic
def anotar_exito(*, sondeo: Sondeo, marca: datetime | None, ahora: datetime) -> None:
    """Everything was kept: move the mark and wait for the next time."""
    fila = _en_turno(sondeo)
    antes, fila.fallos = fila.fallos, 0
    fila.marca, fila.ultimo_bien_en, fila.fallo_desde = marca, ahora, None
    fila.motivo = fila.remedio = ""
    _soltar(fila, ahora + timedelta(minutes=fila.intervalo_minutos))
    if antes:
        _anotar("respaldo.sondeo_repuesto", fila, {"fallos": antes}, ahora)


@transaction.atomic
def anotar_fallo(*, sondeo: Sondeo, fallo: Fallo, ahora: datetime) -> None:
    """Say why it failed and wait longer each time; after some, tell who manages the sources."""
    try:
        fila = _en_turno(sondeo)
    except EstadoCambiado:
        return
    fila.fallos += 1
    fila.fallo_desde = fila.fallo_desde or ahora
    cambio = fila.motivo != fallo.motivo[:300]
    fila.motivo, fila.remedio = fallo.motivo[:300], fallo.remedio[:300]
    espera = timedelta(minutes=fila.intervalo_minutos) * 2 ** min(fila.fallos - 1, 8)
    _soltar(fila, ahora + min(max(espera, fallo.espera), ESPERA_MAXIMA))
    if fila.fallos == FALLOS_PARA_AVISAR:
        _avisar(fila, ahora)
    if cambio:
        _anotar("respaldo.sondeo_fallido", fila, {"motivo": fila.motivo}, ahora)


def _avisar(sondeo: Sondeo, ahora: datetime) -> None:
    desde = sondeo.fallo_desde or ahora
    mensaje = avisos.Mensaje(
        clave=f"sondeo_fallido:{sondeo.fuente_id}:{desde.isoformat()}",
        tipo="sondeo_fallido",
        asunto=f"No se puede consultar la fuente «{sondeo.fuente}»",
        texto=f"{sondeo.motivo} {sondeo.remedio} Mientras tanto sus corridas quedan sin evidencia "
        "de esta fuente; ninguna se da por buena ni por mala.",
        enlace=reverse("respaldo:fuente", args=[sondeo.fuente_id]),
    )
    avisos.encolar(mensaje, para=administradores(ahora), ahora=ahora)


def _en_turno(sondeo: Sondeo) -> Sondeo:
    """The row, locked, if it is still ours; a lost turn is somebody else's work."""
    fila = Sondeo.objects.select_for_update(of=("self",)).select_related("fuente").get(pk=sondeo.pk)
    if fila.turno != sondeo.turno or not fila.activo:
        raise EstadoCambiado("Otro proceso sondea ahora esta fuente, o se cambió su configuración.")
    return fila


def _soltar(fila: Sondeo, proximo: datetime) -> None:
    fila.proximo_en, fila.turno, fila.tomado_hasta = proximo, None, None
    fila.save(
        update_fields=["proximo_en", "turno", "tomado_hasta", "fallos", "fallo_desde", "motivo",
                       "remedio", "marca", "ultimo_bien_en"]
    )  # fmt: skip


def _anotar(accion: str, sondeo: Sondeo, despues: dict[str, object], ahora: datetime) -> None:
    bitacora.registrar(
        bitacora.Evento(accion=accion, objeto=sondeo.fuente, despues=despues), ahora=ahora
    )
