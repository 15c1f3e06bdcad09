"""Which applications run, through which layers, in which language and time."""

from typing import Any

from backupgov.settings.instalacion import BASE_DIR

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
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Instants are stored in UTC; the institution's zone belongs to its profile.
LANGUAGE_CODE = "es-pe"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
