"""The token of a source: it can write its own runs and read nothing."""

from datetime import datetime
from hmac import compare_digest
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from gobierno import reloj
from gobierno.perfil import perfil_activo
from gobierno.preparadas import ModelosPreparados
from respaldo.acciones.evidencias import Rechazada, rechazar_evidencia, ya_rechazada
from respaldo.acciones.fuentes import estrenar_token, huella
from respaldo.firmas import firma_vale, llave_de_firma
from respaldo.models import Fuente
from respaldo.redes import permitida

LARGO_MAXIMO = 200
PIDE_TOKEN: Any = [{"tokenDeFuente": []}]  # its stubs forget what OpenAPI's `security` is
_leer_fuentes = ModelosPreparados(
    lambda sha256, ahora: Fuente.objects.con_huella(sha256, ahora).order_by()
)


class TokenDeFuente(BaseAuthentication):
    """`Authorization: Bearer bgv_…`; only its SHA-256 is compared, in constant time."""

    def authenticate(self, request: Request) -> tuple[Fuente, str] | None:
        partes = get_authorization_header(request).split()
        if not partes or partes[0].lower() != b"bearer":
            return None
        _, *tokens = partes
        if len(tokens) != 1 or len(tokens[0]) > LARGO_MAXIMO:
            raise AuthenticationFailed("La cabecera Authorization debe decir «Bearer» y el token.")
        sha256 = huella(tokens[0].decode("latin-1"))
        fuente = fuente_con_token(sha256, ahora=reloj.ahora())
        if fuente is None:
            raise AuthenticationFailed(
                "El token no es válido: fue renovado, o su fuente está desactivada."
            )
        if motivo := _impedimento(request, fuente, sha256):
            raise AuthenticationFailed(motivo)
        estrenar_token(fuente=fuente, sha256=sha256, ahora=reloj.ahora())
        return fuente, sha256

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="backupgov"'


def fuente_de(request: Request) -> Fuente:
    """The source that speaks: views that authenticate by token alone always have one."""
    return cast(Fuente, request.user)


def _impedimento(request: Request, fuente: Fuente, sha256: str) -> str:
    """Why a known token is not enough; "" when it is. An expiry leaves its fact, once an hour."""
    ahora = reloj.ahora()
    if not permitida(fuente.redes, request.META.get("REMOTE_ADDR", "")):
        return "El token no vale desde esta dirección."
    vence = fuente.token_vence_en
    if vence and vence <= ahora and compare_digest(fuente.token_sha256, sha256):
        motivo = f"El token venció el {vence.astimezone(perfil_activo().zona):%d/%m/%Y}."
        _dejar_constancia(request, fuente, motivo, f"vencido:{ahora:%Y%m%d%H}")
        return f"{motivo} Pida al administrador que lo renueve."
    if fuente.exige_firma and not _firma_vale(request, fuente, ahora):
        motivo = "Falta la firma de esta fuente, no es de estos bytes, o tiene más de 5 minutos."
        _dejar_constancia(request, fuente, motivo, f"firma:{ahora:%Y%m%d%H}")
        return motivo
    return ""


def _firma_vale(request: Request, fuente: Fuente, ahora: datetime) -> bool:
    """Over the raw body, read here before any parser: never more than the server accepts."""
    cabecera = request.headers.get("X-BGV-Signature", "")
    maestras = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    llaves = [llave_de_firma(maestra, fuente.pk, fuente.firma_serie) for maestra in maestras]
    try:
        cuerpo = request._request.body  # DRF's stream would leave nothing to be parsed
    except RequestDataTooBig:
        return False
    return firma_vale(cabecera, cuerpo, llaves, ahora=ahora)


def _dejar_constancia(request: Request, fuente: Fuente, motivo: str, clave: str) -> None:
    if ya_rechazada(fuente=fuente, clave=clave):
        return
    rechazada = Rechazada(
        canal="api", motivo=motivo, clave=clave, ip=request.META.get("REMOTE_ADDR", "")
    )
    rechazar_evidencia(fuente=fuente, rechazada=rechazada, ahora=reloj.ahora())


def fuente_con_token(sha256: str, *, ahora: datetime) -> Fuente | None:
    """The active source of a token (its SHA-256 in hex): the present one, or the one before while
    it still works. Found by hash and compared in constant time."""
    for fuente in _leer_fuentes(sha256=sha256, ahora=ahora):
        vale_el_anterior = fuente.token_anterior_hasta and fuente.token_anterior_hasta > ahora
        anterior = fuente.token_anterior_sha256 if vale_el_anterior else ""
        if any(compare_digest(h, sha256) for h in (fuente.token_sha256, anterior) if h):
            return fuente
    return None


class EsquemaDeToken(OpenApiAuthenticationExtension):
    target_class = TokenDeFuente
    name = "tokenDeFuente"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "El token que se mostró al crear la fuente (Evidencia → Fuentes).",
        }


class RitmoDeFuente(SimpleRateThrottle):
    """So many calls per token; a batch of 1,000 runs is one call (evidencia.md §9)."""

    scope = "fuente"

    def get_cache_key(self, request: Request, view: object) -> str | None:
        if isinstance(request.user, Fuente):
            return f"ritmo-fuente-{request.user.pk}-{str(request.auth)[:16]}"
        return None
