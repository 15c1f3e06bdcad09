"""The schema of the API and a page to read it: our own template, nothing from a CDN."""

import json
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from gobierno.permisos_web import publica
from gobierno.problemas import respuesta
from respaldo.api.esquemas import DESCRIPCIONES

CUERPOS = {
    "ejecuciones_enviar": "EjecucionEntranteRequest",
    "evidencias_enviar": "EvidenciaEntranteRequest",
}
DONDE = {"path": "dirección", "query": "consulta", "header": "cabecera", "cookie": "cookie"}
METODOS = ("get", "post", "put", "patch", "delete")


@lru_cache(maxsize=1)
def generar() -> dict[str, Any]:
    """The OpenAPI document; it only changes with the code."""
    return SchemaGenerator().get_schema(request=None, public=True)


def cerrar_entrada(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """What a serializer cannot declare: of a run, no other field and some instant; of each model,
    what it is in Spanish, since docstrings are for who writes code (hook)."""
    for nombre, descripcion in DESCRIPCIONES.items():
        result["components"]["schemas"][nombre]["description"] = descripcion
    entrada = result["components"]["schemas"]["EjecucionEntranteRequest"]
    entrada["additionalProperties"] = False
    entrada["anyOf"] = [{"required": ["inicio"]}, {"required": ["fin"]}]
    return result


@publica
@require_safe
def esquema(request: HttpRequest) -> HttpResponse:
    """`/api/v1/schema/`: OpenAPI as YAML or, with `?format=json` or by Accept, as JSON."""
    pide_json = request.GET.get("format") == "json" or "json" in request.headers.get("Accept", "")
    if pide_json:
        return HttpResponse(
            json.dumps(generar(), ensure_ascii=False),
            content_type="application/vnd.oai.openapi+json",
        )
    texto = OpenApiYamlRenderer().render(generar(), renderer_context={})
    return HttpResponse(texto, content_type="application/vnd.oai.openapi; charset=utf-8")


@publica
@require_safe
def documentacion(request: HttpRequest) -> HttpResponse:
    """Every operation with its fields, answers and an example of curl."""
    documento = generar()
    modelos = documento["components"]["schemas"]
    contexto = {
        "titulo_api": documento["info"]["title"],
        "descripcion_api": documento["info"]["description"],
        "operaciones": list(_operaciones(documento)),
        "modelos": [_modelo(nombre, modelos[nombre]) for nombre in sorted(modelos)],
        "raiz": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "api.html", contexto)


@csrf_exempt
@publica
def no_existe(request: HttpRequest) -> HttpResponse:
    """An address below /api/v1/ that nothing answers is a problem too, not a page."""
    return respuesta(404)


def _operaciones(documento: dict[str, Any]) -> Any:
    for ruta, metodos in sorted(documento["paths"].items()):
        for metodo in METODOS:
            if operacion := metodos.get(metodo):
                yield {
                    "id": operacion["operationId"],
                    "metodo": metodo.upper(),
                    "ruta": ruta,
                    "resumen": operacion.get("summary", ""),
                    "parrafos": operacion.get("description", "").split("\n\n"),
                    "parametros": [_parametro(p) for p in operacion.get("parameters", ())],
                    "cuerpo": CUERPOS.get(operacion["operationId"], ""),
                    "respuestas": sorted(operacion["responses"]),
                }


def _parametro(parametro: dict[str, Any]) -> dict[str, Any]:
    return {
        "nombre": parametro["name"],
        "donde": DONDE[parametro["in"]],
        "tipo": _tipo(parametro["schema"]),
        "detalle": parametro.get("description", ""),
    }


def _modelo(nombre: str, modelo: dict[str, Any]) -> dict[str, Any]:
    obligatorios = modelo.get("required", [])
    return {
        "nombre": nombre,
        "detalle": modelo.get("description", "").split("\n\n")[0],
        "campos": [
            {
                "nombre": campo,
                "tipo": _tipo(datos),
                "obligatorio": campo in obligatorios,
                "detalle": datos.get("description", "").split("\n")[0].removeprefix("* "),
            }
            for campo, datos in modelo.get("properties", {}).items()
        ],
        "valores": modelo.get("enum", []),
    }


def _tipo(esquema: dict[str, Any]) -> str:
    for clave in ("allOf", "oneOf", "anyOf"):
        if clave in esquema:
            return " o ".join(filter(None, (_tipo(parte) for parte in esquema[clave])))
    if "$ref" in esquema:
        return str(esquema["$ref"].rsplit("/", 1)[1])
    if esquema.get("type") == "array":
        return f"lista de {_tipo(esquema['items'])}"
    formato = f" ({esquema['format']})" if "format" in esquema else ""
    return f"{esquema.get('type', '')}{formato}"
