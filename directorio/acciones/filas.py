"""A row before it is saved: canonical texts and the ítem it belongs to."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

from directorio.columnas import CAMPOS
from directorio.models import Item, Linea
from directorio.periodicidad import PeriodicidadInvalida
from directorio.periodicidad import leer as leer_periodicidad
from directorio.periodicidad import texto as texto_de_periodicidad
from directorio.plazos import PlazoInvalido
from directorio.plazos import leer as leer_plazo
from directorio.plazos import texto as texto_de_plazo


def preparar_linea(*, linea: Linea, datos: Mapping[str, Any]) -> Linea:
    """Put `datos` in the row, with periodicity and retention in their canonical text.

    It saves nothing and refuses nothing: what is wrong is for `validar_fila` to say.
    """
    for campo, valor in datos.items():
        if campo in CAMPOS:
            setattr(linea, campo, valor.strip() if isinstance(valor, str) else valor)
    linea.periodicidad = periodicidad_canonica(texto=linea.periodicidad)
    linea.retencion = retencion_canonica(texto=linea.retencion)
    return linea


def periodicidad_canonica(*, texto: str) -> str:
    """The canonical text of a periodicity; the same text when it cannot be read."""
    try:
        return texto_de_periodicidad(leer_periodicidad(texto))
    except PeriodicidadInvalida:
        return texto


def retencion_canonica(*, texto: str) -> str:
    """The canonical text of a retention; the same text when it cannot be read."""
    try:
        return texto_de_plazo(leer_plazo(texto))
    except PlazoInvalido:
        return texto


def resolver_item(*, nombre: str) -> Item:
    """The ítem of that name (case aside), or a new one, unsaved, with a key made from it."""
    nombre = " ".join(nombre.split())
    existente: Item | None = Item.objects.filter(nombre__iexact=nombre).order_by("pk").first()
    if existente is not None:
        return existente
    base = slugify(nombre)[:50] or "item"
    clave, n = base, 1
    while Item.objects.filter(clave=clave).exists():
        n += 1
        clave = f"{base}-{n}"
    return Item(clave=clave, nombre=nombre[:200])
