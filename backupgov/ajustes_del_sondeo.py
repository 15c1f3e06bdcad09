"""What the environment says of polled sources (ADR 0017)."""

import environ


def leer(env: environ.Env) -> dict[str, str]:
    """The file of credentials, that of the authority that signs the servers, and the local networks
    that may be polled although they are refused by default."""
    return {
        "credenciales": env.str("SONDEO_CREDENCIALES", default=""),
        "ca": env.str("SONDEO_CA", default=""),
        "redes": env.str("SONDEO_REDES", default=""),
    }
