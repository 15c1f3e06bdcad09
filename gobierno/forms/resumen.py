"""What the templates of a form ask of it: its errors, the field to focus, which may be empty."""

from collections.abc import Container, Iterable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BoundField

from gobierno.titulos import DE_RECHAZO


def resumen_de_errores(formulario: BaseForm) -> dict[str, Any]:
    """Return what is wrong, each message once: over the form, and of each field with its link.

    ``causa`` ends the sentence «No se guardó…»: a refusal of permission or a stale page is not a
    wrong datum.
    """
    visibles = [campo for campo in formulario.visible_fields() if campo.errors]
    ocultos = [campo for campo in formulario.hidden_fields() if campo.errors]
    dichos: set[str] = set()
    sueltos = [formulario.non_field_errors(), *(campo.errors for campo in ocultos)]
    generales = [mensaje for errores in sueltos for mensaje in _una_vez(errores, dichos)]
    de_campos = [
        {"id": _donde(campo), "rotulo": campo.label, "mensaje": mensaje}
        for campo in visibles
        for mensaje in _una_vez(campo.errors, dichos)
    ]
    causa = _causa(formulario, len(visibles))
    return {"causa": causa, "generales": generales, "de_campos": de_campos}


def _causa(formulario: BaseForm, cuantos: int) -> str:
    clases = {e.code for e in formulario.errors.as_data().get(NON_FIELD_ERRORS, [])}
    for clase, titulo in DE_RECHAZO.items():
        if clase in clases:
            return f": {titulo.lower()}"
    datos = "un dato" if cuantos == 1 else f"{cuantos} datos"
    return f": revise {datos}" if cuantos else ""


def _una_vez(mensajes: Iterable[object], dichos: set[str]) -> list[str]:
    nuevos = [m for m in dict.fromkeys(map(str, mensajes)) if m not in dichos]
    dichos.update(nuevos)
    return nuevos


def _donde(campo: BoundField) -> str:
    """The id of what takes the focus: of a group, its first option."""
    return campo.id_for_label or f"{campo.auto_id}_0"


def primer_error(formulario: BaseForm) -> str:
    """Return the name of the first visible field with an error, the one to focus."""
    return next((campo.name for campo in formulario.visible_fields() if campo.errors), "")


def es_opcional(campo: BoundField) -> bool:
    """Tell whether a field may be left empty: neither it nor a rule of its form asks for it."""
    exigidos: Container[str] = getattr(campo.form, "exigidos", ())
    return not campo.field.required and campo.name not in exigidos
