"""The only clock of views, tasks and commands; everything below them takes it as a parameter."""

from datetime import date, datetime

from django.utils import timezone

from gobierno.perfil import perfil_activo


def ahora() -> datetime:
    """This instant, UTC."""
    return timezone.now()


def hoy() -> date:
    """Today in the institution's zone."""
    return timezone.localdate(timezone=perfil_activo().zona)
