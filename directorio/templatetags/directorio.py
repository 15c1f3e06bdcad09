"""Filters of the pages of the Directorio."""

from collections.abc import Mapping

from django import template
from django.forms import BaseForm, BoundField

register = template.Library()


@register.filter
def de_clave(textos: Mapping[str, str], clave: str) -> str:
    """The text under a key that is data; "" when there is none."""
    return textos.get(clave, "")


@register.filter
def campos(formulario: BaseForm, nombres: str) -> list[BoundField]:
    """The named fields of a form, in that order."""
    return [formulario[nombre] for nombre in nombres.split()]
