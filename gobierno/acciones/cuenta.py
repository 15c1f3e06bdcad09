"""Sign-in and sign-out leave a trace (producto: trail of every write, login and export)."""

from datetime import datetime

from django.db import transaction

from gobierno import bitacora
from gobierno.models import Persona


@transaction.atomic
def registrar_ingreso(*, por: Persona, medio: str, ahora: datetime) -> None:
    """`por` began a session by `medio` ("contraseña", "demostración", …)."""
    bitacora.registrar(
        bitacora.Evento(accion="cuenta.ingreso", por=por, objeto=por, despues={"medio": medio}),
        ahora=ahora,
    )


@transaction.atomic
def registrar_salida(*, por: Persona, ahora: datetime) -> None:
    bitacora.registrar(
        bitacora.Evento(accion="cuenta.salida", por=por, objeto=por),
        ahora=ahora,
    )


@transaction.atomic
def registrar_intento_fallido(*, usuario: str, bloqueado: bool, ahora: datetime) -> bool:
    """Somebody failed to sign in as `usuario`; true when it was recorded.

    Only for accounts that exist: a person who types the password in the box of the name must not
    leave it for ever in a trail that nobody can edit (X-10).
    """
    persona = Persona.objects.filter(username=usuario).first()
    if persona is None:
        return False
    accion = "cuenta.bloqueo" if bloqueado else "cuenta.ingreso_fallido"
    bitacora.registrar(bitacora.Evento(accion=accion, objeto=persona), ahora=ahora)
    return True
