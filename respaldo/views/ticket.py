"""The help-desk number of the day: typed once, remembered for the session until tomorrow."""

from django.http import HttpRequest

from gobierno import reloj

_CLAVE = "ticket_del_dia"


def recordado(request: HttpRequest) -> str:
    """The last number used today in this session, or ""."""
    guardado = request.session.get(_CLAVE) or {}
    return str(guardado.get("numero", "")) if guardado.get("dia") == str(reloj.hoy()) else ""


def recordar(request: HttpRequest, numero: str) -> None:
    if numero:
        request.session[_CLAVE] = {"dia": str(reloj.hoy()), "numero": numero}
