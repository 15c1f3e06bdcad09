"""Logs."""

from backupgov.registros import configurar
from backupgov.settings.instalacion import DEBUG, env

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = configurar(legible=DEBUG, nivel=env.str("NIVEL_DE_REGISTRO", default="INFO"))
