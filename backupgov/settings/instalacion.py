"""What this installation is: its folder, its profile, its address and its key."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

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

SECRET_KEY = env.str("SECRET_KEY", default="inseguro-solo-para-desarrollo" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Falta SECRET_KEY: vea .env.example.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
