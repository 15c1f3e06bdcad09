"""Mail; without EMAIL_URL its messages are files in CARPETA_DATOS/correos: nothing leaves here."""

from backupgov.settings.instalacion import CARPETA_DATOS, env

if env.str("EMAIL_URL", default=""):
    globals().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = CARPETA_DATOS / "correos"
EMAIL_TIMEOUT = 20
# Empty: the address of the profile.
DEFAULT_FROM_EMAIL = env.str("REMITENTE", default="")
SERVER_EMAIL = DEFAULT_FROM_EMAIL or "root@localhost"
