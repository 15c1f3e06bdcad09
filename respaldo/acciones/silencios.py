"""Tell once of each source that went silent: the most frequent failure makes no noise.

Source: evidencia.md §1.11; X-4.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from gobierno import avisos
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from respaldo.acciones.registro import FUENTE_MANUAL
from respaldo.acciones.vigilancia import destinatarios, tomar_turno
from respaldo.models import Fuente
from respaldo.silencio import callada_desde

ANTELACION = timedelta(days=14)


@transaction.atomic
def avisar_silencios(*, ahora: datetime) -> int:
    """Queue one notice per source and silence, to the first level and who manages sources.

    The key names since when it is silent, so that a repeated sweep says nothing new. A source that
    was never used and typed runs are not silent. Returns new notices.
    """
    tomar_turno(ahora=ahora)
    primero = min(perfil_activo().verificacion.escalamiento, key=lambda escalon: escalon.nivel)
    nuevos = 0
    interesados: list[Persona] | None = None
    usadas = Fuente.objects.activas().filter(ultima_vista_en__isnull=False)
    for fuente in usadas.exclude(nombre=FUENTE_MANUAL).order_by("pk"):
        desde = callada_desde(fuente, ahora=ahora)
        if desde is None:
            continue
        if interesados is None:
            interesados = [*destinatarios(primero, ahora=ahora), *administradores(ahora)]
        mensaje = avisos.Mensaje(
            clave=f"fuente_callada:{fuente.pk}:{desde.isoformat()}",
            tipo="fuente_callada",
            asunto=f"La fuente «{fuente}» no envía evidencia",
            texto=f"Lo último que se supo de ella fue el "
            f"{desde.astimezone(perfil_activo().zona):%d/%m/%Y a las %H:%M}. Revise el trabajo "
            "programado, la red y el token en ese servidor.",
            enlace=reverse("respaldo:fuente", args=[fuente.pk]),
        )
        nuevos += avisos.encolar(mensaje, para=interesados, ahora=ahora)
    return nuevos


@transaction.atomic
def avisar_vencimientos(*, ahora: datetime) -> int:
    """Queue one notice per token about to expire, to who manages sources. Returns new notices."""
    tomar_turno(ahora=ahora)
    por_vencer = Fuente.objects.activas().filter(
        token_vence_en__gt=ahora, token_vence_en__lte=ahora + ANTELACION
    )
    nuevos = 0
    for fuente in por_vencer.order_by("pk"):
        vence = fuente.token_vence_en.astimezone(perfil_activo().zona)
        mensaje = avisos.Mensaje(
            clave=f"token_por_vencer:{fuente.pk}:{vence.isoformat()}",
            tipo="token_por_vencer",
            asunto=f"El token de «{fuente}» está por vencer",
            texto=f"Deja de valer el {vence:%d/%m/%Y a las %H:%M}. Renuévelo y cámbielo en ese "
            "servidor: el anterior puede seguir valiendo unos días.",
            enlace=reverse("respaldo:fuente_token", args=[fuente.pk]),
        )
        nuevos += avisos.encolar(mensaje, para=administradores(ahora), ahora=ahora)
    return nuevos


def administradores(ahora: datetime) -> list[Persona]:
    """Who manages the sources at `ahora` (UTC)."""
    hoy = ahora.astimezone(perfil_activo().zona).date()
    roles = [rol.codigo for rol in perfil_activo().roles_con("fuentes.administrar")]
    return [persona for rol in roles for persona in Persona.objects.con_rol(rol, hoy)]
