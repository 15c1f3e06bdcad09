"""Notices: an outbox in the transaction of the act; mail leaves later, from the worker.

`encolar` writes one row per recipient and key (idempotent). `preparar_envios` joins what a person
has pending into one mail, outside the profile's quiet hours; `despachar` sends what is due and
retries with back-off. The text that left is stored verbatim (X-6).
"""

import smtplib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from gobierno.models import Aviso, Envio, IntentoDeEnvio, Persona
from gobierno.perfil import Perfil, perfil_activo


@dataclass(frozen=True)
class Mensaje:
    """What to say. `clave` identifies the fact: the same key never reaches a person twice."""

    clave: str
    tipo: str
    asunto: str
    texto: str
    enlace: str = ""
    inmediato: bool = False


def encolar(mensaje: Mensaje, *, para: Iterable[Persona], ahora: datetime) -> int:
    """Queue `mensaje` for each person, in the caller's transaction; returns how many were new."""
    personas = {persona.pk: persona for persona in para}
    ya = set(
        Aviso.objects.filter(clave=mensaje.clave, destinatario__in=personas).values_list(
            "destinatario_id", flat=True
        )
    )
    urgencia = Aviso.Urgencia.INMEDIATA if mensaje.inmediato else Aviso.Urgencia.NORMAL
    nuevos = [
        Aviso(
            destinatario=persona,
            clave=mensaje.clave[:160],
            tipo=mensaje.tipo,
            asunto=mensaje.asunto[:250],
            texto=mensaje.texto,
            enlace=mensaje.enlace,
            urgencia=urgencia,
            creado_en=ahora,
        )
        for pk, persona in personas.items()
        if pk not in ya
    ]
    # ignore_conflicts: two schedulers may race between the look and the write.
    Aviso.objects.bulk_create(nuevos, ignore_conflicts=True)
    return len(nuevos)


def en_silencio(ahora: datetime, perfil: Perfil) -> bool:
    """Is `ahora` inside the profile's quiet hours, in the institution's zone?"""
    hora: time = ahora.astimezone(perfil.zona).time()
    desde, hasta = perfil.correo.silencio.desde, perfil.correo.silencio.hasta
    if desde <= hasta:
        return desde <= hora < hasta
    return hora >= desde or hora < hasta


@transaction.atomic
def preparar_envios(*, ahora: datetime) -> int:
    """Turn pending notices into mails: one per person (digest) or one per notice if preferred."""
    pendientes = Aviso.objects.por_enviar()
    if en_silencio(ahora, perfil_activo()):
        pendientes = pendientes.filter(urgencia=Aviso.Urgencia.INMEDIATA)
    por_persona: dict[int, list[Aviso]] = {}
    for aviso in pendientes.select_for_update(of=("self",)).select_related("destinatario")[:5000]:
        por_persona.setdefault(aviso.destinatario_id, []).append(aviso)
    creados = 0
    for avisos in por_persona.values():
        persona = avisos[0].destinatario
        if not persona.email or not persona.is_active:
            continue
        avisos.sort(key=lambda aviso: (aviso.creado_en, aviso.pk))
        grupos = [avisos] if persona.resumen_diario else [[aviso] for aviso in avisos]
        for grupo in grupos:
            _crear_envio(persona, grupo, ahora=ahora)
            creados += 1
    return creados


def _crear_envio(persona: Persona, avisos: Sequence[Aviso], *, ahora: datetime) -> Envio:
    perfil = perfil_activo()
    uno = len(avisos) == 1
    asunto = avisos[0].asunto if uno else f"{len(avisos)} avisos de respaldo por atender"
    cuerpo = "\n\n".join(_parrafo(aviso, con_titulo=not uno) for aviso in avisos)
    texto = (
        f"{persona}:\n\n{cuerpo}\n\n— {perfil.institucion.unidad_responsable}, "
        f"{perfil.institucion.siglas}. Aviso automático; {perfil.norma.codigo}.\n"
    )
    envio = Envio.objects.create(
        destinatario=persona,
        para=persona.email,
        asunto=f"[{perfil.institucion.siglas} respaldos] {asunto}"[:250],
        texto=texto,
        mensaje_id=f"<{uuid4()}@backupgov>",
        creado_en=ahora,
        proximo_intento_en=ahora,
    )
    Aviso.objects.filter(pk__in=[aviso.pk for aviso in avisos]).update(envio=envio)
    return envio


def _parrafo(aviso: Aviso, *, con_titulo: bool) -> str:
    enlace = f"\n{settings.SITIO_URL}{aviso.enlace}" if aviso.enlace else ""
    titulo = f"• {aviso.asunto}\n" if con_titulo else ""
    return f"{titulo}{aviso.texto}{enlace}"


def despachar(*, ahora: datetime, limite: int = 200) -> int:
    """Send the mails due at `ahora`; returns how many left. Safe to call from two workers."""
    enviados = 0
    for pk in list(Envio.objects.pendientes(ahora).order_by("pk").values_list("pk", flat=True))[
        :limite
    ]:
        enviados += _intentar(pk, ahora=ahora)
    return enviados


@transaction.atomic
def _intentar(pk: int, *, ahora: datetime) -> bool:
    envio = (
        Envio.objects.select_for_update(skip_locked=True).pendientes(ahora).filter(pk=pk).first()
    )
    if envio is None:  # another worker has it
        return False
    respuesta = _entregar(envio)
    envio.intentos += 1
    esperas = perfil_activo().correo.reintentos_minutos
    if not respuesta:
        envio.estado, envio.enviado_en = Envio.Estado.ENVIADO, ahora
    elif envio.intentos > len(esperas):
        envio.estado = Envio.Estado.FALLIDO
    else:
        envio.proximo_intento_en = ahora + timedelta(minutes=esperas[envio.intentos - 1])
    envio.save(update_fields=["intentos", "estado", "enviado_en", "proximo_intento_en"])
    IntentoDeEnvio.objects.create(
        envio=envio, en=ahora, respuesta=(respuesta or "aceptado por el servidor de correo")[:500]
    )
    return not respuesta


def _entregar(envio: Envio) -> str:
    """Hand one mail to the SMTP server; "" when accepted, else what the server answered."""
    mensaje = EmailMessage(
        subject=envio.asunto,
        body=envio.texto,
        from_email=perfil_activo().correo.remitente,
        to=[envio.para],
        cc=[parte for parte in envio.copia.split(",") if parte],
        headers={"Message-ID": envio.mensaje_id, "Auto-Submitted": "auto-generated"},
        connection=get_connection(timeout=20),
    )
    try:
        mensaje.send()
    except (smtplib.SMTPException, OSError) as error:
        return f"{type(error).__name__}: {error}"
    return ""
