"""The API and its description."""

from typing import Any

from backupgov.settings.instalacion import env

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["gobierno.permisos_api.SesionWeb"],
    "DEFAULT_PERMISSION_CLASSES": ["gobierno.permisos_api.PermisoDeclarado"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["gobierno.json_acotado.JSONAcotado"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_RATES": {"fuente": env.str("API_RITMO", default="60/min")},
    "EXCEPTION_HANDLER": "gobierno.problemas.manejar",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "backupgov",
    "VERSION": "1",
    "DESCRIPTION": (
        "Entrada de evidencia de respaldo y lectura de lo debido. Todo error es un "
        "problem+json (RFC 9457) en español que dice el campo y el remedio."
    ),
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {
        "Modalidad": "directorio.models.Modalidad",
        "ModalidadObservada": "respaldo.models.Ejecucion.ModalidadObservada",
        "EstadoDeEjecucion": "respaldo.models.Ejecucion.Estado",
        "SituacionDeEjecucion": "respaldo.api.filtros.SITUACIONES",
        "SituacionDeLinea": "directorio.models.Linea.Situacion",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "backupgov.api_docs.cerrar_entrada",
    ],
}
