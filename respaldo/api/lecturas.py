"""What people read by API with their session: the corridas of a day and the Directorio in force."""

from datetime import date
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from directorio.models import Linea, TipoDeBackup, VersionDirectorio
from gobierno import reloj
from gobierno.problemas import Problema
from respaldo.api import esquemas
from respaldo.api.filtros import PARAMETROS_DE_CORRIDAS, fecha, opcion, persona_de
from respaldo.models import Corrida

LECTURA = esquemas.problemas(400, 401, 403, 404, 406)


class PorPaginas(PageNumberPagination):
    page_size = 100
    max_page_size = 500
    page_query_param = "pagina"
    page_size_query_param = "por_pagina"


class CorridasDelDia(ListAPIView[Corrida]):
    permiso_de = {"GET": "hoy.ver"}
    serializer_class = esquemas.CorridaVista
    pagination_class = PorPaginas
    queryset = Corrida.objects.none()

    def get_queryset(self) -> Any:
        filas = Corrida.objects.visibles_para(persona_de(self.request), hoy=reloj.hoy())
        filas = filas.del_dia(fecha(self.request, "fecha") or reloj.hoy())
        if tipo := opcion(self.request, "tipo", TipoDeBackup.values):
            filas = filas.filter(tipo_de_backup=tipo)
        return filas.select_related("linea").order_by("linea__numero", "ordinal", "pk")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "ahora": reloj.ahora()}

    @extend_schema(
        operation_id="corridas_del_dia",
        summary="Corridas esperadas de una fecha operativa, con su estado a este instante",
        parameters=PARAMETROS_DE_CORRIDAS,
        responses={200: esquemas.CorridaVista(many=True)} | LECTURA,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class DirectorioVigente(ListAPIView[Linea]):
    permiso_de = {"GET": "directorio.ver"}
    serializer_class = esquemas.LineaVista
    pagination_class = PorPaginas
    queryset = Linea.objects.none()

    def get_queryset(self) -> Any:
        version = VersionDirectorio.objects.vigente_al(fecha(self.request, "al") or reloj.hoy())
        if version is None:
            raise Problema(
                404, "No hay Directorio vigente en esa fecha.", "Pida otra fecha con «al»."
            )
        filas = Linea.objects.visibles_para(persona_de(self.request), hoy=reloj.hoy())
        return filas.filter(version=version).select_related("version", "item").order_by("numero")

    @extend_schema(
        operation_id="directorio_vigente",
        summary="Líneas del Directorio vigente en una fecha, pasada o futura",
        parameters=[OpenApiParameter("al", date, description="Fecha local; por omisión, hoy.")],
        responses={200: esquemas.LineaVista(many=True)} | LECTURA,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)
