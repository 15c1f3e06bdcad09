"""Why a poll failed, in words for whoever administers the source. Pure."""

from datetime import timedelta
from http import HTTPStatus

UNA_HORA = timedelta(hours=1)


class Fallo(Exception):
    """A poll that did not end: what happened, what to do, and how long to wait at least.

    Nothing that the server answered is repeated here beyond what is safe to show and to store.
    """

    def __init__(self, motivo: str, remedio: str, *, espera: timedelta = timedelta(0)) -> None:
        super().__init__(motivo)
        self.motivo, self.remedio, self.espera = motivo, remedio, espera

    def __str__(self) -> str:
        return f"{self.motivo} {self.remedio}"


def por_codigo(codigo: int, que: str) -> Fallo:
    """The failure that an HTTP status means; `que` is the address asked, without its query."""
    if codigo in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        # Insisting with a bad password locks the account in the directory of the institution.
        return Fallo(
            f"El servidor no aceptó la cuenta o su clave ({codigo} en {que}).",
            "Revise la cuenta, su clave en el archivo de credenciales y que pueda leer trabajos.",
            espera=UNA_HORA,
        )
    if HTTPStatus.MULTIPLE_CHOICES <= codigo < HTTPStatus.BAD_REQUEST:
        return Fallo(
            f"El servidor manda a otra dirección ({codigo} en {que}) y no se sigue.",
            "Escriba la dirección final del servicio, con su puerto.",
        )
    if codigo == HTTPStatus.NOT_FOUND:
        return Fallo(
            f"El servidor no conoce esa dirección (404 en {que}).",
            "Revise la dirección, el nodo y la versión del servicio.",
        )
    if codigo == HTTPStatus.TOO_MANY_REQUESTS:
        return Fallo("El servidor pide esperar (429).", "Amplíe el intervalo del sondeo.")
    return Fallo(
        f"El servidor respondió con un error ({codigo} en {que}).",
        "Revise el servicio en ese servidor; se volverá a intentar solo.",
    )
