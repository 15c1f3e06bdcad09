"""What happened with a delivery that a person brought, said to that person."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gobierno.vistas import Intento, intentar
from respaldo.acciones.asiento import Recibo
from respaldo.acciones.subidas import RECHAZADA
from respaldo.models import LecturaDeEvidencia

A_LA_VISTA = 50
_SIN_ENTENDER = {
    LecturaDeEvidencia.Resultado.NO_RECONOCIDA,
    LecturaDeEvidencia.Resultado.ERROR,
}

_OPERACIONES = {"verificacion": "Verificación", "restauracion": "Restauración",
                "depuracion": "Depuración", "inventario": "Inventario"}  # fmt: skip


def en_palabras(operaciones: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """What a delivery told beside backups, with the name that people give to each act."""
    return [
        {**dicha, "nombre": _OPERACIONES.get(dicha["operacion"], "Otra operación")}
        for dicha in islice(operaciones, A_LA_VISTA)
    ]


def intentar_recibir(
    formulario: BaseForm, hacer: Callable[[Mapping[str, Any]], Any], *, campo: str = "archivo"
) -> Intento:
    """Like `intentar`; what was refused comes back in the form too, with 422."""
    intento = intentar(formulario, hacer)
    recibo = intento.resultado
    if isinstance(recibo, Recibo) and recibo.resultado == RECHAZADA:
        formulario.add_error(campo, " ".join(recibo.mensajes))
        return Intento(hecho=False, estado=422)
    return intento


def mostrar_recibo(request: HttpRequest, recibo: Recibo) -> HttpResponse:
    """Go to the delivery, where what was understood is shown."""
    cuantas = len(recibo.ejecuciones)
    if recibo.repetida:
        messages.info(request, "Ya se había recibido: no se duplicó nada.")
    elif recibo.resultado == "pendiente":
        messages.info(request, "Se recibió. Es grande: el proceso de fondo la leerá enseguida.")
    elif recibo.resultado in _SIN_ENTENDER:
        messages.warning(request, "Se guardó, pero no se entendió: quedó en la cuarentena.")
    elif not cuantas:
        messages.success(request, "Se recibió: no habla de ninguna ejecución nueva.")
    else:
        que = "una ejecución" if cuantas == 1 else f"{cuantas} ejecuciones"
        messages.success(request, f"Se recibió: habla de {que}.")
    return redirect("respaldo:evidencia", recibo.evidencia.pk)
