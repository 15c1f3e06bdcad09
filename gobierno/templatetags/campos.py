"""How a field is drawn in a form: label, help, widget and error. Guide: templates/componentes."""

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from gobierno.forms.dibujo import atributos, escrito
from gobierno.forms.resumen import es_opcional
from gobierno.templatetags.interfaz import icono

register = template.Library()


# Not a template: twenty fields of one took a quarter of the time of their page.
@register.simple_tag(takes_context=True)
def dibujar_campo(context: dict[str, Any]) -> SafeString | str:
    """Draw `campo` of the context; `enfocar` focuses it, `sin_opcional` hides «opcional»."""
    campo: BoundField = context["campo"]
    if campo.is_hidden:
        return str(campo)
    con_foco = context.get("enfocar") and not campo.use_fieldset
    widget = campo.as_widget(attrs={"autofocus": True} if con_foco else None)
    error = _error(campo)
    partes = f"{_ayuda(campo)}{widget}{error}"
    if _es_casilla(campo):
        clase, partes = " campo-casilla", f"{widget}{_rotulo(campo)}{_ayuda(campo)}{error}"
    else:
        opcional = es_opcional(campo) and not context.get("sin_opcional")
        marca = ' <span class="opcional">(opcional)</span>' if opcional else ""
        clase = ""
        if campo.use_fieldset:
            descrito = atributos({"aria-describedby": campo.aria_describedby or False})
            leyenda = f"<legend>{escrito(campo.label)}{marca}</legend>"
            partes = f"<fieldset{descrito}>{leyenda}{_ayuda(campo)}{error}{widget}</fieldset>"
        else:
            partes = f"{_rotulo(campo, marca)}{partes}"
    con_error = " campo-con-error" if error else ""
    return mark_safe(f'<div class="campo{clase}{con_error}">{partes}</div>')


def _rotulo(campo: BoundField, marca: str = "") -> str:
    return f'<label for="{escrito(campo.id_for_label)}">{escrito(campo.label)}{marca}</label>'


def _ayuda(campo: BoundField) -> str:
    if not campo.help_text:
        return ""
    return f'<p class="ayuda" id="{escrito(campo.auto_id)}_helptext">{escrito(campo.help_text)}</p>'


def _error(campo: BoundField) -> str:
    if not campo.errors:
        return ""
    textos = format_html_join(" ", "{}", ((e,) for e in campo.errors))
    return format_html(
        '<div class="error" id="{}_error">{}<span>{}</span></div>',
        campo.auto_id,
        icono("alerta", "icono-chico"),
        textos,
    )


def _es_casilla(campo: BoundField) -> bool:
    """A single checkbox, whose label goes after it."""
    widget = campo.field.widget
    return getattr(widget, "input_type", "") == "checkbox" and not widget.use_fieldset
