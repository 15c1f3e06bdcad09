"""A signed-in session without passing by the sign-in page."""

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore


def abrir(persona: Any) -> str:
    """The Cookie header of a new session of `persona`."""
    sesion = SessionStore()
    sesion[SESSION_KEY] = str(persona.pk)
    sesion[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    sesion[HASH_SESSION_KEY] = persona.get_session_auth_hash()
    sesion.set_expiry(86_400)
    sesion.save()
    return f"{settings.SESSION_COOKIE_NAME}={sesion.session_key}"
