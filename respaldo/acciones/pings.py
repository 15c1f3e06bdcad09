"""Pings of the Healthchecks protocol: a start and an end are one run, with its duration.

Source: evidencia.md §2.16, §4 (pings), §7.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from gobierno.errores import ReglaIncumplida
from gobierno.preparadas import CambioPreparado, ModelosPreparados, Orden
from respaldo.acciones.asiento import Leida, Recibo, asentar
from respaldo.acciones.evidencias import evidencia_de, leer, serie_de
from respaldo.acciones.plantillas import por_leer
from respaldo.acciones.turno import oir, releida, tomar
from respaldo.entregas import Contadas, Entrega, huella
from respaldo.importadores import EjecucionLeida
from respaldo.importadores.captura import Analisis, Captura
from respaldo.importadores.identidad import estado_final
from respaldo.importadores.pings import es_otra
from respaldo.models import Ejecucion, Fuente, PuntoDePing
from respaldo.querysets import EjecucionQuerySet

INICIO, EXITO, FALLO, REGISTRO = "inicio", "exito", "fallo", "registro"
PUNTOS_MAXIMOS = 500
ABIERTA_HASTA = timedelta(days=7)
_ver_punto = CambioPreparado(
    lambda punto, ahora: (PuntoDePing.objects.filter(pk=punto), {"ultimo_en": ahora})
)
_leer_ultima = ModelosPreparados(
    lambda fuente, desde, hasta: _de_un_punto(fuente, desde, hasta)[:1]
)
_leer_abierta = ModelosPreparados(
    lambda fuente, desde, hasta, vistas: _de_un_punto(fuente, desde, hasta).filter(
        estado=Ejecucion.Estado.EN_CURSO, recibida_en__gte=vistas
    )[:1]
)
_SLUG = re.compile(r"[a-z0-9_-]{1,100}")
_SUYOS = frozenset({"", "generico", "error"})  # readers that know no id of a tool


@dataclass(frozen=True, slots=True)
class _Contexto:
    """A ping, the run before it and whether it goes on with that one."""

    punto: PuntoDePing
    ping: Ping
    previa: Ejecucion | None
    sigue: bool
    ahora: datetime

    @property
    def abierta(self) -> Ejecucion | None:
        return self.previa if self.sigue else None

    @property
    def clave(self) -> str:
        if self.abierta:
            return str(self.abierta.clave)
        return _clave(self.punto, self.ping, self.ahora, usada=self.previa is not None)

    @property
    def empieza(self) -> datetime | None:
        if self.ping.senal == INICIO:
            return self.ahora
        return self.abierta.inicio if self.abierta else None

    @property
    def termina(self) -> datetime | None:
        return self.ahora if self.ping.senal in {EXITO, FALLO} else None


@dataclass(frozen=True, slots=True)
class Ping:
    """One signal: `senal` inicio, exito, fallo or registro; `rid` ties those of one run."""

    senal: str
    codigo: int | None = None
    rid: str = ""
    cuerpo: bytes = b""
    ip: str = ""


@transaction.atomic
def anotar_ping(*, punto: PuntoDePing, ping: Ping, ahora: datetime) -> Recibo:
    """Keep a ping and tell the run that it is of; a log without an open run is only kept.

    Raises ReglaIncumplida when the source is not active. Fuente: MIN-7.1.1-b, evidencia.md §4.
    """
    fuente, previa, plantillas, _ = oir(
        punto.fuente,
        releida(punto.fuente),
        _previa(punto, ping, ahora),
        por_leer(punto.fuente),
        _ver_punto.orden(punto=punto.pk, ahora=ahora),
        ahora=ahora,
    )
    contexto = _Contexto(punto, ping, previa, _sigue(previa, ping, ahora), ahora)
    captura = _captura(contexto, fuente)
    entrega = Entrega(
        captura=captura, tamano=len(ping.cuerpo), sha256=huella(ping.cuerpo), ip=ping.ip
    )
    analisis, contadas = leer(
        captura, fuente=fuente, llegada=ahora, plantillas=plantillas, punto=punto
    )
    contadas = replace(contadas, corridas=_suyas(contexto, contadas, analisis))
    evidencia = evidencia_de(fuente, entrega, ahora, punto)
    leida = Leida(evidencia, analisis, contadas, serie_de(evidencia, fuente))
    [recibo] = asentar(fuente=fuente, leidas=[leida], ahora=ahora)
    return recibo


def _previa(punto: PuntoDePing, ping: Ping, ahora: datetime) -> Orden:
    """The last run of its rid or, without it, the last one still open."""
    de_su_fuente = {"fuente": punto.fuente_id, "desde": (raiz := f"ping:{punto.pk}:{ping.rid}")}
    if ping.rid:
        orden = _leer_ultima.orden(**de_su_fuente, hasta=f"{raiz}~")
    else:
        orden = _leer_abierta.orden(**de_su_fuente, hasta=f"{raiz}~", vistas=ahora - ABIERTA_HASTA)
    return orden.luego(lambda filas: filas[0] if filas else None)


def _de_un_punto(fuente: int, desde: str, hasta: str) -> EjecucionQuerySet:
    """The runs of a point or of one of its rid, the last first."""
    return Ejecucion.objects.filter(fuente=fuente, clave__gte=desde, clave__lt=hasta).order_by(
        "-recibida_en", "-pk"
    )


def _sigue(previa: Ejecucion | None, ping: Ping, ahora: datetime) -> bool:
    """Whether the ping goes on with the run before it, or begins another."""
    if previa is None or (ping.senal == INICIO and not ping.rid):
        return False
    if ping.senal == REGISTRO or not ping.rid:
        return True
    empieza = ping.senal == INICIO
    return not es_otra(empieza=empieza, inicio=previa.inicio, fin=previa.fin, en=ahora)


def _clave(punto: PuntoDePing, ping: Ping, ahora: datetime, *, usada: bool) -> str:
    """The key of a new run; `usada` when an earlier one had the same rid. Without rid nor start, it
    is that of its minute: a ping that is retried is no other run (evidencia.md §4)."""
    if ping.rid:
        propia = f"ping:{punto.pk}:{ping.rid}"
        return f"{propia}:{ahora:%Y%m%dT%H%M%S}" if usada else propia
    return f"ping:{punto.pk}:{ahora:%Y%m%dT%H%M%S}"[: None if ping.senal == INICIO else -2]


def _captura(contexto: _Contexto, fuente: Fuente) -> Captura:
    return Captura(
        zona=ZoneInfo(fuente.zona),
        canal="ping",
        herramienta=fuente.herramienta,
        trabajo=contexto.punto.trabajo,
        stdout=contexto.ping.cuerpo,
        codigo_salida=contexto.ping.codigo,
        inicio=contexto.empieza,
        fin=contexto.termina,
        senal=contexto.ping.senal,
    )


def _suyas(
    contexto: _Contexto, contadas: Contadas, analisis: Analisis
) -> tuple[EjecucionLeida, ...]:
    """The runs of the body under the key of the ping; several: each its own, and their sum."""
    conocen = analisis.herramienta not in _SUYOS
    if contexto.ping.senal == REGISTRO and contexto.abierta is None:
        return contadas.corridas if conocen else ()
    if len(contadas.corridas) == 1:
        [una] = contadas.corridas
        alias = (una.clave, *una.alias) if conocen else ()
        una = replace(una, clave=contexto.clave, alias=alias, trabajo=contexto.punto.trabajo)
        calla = contexto.ping.senal == REGISTRO and not conocen
        return (replace(una, estado="en_curso") if calla else una,)
    return (*contadas.corridas, _suma(contexto, contadas.corridas))


def _suma(contexto: _Contexto, corridas: Sequence[EjecucionLeida]) -> EjecucionLeida:
    """The run of the ping itself, when its body tells of several or of something else."""
    estado = "en_curso"
    if contexto.ping.senal == FALLO:
        estado = "no_conforme"
    elif contexto.ping.senal == EXITO:
        estado = estado_final(c.estado for c in corridas)
    return EjecucionLeida(
        clave=contexto.clave,
        trabajo=contexto.punto.trabajo,
        estado=estado,
        inicio=contexto.empieza,
        fin=contexto.termina,
        inicio_inferido=True,
    )


@transaction.atomic
def crear_punto(*, fuente: Fuente, slug: str, ahora: datetime) -> PuntoDePing:
    """The ping point of a job, made the first time that it is named (`create=1` or by hand).

    Raises ReglaIncumplida when the slug is not one, or the source has too many.
    """
    if not _SLUG.fullmatch(slug):
        raise ReglaIncumplida(
            "El nombre solo admite minúsculas, cifras, guion y guion bajo, hasta 100.",
            campos={"slug": "Por ejemplo, respaldo-mesa."},
        )
    fuente = tomar(fuente)
    existente: PuntoDePing | None = PuntoDePing.objects.filter(fuente=fuente, slug=slug).first()
    if existente:
        return existente
    if fuente.puntos.count() >= PUNTOS_MAXIMOS:
        raise ReglaIncumplida(f"La fuente ya tiene {PUNTOS_MAXIMOS} puntos de ping.")
    return PuntoDePing.objects.create(fuente=fuente, slug=slug, trabajo=slug, creado_en=ahora)


def nueva_clave_de_ping() -> str:
    """A secret for the slug addresses of a source (128 bits)."""
    return secrets.token_urlsafe(16)
