"""`/api/v1/ejecuciones/`: evidence comes in, one run or up to 1,000 per call."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.generics import GenericAPIView, RetrieveAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from gobierno import reloj
from gobierno.permisos_api import MAQUINA, SesionWeb
from gobierno.problemas import Problema
from respaldo.acciones.ejecuciones import RECHAZADA, Resultado, recibir
from respaldo.api import esquemas
from respaldo.api.autenticacion import PIDE_TOKEN, RitmoDeFuente, TokenDeFuente, fuente_de
from respaldo.api.filtros import PARAMETROS_DE_EJECUCIONES, filtrar_ejecuciones, persona_de
from respaldo.importadores import EjecucionLeida
from respaldo.importadores.json_api import leer
from respaldo.models import Ejecucion

MAXIMO = 1000
ERRORES_A_LA_VISTA = 100
LECTURA = esquemas.problemas(400, 401, 403, 404, 406)
_ENTRADA = PolymorphicProxySerializer(
    component_name="EjecucionesEntrantes",
    serializers=[esquemas.EjecucionEntrante, esquemas.EjecucionEntrante(many=True)],
    resource_type_field_name=None,
    many=False,
)


class PorRecibida(CursorPagination):
    """Newest first; a cursor costs the same on the first page and on the last of five million."""

    ordering = "-pk"
    page_size = 100
    cursor_query_param = "cursor"


class Ejecuciones(GenericAPIView[Ejecucion]):
    permiso_de = {"GET": "ejecuciones.ver", "POST": MAQUINA}
    authentication_classes = [TokenDeFuente, SesionWeb]
    throttle_classes = [RitmoDeFuente]
    pagination_class = PorRecibida
    serializer_class = esquemas.EjecucionVista

    @extend_schema(
        operation_id="ejecuciones_listar",
        summary="Ejecuciones recibidas, las últimas primero",
        parameters=PARAMETROS_DE_EJECUCIONES,
        responses={200: esquemas.EjecucionVista(many=True)} | LECTURA,
    )
    def get(self, request: Request) -> Response:
        filas = filtrar_ejecuciones(request)
        pagina = self.paginate_queryset(filas)
        return self.get_paginated_response(self.get_serializer(pagina, many=True).data)

    @extend_schema(
        operation_id="ejecuciones_enviar",
        summary="Enviar una ejecución, o una lista de hasta 1000",
        description=(
            "Con el token de la fuente. Enviar lo mismo dos veces no duplica nada: la clave "
            "identifica a la ejecución en su fuente. Una ejecución ya conocida solo se completa "
            "o empeora; mejorarla es cosa de una persona.\n\n"
            "Una ejecución: **201** creada, **200** ya conocida, **422** rechazada. Una lista: "
            "**201** todas nuevas, **200** todas aceptadas, **207** algunas rechazadas (las demás "
            "quedan guardadas), **422** todas rechazadas. Cada rechazo dice el lugar en la lista, "
            "el campo y el remedio."
        ),
        request=_ENTRADA,
        responses={
            (200, "application/json"): esquemas.ResultadoDelLote,
            (201, "application/json"): esquemas.ResultadoDelLote,
            (207, "application/json"): esquemas.ResultadoDelLote,
            **esquemas.problemas(400, 401, 403, 413, 415, 422, 429),
        },
        auth=PIDE_TOKEN,
    )
    def post(self, request: Request) -> Response:
        objetos = _objetos(request.data)
        leidas = [leer(objeto) for objeto in objetos]
        fuente = fuente_de(request)
        recibidas = recibir(
            fuente=fuente,
            leidas=[leida for leida in leidas if isinstance(leida, EjecucionLeida)],
            canal=Ejecucion.Canal.API,
            ahora=reloj.ahora(),
        )
        return _responder(_en_su_lugar(leidas, objetos, recibidas))


class UnaEjecucion(RetrieveAPIView[Ejecucion]):
    permiso_de = {"GET": "ejecuciones.ver"}
    serializer_class = esquemas.EjecucionVista
    queryset = Ejecucion.objects.none()

    def get_queryset(self) -> Any:
        return Ejecucion.objects.visibles_para(
            persona_de(self.request), hoy=reloj.hoy()
        ).select_related("fuente", "item")

    @extend_schema(
        operation_id="ejecuciones_ver",
        summary="Una ejecución",
        parameters=[OpenApiParameter("id", int, OpenApiParameter.PATH)],
        responses={200: esquemas.EjecucionVista} | LECTURA,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


def _objetos(datos: Any) -> Sequence[Any]:
    objetos = datos if isinstance(datos, list) else [datos]
    if len(objetos) > MAXIMO:
        raise Problema(
            413,
            f"La lista tiene {len(objetos)} ejecuciones; el máximo por llamada es {MAXIMO}.",
            f"Divídala en llamadas de hasta {MAXIMO}. No se guardó ninguna.",
        )
    if not objetos:
        raise Problema(422, "La lista está vacía.", "Envíe al menos una ejecución.")
    return objetos


def _en_su_lugar(
    leidas: Sequence[Any], objetos: Sequence[Any], recibidas: Sequence[Resultado]
) -> list[dict[str, Any]]:
    """One result per object sent, in its order, whether it failed to be read or to be accepted."""
    pendientes = iter(recibidas)
    filas = []
    for indice, (leida, objeto) in enumerate(zip(leidas, objetos, strict=True)):
        if isinstance(leida, EjecucionLeida):
            resultado = next(pendientes)
        else:
            clave = objeto.get("clave") if isinstance(objeto, dict) else ""
            resultado = Resultado(RECHAZADA, clave if isinstance(clave, str) else "", errores=leida)
        filas.append(_fila(indice, resultado))
    return filas


def _fila(indice: int, resultado: Resultado) -> dict[str, Any]:
    fila: dict[str, Any] = {
        "indice": indice, "clave": resultado.clave[:200], "resultado": resultado.estado,
    }  # fmt: skip
    if resultado.ejecucion is not None:
        fila |= {"ejecucion": resultado.ejecucion.pk, "situacion": resultado.ejecucion.situacion}
    if resultado.errores:
        fila["errores"] = [{"indice": indice, **asdict(error)} for error in resultado.errores]
    return fila


def _responder(filas: list[dict[str, Any]]) -> Response:
    cuenta = Counter(fila["resultado"] for fila in filas)
    if cuenta[RECHAZADA] == len(filas):
        errores = [error for fila in filas for error in fila["errores"]]
        raise Problema(
            422,
            "La ejecución no se aceptó."
            if len(filas) == 1
            else f"No se aceptó ninguna de las {len(filas)} ejecuciones.",
            "Corrija lo que dice «errores» y vuelva a enviar: no se guardó nada.",
            errores=errores[:ERRORES_A_LA_VISTA],
        )
    cuerpo = {f"{estado}s": cuenta[estado]
              for estado in ("creada", "repetida", "actualizada", RECHAZADA)}  # fmt: skip
    todas_nuevas = cuenta["creada"] == len(filas)
    estado = 207 if cuenta[RECHAZADA] else 201 if todas_nuevas else 200
    return Response({**cuerpo, "resultados": filas}, status=estado)
