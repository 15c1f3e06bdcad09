"""Settings of the test suite: the real ones, with what must not happen in a test changed."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("SECRET_KEY", "solo-para-las-pruebas-" + "x" * 40)
os.environ.setdefault("ALLOWED_HOSTS", "testserver,127.0.0.1,localhost")
os.environ.setdefault("SECURE_SSL_REDIRECT", "0")
os.environ.setdefault("NIVEL_DE_REGISTRO", "WARNING")
if "CARPETA_DATOS" not in os.environ:
    os.environ["CARPETA_DATOS"] = tempfile.mkdtemp(prefix="backupgov-pruebas-")
    atexit.register(shutil.rmtree, os.environ["CARPETA_DATOS"], ignore_errors=True)

from backupgov.settings import *  # noqa: F403
from backupgov.settings import CARPETA_DATOS, STORAGES, TEMPLATES

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT = CARPETA_DATOS / "static"
STATIC_ROOT.mkdir(exist_ok=True)
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
TEMPLATES[0]["OPTIONS"]["debug"] = True
