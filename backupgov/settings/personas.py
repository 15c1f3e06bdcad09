"""People: how they sign in, their passwords and their sessions."""

from datetime import timedelta
from typing import Any

from backupgov.settings.instalacion import DEMO, env

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
