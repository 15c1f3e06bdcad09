"""Notices: an outbox in the transaction of the act; mail leaves later, from the worker.

`encolar` writes one row per recipient and key (idempotent). `preparar_envios` joins what a person
has pending into one mail, outside the profile's quiet hours; who prefers one mail per notice gets
one per matter: the steps of a request that leave together are one mail. `despachar` claims each
mail with a conditional UPDATE, talks to the server outside any transaction and then records the
answer: two workers never send the same one, and a worker that dies leaves it due again. The text
that left is stored verbatim.

Fuente: X-6.
"""

import smtplib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F

from gobierno.models import Aviso, Envio, IntentoDeEnvio, Persona
from gobierno.perfil import Perfil, perfil_activo

# How long a claimed mail is nobody else's: longer than any conversation with a server.
RESERVA = timedelta(minutes=10)
EN_UN_RESUMEN = 60
EN_UNA_VUELTA = 5_000
RECHAZO_DEFINITIVO = 500  # RFC 5321: 5yz
ACEPTADO = "aceptado por el servidor de correo"


@dataclass(frozen=True)
class Mensaje:
    """What to say. `clave` identifies the fact: the same key never reaches a person twice.

    `inmediato` is for what cannot wait: it leaves alone, also in quiet hours.
    """

    clave: str
    tipo: str
    asunto: str
    texto: str
    enlace: str = ""
    inmediato: bool = False


@dataclass(frozen=True)
class Respuesta:
    """What the server said; `definitiva` when trying again would change nothing."""

    aceptado: bool
    texto: str
    definitiva: bool = False


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
            asunto=una_linea(mensaje.asunto)[:250],
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
    """Turn pending notices into mails: one per person (digest) or one per notice if preferred.

    A digest waits until its oldest notice is `correo.resumen_minutos` old, so that what happens
    together arrives together; an immediate notice takes with it whatever was waiting.
    """
    pendientes = Aviso.objects.por_enviar().filter(destinatario__is_active=True)
    pendientes = pendientes.exclude(destinatario__email="")
    if en_silencio(ahora, perfil_activo()):
        pendientes = pendientes.filter(urgencia=Aviso.Urgencia.INMEDIATA)
    por_persona: dict[int, list[Aviso]] = {}
    filas = pendientes.select_for_update(of=("self",)).select_related("destinatario")
    for aviso in filas.order_by("creado_en", "pk")[:EN_UNA_VUELTA]:
        por_persona.setdefault(aviso.destinatario_id, []).append(aviso)
    creados = 0
    for avisos in por_persona.values():
        for grupo in _grupos(avisos, ahora=ahora):
            _crear_envio(avisos[0].destinatario, grupo, ahora=ahora)
            creados += 1
    return creados


def _grupos(avisos: list[Aviso], *, ahora: datetime) -> list[list[Aviso]]:
    if not avisos[0].destinatario.resumen_diario:
        return _por_asunto(avisos)
    espera = timedelta(minutes=perfil_activo().correo.resumen_minutos)
    urge = any(aviso.urgencia == Aviso.Urgencia.INMEDIATA for aviso in avisos)
    return [avisos] if urge or avisos[0].creado_en <= ahora - espera else []


def _por_asunto(avisos: Iterable[Aviso]) -> list[list[Aviso]]:
    """The notices of each matter (what their link opens), in the order in which they came."""
    grupos: dict[object, list[Aviso]] = {}
    for aviso in avisos:
        grupos.setdefault(aviso.enlace or aviso.pk, []).append(aviso)
    return list(grupos.values())


def _titulo(avisos: Sequence[Aviso]) -> str:
    """The subject of a mail: of one matter, the last news of it."""
    otros = len(avisos) - 1
    if not otros:
        return avisos[0].asunto
    if len(_por_asunto(avisos)) > 1:
        return f"{len(avisos)} avisos de respaldo por atender"
    return f"{avisos[-1].asunto} (y {otros} aviso{'s' if otros > 1 else ''} más)"


def _crear_envio(persona: Persona, avisos: Sequence[Aviso], *, ahora: datetime) -> Envio:
    perfil = perfil_activo()
    uno = len(avisos) == 1
    de_cada_asunto = _por_asunto(avisos[:EN_UN_RESUMEN])
    partes = [parte for grupo in de_cada_asunto for parte in _parrafos(grupo, titulo=not uno)]
    if len(avisos) > EN_UN_RESUMEN:
        partes.append(
            f"Y {len(avisos) - EN_UN_RESUMEN} avisos más, en {settings.SITIO_URL}/avisos/"
        )
    cuerpo = "\n\n".join(partes)
    texto = (
        f"{persona}:\n\n{cuerpo}\n\n— {perfil.institucion.unidad_responsable}, "
        f"{perfil.institucion.siglas}. Aviso automático; {perfil.norma.codigo}.\n"
    )
    envio = crear_envio(persona=persona, asunto=_titulo(avisos), texto=texto, ahora=ahora)
    Aviso.objects.filter(pk__in=[aviso.pk for aviso in avisos]).update(envio=envio)
    return envio


def crear_envio(*, persona: Persona, asunto: str, texto: str, ahora: datetime) -> Envio:
    """A mail in the outbox, to one person, with its text as it will leave."""
    return _guardar_envio(persona, persona.email, asunto=asunto, texto=texto, ahora=ahora)


def escribir_a(direccion: str, *, asunto: str, texto: str, ahora: datetime) -> Envio:
    """A mail to an address without an account: another unit, a provider (X-6)."""
    return _guardar_envio(None, direccion, asunto=asunto, texto=texto, ahora=ahora)


def _guardar_envio(
    persona: Persona | None, direccion: str, *, asunto: str, texto: str, ahora: datetime
) -> Envio:
    siglas = perfil_activo().institucion.siglas
    return Envio.objects.create(
        destinatario=persona,
        para=direccion,
        asunto=una_linea(f"[{siglas} respaldos] {asunto}")[:250],
        texto=texto,
        mensaje_id=make_msgid(domain=urlsplit(settings.SITIO_URL).hostname or "backupgov"),
        creado_en=ahora,
        proximo_intento_en=ahora,
    )


def una_linea(texto: str) -> str:
    """A subject holds no line break: a header could be injected after it."""
    return " ".join(texto.split())


def _parrafos(avisos: Sequence[Aviso], *, titulo: bool) -> list[str]:
    """What each notice of a matter says, and once, where to go."""
    dichos = [f"• {a.asunto}\n{a.texto}" if titulo else a.texto for a in avisos]
    enlace = f"\n{settings.SITIO_URL}{avisos[-1].enlace}" if avisos[-1].enlace else ""
    return [*dichos[:-1], dichos[-1] + enlace]


def despachar(*, ahora: datetime, limite: int = 200) -> int:
    """Send the mails due at `ahora`; returns how many left. Safe to call from two workers."""
    pendientes = Envio.objects.pendientes(ahora).order_by("proximo_intento_en", "pk")
    return sum(
        enviar(pk=pk, ahora=ahora) for pk in list(pendientes.values_list("pk", flat=True)[:limite])
    )


def enviar(*, pk: int, ahora: datetime) -> bool:
    """Claim one mail, hand it to the server and record the answer; true when it was accepted.

    False also when another worker has it. Call it outside a transaction: the conversation with the
    server may take long, and nobody else waits for it.
    """
    if not _reclamar(pk, ahora=ahora):
        return False
    envio = Envio.objects.get(pk=pk)
    respuesta = _entregar(envio)
    _anotar(pk, respuesta, ahora=ahora)
    return respuesta.aceptado


def _reclamar(pk: int, *, ahora: datetime) -> bool:
    return bool(
        Envio.objects.pendientes(ahora)
        .filter(pk=pk)
        .update(proximo_intento_en=ahora + RESERVA, intentos=F("intentos") + 1)
    )


@transaction.atomic
def _anotar(pk: int, respuesta: Respuesta, *, ahora: datetime) -> None:
    envio = Envio.objects.select_for_update().get(pk=pk)
    esperas = perfil_activo().correo.reintentos_minutos
    if respuesta.aceptado:
        envio.estado, envio.enviado_en = Envio.Estado.ENVIADO, ahora
    elif respuesta.definitiva or envio.intentos > len(esperas):
        envio.estado = Envio.Estado.FALLIDO
    else:
        envio.proximo_intento_en = ahora + timedelta(minutes=esperas[envio.intentos - 1])
    envio.save(update_fields=["estado", "enviado_en", "proximo_intento_en"])
    IntentoDeEnvio.objects.create(envio=envio, en=ahora, respuesta=respuesta.texto[:500])


def _entregar(envio: Envio) -> Respuesta:
    """Hand one mail to the SMTP server, as plain text."""
    mensaje = EmailMessage(
        subject=envio.asunto,
        body=envio.texto,
        from_email=settings.DEFAULT_FROM_EMAIL or perfil_activo().correo.remitente,
        to=[envio.para],
        cc=[parte for parte in envio.copia.split(",") if parte],
        headers={"Message-ID": envio.mensaje_id, "Auto-Submitted": "auto-generated"},
        connection=get_connection(timeout=settings.EMAIL_TIMEOUT),
    )
    try:
        mensaje.send()
    except smtplib.SMTPRecipientsRefused as error:
        codigo, texto = next(iter(error.recipients.values()))
        explicado = texto.decode(errors="replace") if isinstance(texto, bytes) else str(texto)
        return Respuesta(False, f"{codigo} {explicado}", definitiva=_es_definitivo(codigo))
    except smtplib.SMTPResponseException as error:
        explicado = str(error.smtp_error)
        return Respuesta(
            False, f"{error.smtp_code} {explicado}", definitiva=_es_definitivo(error.smtp_code)
        )
    except (smtplib.SMTPException, OSError) as error:
        return Respuesta(False, f"{type(error).__name__}: {error}")
    except ValueError as error:  # an address or a header that no server would take
        return Respuesta(False, f"{type(error).__name__}: {error}", definitiva=True)
    return Respuesta(True, ACEPTADO)


def _es_definitivo(codigo: int) -> bool:
    return codigo >= RECHAZO_DEFINITIVO
