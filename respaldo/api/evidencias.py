"""`/api/v1/evidencias/` and `/api/v1/correos/`: what a tool printed comes in as it is."""

import re
from typing import Any, NoReturn

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from gobierno import reloj
from gobierno.permisos_api import MAQUINA, SesionWeb
from gobierno.problemas import Problema
from respaldo.acciones.asiento import Recibo
from respaldo.acciones.evidencias import (
    Rechazada,
    rechazar_evidencia,
    recibir_evidencia,
    ya_rechazada,
)
from respaldo.api import esquemas
from respaldo.api.autenticacion import PIDE_TOKEN, RitmoDeFuente, TokenDeFuente, fuente_de
from respaldo.api.cuerpos import Cuerpo, CuerpoDeCorreo, DemasiadoGrande
from respaldo.entrantes import CAMPOS, Entrada, armar
from respaldo.entregas import Entrega, entrega_de_correo, huella, huella_de, sobre_de
from respaldo.importadores.captura import Captura
from respaldo.lector import SIN_ABRIR, LectorAparte, LectorDetenido, LectorRoto
from respaldo.models import Evidencia, Fuente
from respaldo.redes import falta_del_remitente

A_LA_VISTA = 100
_AGREGUE = "Pida al administrador que lo agregue a la fuente."
_EML = "Envíe el mensaje .eml completo, con sus cabeceras."
_CLAVE = re.compile(r"[\x21-\x7e]{1,150}")
_RESPUESTAS = {
    **{(codigo, "application/json"): esquemas.EvidenciaRecibida for codigo in (200, 201, 202)},
    **esquemas.problemas(400, 401, 403, 409, 413, 415, 422, 429),
}
_CLAVE_DE_ENVIO = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER,
    description="Identifica el envío durante 7 días; con otro contenido responde 409.",
)  # fmt: skip

_FIRMA = OpenApiParameter(
    "X-BGV-Signature", str, OpenApiParameter.HEADER,
    description="Solo si la fuente la exige: t=<segundos>,v1=<hmac-sha256 de t + «.» + cuerpo>.",
)  # fmt: skip


class _Entrante(GenericAPIView[Evidencia]):
    """What both doors share: a token, limits, and a refusal that leaves its fact."""

    permiso_de = {"POST": MAQUINA}
    authentication_classes = [TokenDeFuente, SesionWeb]
    throttle_classes = [RitmoDeFuente]
    parser_classes: list[type[BaseParser]] = [Cuerpo]
    serializer_class = esquemas.EvidenciaRecibida
    queryset = Evidencia.objects.none()
    canal = Evidencia.Canal.API

    def throttled(self, request: Request, wait: float) -> NoReturn:
        """A source that goes too fast leaves one refusal per minute."""
        ahora = reloj.ahora()
        clave = f"429:{ahora:%Y%m%d%H%M}"
        if isinstance(request.user, Fuente) and not ya_rechazada(fuente=request.user, clave=clave):
            self._rechazar(request, "Demasiadas peticiones por minuto.", clave=clave)
        super().throttled(request, wait)
        raise AssertionError

    def _entrada(self, request: Request) -> Entrada:
        try:
            datos = request.data
        except DemasiadoGrande as grande:
            self._rechazar(request, str(grande.detail), tamano=grande.tamano, sha256=grande.sha256)
            raise
        return datos if isinstance(datos, Entrada) else Entrada()

    def _rechazar(self, request: Request, motivo: str, **extra: Any) -> None:
        fuente = fuente_de(request)
        rechazada = Rechazada(
            canal=self.canal, motivo=motivo, ip=request.META.get("REMOTE_ADDR", ""),
            tipo_mime=request.content_type or "", **extra,
        )  # fmt: skip
        rechazar_evidencia(fuente=fuente, rechazada=rechazada, ahora=reloj.ahora())

    def _recibir(self, request: Request, entrega: Entrega) -> Response:
        fuente = fuente_de(request)
        return responder(recibir_evidencia(fuente=fuente, entrega=entrega, ahora=reloj.ahora()))


class Evidencias(_Entrante):
    @extend_schema(
        operation_id="evidencias_enviar",
        summary="Enviar lo que escribió una herramienta",
        description=(
            "Con el token de la fuente: stdout y stderr por separado, con el código de salida "
            "(multipart), o el cuerpo tal cual con «?herramienta=». Quien lo lee es el servidor: "
            "dice qué entendió, y lo que no reconoce queda guardado igual.\n\n"
            "**201** recibida, **200** ya se tenía, **202** se leerá en segundo plano. Los "
            "secretos se tapan antes de guardar."
        ),
        parameters=[
            _CLAVE_DE_ENVIO,
            _FIRMA,
            *(OpenApiParameter(campo, str, description="Si no va en el cuerpo.")
              for campo in CAMPOS),
        ],
        request={
            "multipart/form-data": esquemas.EvidenciaEntrante,
            "application/json": OpenApiTypes.OBJECT,
            "text/plain": OpenApiTypes.STR,
        },
        responses=_RESPUESTAS,
        auth=PIDE_TOKEN,
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        fuente = fuente_de(request)
        clave = _clave(request)
        entrada = self._entrada(request)
        consulta = {c: request.query_params[c] for c in CAMPOS if c in request.query_params}
        captura = armar(entrada, consulta, zona=fuente.zona, herramienta=fuente.herramienta)
        if not isinstance(captura, Captura):
            raise Problema(
                422, "La evidencia no se aceptó.", "Corrija lo que dice «errores».",
                errores=[{"indice": 0, "campo": e.campo, "mensaje": e.mensaje,
                          "remedio": e.remedio} for e in captura],
            )  # fmt: skip
        return self._recibir(request, Entrega(
            captura=captura,
            tamano=entrada.tamano,
            sha256=entrada.sha256 or huella_de(captura),
            tipo_mime=request.content_type or "",
            ip=request.META.get("REMOTE_ADDR", ""),
            clave=clave,
        ))  # fmt: skip


class Correos(_Entrante):
    parser_classes = [CuerpoDeCorreo]
    canal = Evidencia.Canal.CORREO

    @extend_schema(
        operation_id="correos_enviar",
        summary="Enviar un correo (.eml) tal como llegó",
        description=(
            "El mensaje completo, o la parte «correo» de un multipart. El mismo Message-ID otra "
            "vez no cambia nada. No se abren adjuntos."
        ),
        request={
            "multipart/form-data": esquemas.CorreoEntrante,
            "text/plain": OpenApiTypes.STR,
        },
        responses=_RESPUESTAS,
        auth=PIDE_TOKEN,
    )
    def post(self, request: Request) -> Response:
        fuente = fuente_de(request)
        flujos = self._entrada(request).flujos
        crudo = flujos.get("correo") or flujos.get("stdout") or next(iter(flujos.values()), b"")
        if not crudo.strip():
            raise Problema(422, "No llegó ningún correo.", "Envíe el mensaje .eml completo.")
        entrega = self._abierta(request, crudo)
        if motivo := falta_del_remitente(fuente.remitentes, entrega.captura.remitente):
            self._rechazar(
                request, motivo, tamano=len(crudo), sha256=entrega.sha256,
                datos=sobre_de(entrega.captura),
            )  # fmt: skip
            es_correo = "@" in entrega.captura.remitente
            raise Problema(422, motivo, _AGREGUE if es_correo else _EML)
        return self._recibir(request, entrega)

    def _abierta(self, request: Request, crudo: bytes) -> Entrega:
        fuente = fuente_de(request)
        try:
            with LectorAparte() as aparte:
                return entrega_de_correo(
                    crudo, zona=fuente.zona, herramienta=fuente.herramienta,
                    ip=request.META.get("REMOTE_ADDR", ""), abrir=aparte.abrir,
                )  # fmt: skip
        except (LectorDetenido, LectorRoto):
            self._rechazar(request, SIN_ABRIR, tamano=len(crudo), sha256=huella(crudo))
            raise Problema(422, SIN_ABRIR, "Envíe el mensaje sin adjuntos.") from None


def _clave(request: Request) -> str:
    clave = request.headers.get("Idempotency-Key", "")
    if clave and not _CLAVE.fullmatch(clave):
        raise Problema(
            400, "Idempotency-Key debe tener de 1 a 150 caracteres visibles, sin espacios.",
            "Use un UUID nuevo por ejecución.",
        )  # fmt: skip
    return clave


def responder(recibo: Recibo) -> Response:
    """What was understood, for whoever sent it; it never shows what others sent."""
    estado = 200 if recibo.repetida else 202 if recibo.resultado == "pendiente" else 201
    estados = {r.ejecucion.pk: r.estado for r in recibo.resultados if r.ejecucion}
    return Response(
        {
            "evidencia": recibo.evidencia.pk,
            "resultado": recibo.resultado,
            "repetida": recibo.repetida,
            "mensajes": recibo.mensajes[:A_LA_VISTA],
            "ejecuciones": [
                {
                    "ejecucion": e.pk,
                    "clave": e.clave,
                    "resultado": estados.get(e.pk, "repetida"),
                    "estado": e.estado,
                    "situacion": e.situacion,
                }
                for e in recibo.ejecuciones[:A_LA_VISTA]
            ],
        },
        status=estado,
    )
