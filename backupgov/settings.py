"""Settings. Everything that differs between installations comes from the environment.

``.env.example`` explains each variable. Nothing about an institution is decided here: that is
the profile (``PERFIL``).
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from backupgov import ajustes_del_sondeo
from backupgov.registros import configurar

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

# --- What this installation is ---------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
if DEMO and not DEBUG:
    raise ImproperlyConfigured(
        "DEMO=1 publica personas con la contraseña «demo»: solo se admite con DEBUG=1."
    )
PERFIL = env.str("PERFIL", default="mincetur")
SITIO_URL = env.str("SITIO_URL", default="http://127.0.0.1:8000").rstrip("/")
CARPETA_DATOS = Path(env.str("CARPETA_DATOS", default=str(BASE_DIR / "var"))).resolve()
CARPETA_DATOS.mkdir(parents=True, exist_ok=True)

CARPETA_ENTRADA = env.str("CARPETA_ENTRADA", default="")
SONDEO = ajustes_del_sondeo.leer(env)

SECRET_KEY = env.str("SECRET_KEY", default="inseguro-solo-para-desarrollo" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Falta SECRET_KEY: vea .env.example.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- Applications ----------------------------------------------------------------------------
INSTALLED_APPS = [
    "backupgov",
    "restauracion",
    "respaldo",
    "directorio",
    "mesa_ayuda",
    "gobierno",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "axes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "backupgov.middleware.peticion",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "backupgov.middleware.sesion_viva",
    "backupgov.rechazos.Rechazos",
]
ROOT_URLCONF = "backupgov.urls"
WSGI_APPLICATION = "backupgov.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "backupgov.menu.marco",
            ],
        },
    }
]
FORM_RENDERER = "gobierno.forms.dibujo.Dibujante"

# --- Data ------------------------------------------------------------------------------------
if env.str("DATABASE_URL", default=""):
    DATABASES: dict[str, Any] = {"default": env.db("DATABASE_URL")}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(CARPETA_DATOS / "backupgov.sqlite3"),
        }
    }
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Django's default (deferred) transactions fail with "database is locked" under concurrent
    # writers; IMMEDIATE + WAL does not.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "backupgov.cache.CacheTolerante",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

MEDIA_ROOT = CARPETA_DATOS / "archivos"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
ADJUNTO_MAXIMO = 1_048_576 * env.int("ADJUNTO_MAXIMO_MB", default=25)
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 20_971_520
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# --- Celery ----------------------------------------------------------------------------------
CARPETA_COLA = CARPETA_DATOS / "cola"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"visibility_timeout": 3600}
else:
    # The filesystem broker does not create nested folders by itself.
    for _carpeta in ("mensajes", "control"):
        (CARPETA_COLA / _carpeta).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(CARPETA_COLA / "mensajes"),
        "data_folder_out": str(CARPETA_COLA / "mensajes"),
        "control_folder": str(CARPETA_COLA / "control"),
        "polling_interval": 0.2,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 1800
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_ENABLE_UTC = True
CELERY_TIMEZONE = "UTC"

# --- Mail ------------------------------------------------------------------------------------
# Without EMAIL_URL the messages are files in CARPETA_DATOS/correos: nothing leaves the machine.
if env.str("EMAIL_URL", default=""):
    globals().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = CARPETA_DATOS / "correos"
EMAIL_TIMEOUT = 20
# Empty: the address of the profile.
DEFAULT_FROM_EMAIL = env.str("REMITENTE", default="")
SERVER_EMAIL = DEFAULT_FROM_EMAIL or "root@localhost"

# --- Language and time -----------------------------------------------------------------------
# Instants are stored in UTC; the institution's zone belongs to its profile.
LANGUAGE_CODE = "es-pe"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- People and sessions ---------------------------------------------------------------------
AUTH_USER_MODEL = "gobierno.Persona"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if DEMO:
    # The password of every demonstration account is public: hashing it slowly protects nothing.
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
_VALIDADORES = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_VALIDADORES}UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDADORES}MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDADORES}CommonPasswordValidator"},
]
if DEMO:  # its people sign in with «demo», and only while DEMO and DEBUG are on
    AUTH_PASSWORD_VALIDATORS = []
LOGIN_URL = "entrar"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "entrar"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "gobierno.views.cuenta.bloqueado"
SESSION_COOKIE_AGE = 60 * env.int("SESION_MINUTOS", default=30)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- Security --------------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_SECURE = not DEBUG
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEBUG)
SECURE_REDIRECT_EXEMPT = [r"^salud/"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0 if DEBUG else 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG
SECURE_HSTS_PRELOAD = not DEBUG
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "backupgov.paginas_de_error.formulario_caducado"
DETRAS_DE_PROXY = env.bool("DETRAS_DE_PROXY", default=False)
if DETRAS_DE_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "backupgov.errores.FiltroDeSecretos"

# Prometheus reads /metricas/ with this token; without one, only from this machine.
METRICAS_TOKEN = env.str("METRICAS_TOKEN", default="")

# --- API -------------------------------------------------------------------------------------
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

# --- Logs ------------------------------------------------------------------------------------
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = configurar(legible=DEBUG, nivel=env.str("NIVEL_DE_REGISTRO", default="INFO"))
