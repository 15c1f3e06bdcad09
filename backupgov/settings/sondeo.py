"""Polled sources (ADR 0017)."""

from backupgov.settings.instalacion import env

# The file of credentials, that of the authority that signs the servers, and the local networks that
# may be polled although they are refused by default.
SONDEO = {
    "credenciales": env.str("SONDEO_CREDENCIALES", default=""),
    "ca": env.str("SONDEO_CA", default=""),
    "redes": env.str("SONDEO_REDES", default=""),
}
