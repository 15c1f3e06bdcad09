"""Sources of evidence and their tokens (evidencia.md §9): who may tell us what happened.

The token is random (256 bits), shown once and kept only as SHA-256. During a rotation the old one
works until a date, so that no machine stops reporting at night.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction

from gobierno import bitacora
from gobierno.capacidad import exigir
from gobierno.errores import EstadoCambiado, ReglaIncumplida
from gobierno.models import Designacion, Persona
from respaldo.acciones.pings import nueva_clave_de_ping
from respaldo.coincidencias import Serie
from respaldo.models import Fuente
from respaldo.redes import redes_de, remitente_malo

PERMISO = "fuentes.administrar"
PREFIJO = "bgv_"
VISIBLES = 10  # characters of the token that the page shows, to tell one from another
DEL_TOKEN = [
    "token_prefijo", "token_sha256", "token_anterior_sha256", "token_anterior_hasta",
    "token_vence_en", "token_usado_en",
]  # fmt: skip


@dataclass(frozen=True)
class DatosDeFuente:
    """What a person says of a source; `zona` is the IANA zone in which its tool prints times."""

    nombre: str
    herramienta: str
    zona: str
    redes: str = ""  # CIDR, one per line; empty: from anywhere
    remitentes: str = ""  # addresses or @domain, one per line; empty: anybody
    silencio_horas: int | None = None
    token_vence_en: datetime | None = None  # UTC; None: never
    serie: Serie | None = None  # the line that it answers for, when it is only one

    def campos(self) -> dict[str, Any]:
        """The columns of the source, by name."""
        campos = asdict(self)
        item, tipo, modalidad = campos.pop("serie") or (None, "", "")
        return campos | {"item_id": item, "tipo_de_backup": tipo, "serie_modalidad": modalidad}


def huella(token: str) -> str:
    """SHA-256 (hex) of a token: all that is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def crear_fuente(
    *, datos: DatosDeFuente, por: Persona, hoy: date, ahora: datetime
) -> tuple[Fuente, str]:
    """Create an active source; returns it with its token, which nobody will see again."""
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    _comprobar(datos, propia=None)
    token = _nuevo_token()
    fuente = Fuente.objects.create(
        **datos.campos(),
        token_sha256=huella(token),
        token_prefijo=token[:VISIBLES],
        clave_ping=nueva_clave_de_ping(),
        creada_por=por,
        creada_en=ahora,
    )
    _anotar("respaldo.crear_fuente", fuente, designacion, ahora=ahora, despues=datos.campos())
    return fuente, token


@transaction.atomic
def editar_fuente(
    *, fuente: Fuente, datos: DatosDeFuente, por: Persona, hoy: date, ahora: datetime
) -> Fuente:
    """Change name, tool or zone; runs already received keep their instants."""
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    fuente = Fuente.objects.select_for_update().get(pk=fuente.pk)
    _comprobar(datos, propia=fuente)
    antes = {campo: getattr(fuente, campo) for campo in datos.campos()}
    for campo, valor in datos.campos().items():
        setattr(fuente, campo, valor)
    fuente.save(update_fields=[campo.removesuffix("_id") for campo in antes])
    _anotar("respaldo.editar_fuente", fuente, designacion, ahora=ahora, antes=antes,
            despues=datos.campos())  # fmt: skip
    return fuente


@transaction.atomic
def rotar_token(
    *,
    fuente: Fuente,
    anterior_hasta: datetime,
    por: Persona,
    hoy: date,
    ahora: datetime,
    vence_en: datetime | None = None,
) -> str:
    """Give a new token, good until `vence_en`, and let the present one work until `anterior_hasta`
    (UTC); at once, `ahora`. The present one never lives longer than it would have.

    Raises EstadoCambiado when the source is not active. Two tokens at most are valid: where
    `conserva_el_anterior`, the one that nobody has used dies, unless it all ends at once.
    """
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    fuente = Fuente.objects.select_for_update().get(pk=fuente.pk)
    if not fuente.activa:
        raise EstadoCambiado(
            f"La fuente «{fuente}» está desactivada: no tiene token que renovar.",
            remedio="Actívela primero.",
        )
    token = _nuevo_token()
    if anterior_hasta <= ahora or not conserva_el_anterior(fuente, ahora=ahora):
        fuente.token_anterior_sha256 = fuente.token_sha256
        fuente.token_anterior_hasta = min(anterior_hasta, fuente.token_vence_en or anterior_hasta)
    fuente.token_sha256, fuente.token_usado_en = huella(token), None
    fuente.token_vence_en = vence_en
    fuente.token_prefijo = token[:VISIBLES]
    fuente.save(update_fields=DEL_TOKEN)
    _anotar("respaldo.rotar_token", fuente, designacion, ahora=ahora,
            despues={"anterior_hasta": fuente.token_anterior_hasta,
                     "vence_en": vence_en})  # fmt: skip
    return token


def conserva_el_anterior(fuente: Fuente, *, ahora: datetime) -> bool:
    """Would a renewal keep the token before the present one, until the instant promised to it?

    So it is while that one works and nobody has used the present one: it was never installed.
    """
    hasta = fuente.token_anterior_hasta
    return fuente.token_usado_en is None and hasta is not None and hasta > ahora


def estrenar_token(*, fuente: Fuente, sha256: str, ahora: datetime) -> None:
    """Keep when the present token was first used; the one before says nothing of it."""
    if fuente.token_usado_en is None and fuente.token_sha256 == sha256:
        sin_usar = Fuente.objects.filter(
            pk=fuente.pk, token_sha256=sha256, token_usado_en__isnull=True
        )
        sin_usar.update(token_usado_en=ahora)


@transaction.atomic
def cambiar_actividad(
    *, fuente: Fuente, activa: bool, por: Persona, hoy: date, ahora: datetime
) -> Fuente:
    """Turn a source off (its tokens stop working at once) or on again, with the same token."""
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    fuente = Fuente.objects.select_for_update().get(pk=fuente.pk)
    if fuente.activa == activa:
        estado = "activa" if activa else "desactivada"
        raise EstadoCambiado(f"La fuente «{fuente}» ya estaba {estado}.")
    fuente.activa = activa
    fuente.save(update_fields=["activa"])
    accion = "respaldo.activar_fuente" if activa else "respaldo.desactivar_fuente"
    _anotar(accion, fuente, designacion, ahora=ahora, antes={"activa": not activa},
            despues={"activa": activa})  # fmt: skip
    return fuente


@transaction.atomic
def exigir_firma(*, fuente: Fuente, exige: bool, por: Persona, hoy: date, ahora: datetime) -> int:
    """Ask for a signature beside the token, with a new key each time, or stop asking for it.

    Returns the series of the key, from which it is derived. Fuente: evidencia.md §9.
    """
    designacion = exigir(por=por, permiso=PERMISO, hoy=hoy)
    fuente = Fuente.objects.select_for_update().get(pk=fuente.pk)
    antes: dict[str, object] = {"exige_firma": fuente.exige_firma}
    fuente.exige_firma = exige
    fuente.firma_serie += exige
    fuente.save(update_fields=["exige_firma", "firma_serie"])
    _anotar("respaldo.exigir_firma", fuente, designacion, ahora=ahora, antes=antes,
            despues={"exige_firma": exige, "serie": fuente.firma_serie})  # fmt: skip
    return fuente.firma_serie


def _nuevo_token() -> str:
    return PREFIJO + secrets.token_urlsafe(32)


def _comprobar(datos: DatosDeFuente, *, propia: Fuente | None) -> None:
    if datos.zona not in available_timezones():
        raise ReglaIncumplida(
            f"«{datos.zona}» no es una zona horaria.",
            campos={"zona": "Elija una de la lista, por ejemplo America/Lima o UTC."},
        )
    try:
        redes_de(datos.redes)
    except ValueError as mala:
        raise ReglaIncumplida(
            f"No es una dirección ni una red: {mala}.",
            campos={"redes": "Una por línea, por ejemplo 10.20.0.0/16 o 10.20.1.7."},
        ) from None
    if malo := remitente_malo(datos.remitentes):
        texto = (
            f"«{malo}» no es un correo ni un dominio. Uno por línea, por ejemplo "
            "respaldos@ejemplo.gob.pe o @ejemplo.gob.pe."
        )
        raise ReglaIncumplida(texto, campos={"remitentes": texto})
    homonimas = Fuente.objects.filter(nombre__iexact=datos.nombre)
    if homonimas.exclude(pk=propia.pk if propia else None).exists():
        raise ReglaIncumplida(
            f"Ya existe una fuente llamada «{datos.nombre}».",
            campos={"nombre": "Use otro nombre, o renueve el token de la que existe."},
        )


def _anotar(
    accion: str,
    fuente: Fuente,
    designacion: Designacion,
    *,
    ahora: datetime,
    antes: dict[str, object] | None = None,
    despues: dict[str, object] | None = None,
) -> None:
    """One event; the token itself is never written anywhere."""
    bitacora.registrar(
        bitacora.Evento(
            accion=accion,
            por=designacion.persona,
            capacidad=designacion.capacidad,
            objeto=fuente,
            antes=antes or {},
            despues=despues or {},
        ),
        ahora=ahora,
    )
