"""How fields are drawn: as Django does, but a list of options without a template per option."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_LISTA = "django/forms/widgets/select.html"


class Dibujante(DjangoTemplates):
    """Django's renderer. Its template of a select opens two more for each option, which in a bar
    of filters costs as much as fifty rows."""

    def render(
        self, template_name: str, context: dict[str, Any], request: Any = None
    ) -> SafeString:
        widget: Any = context.get("widget")
        if template_name == _LISTA and all(not grupo for grupo, *_ in widget["optgroups"]):
            return _lista(widget)
        return mark_safe(super().render(template_name, context, request))


def _lista(widget: dict[str, Any]) -> SafeString:
    """A select without groups, as the template of Django writes it."""
    opciones = format_html_join(
        "",
        '\n  <option value="{}"{}>{}</option>\n',
        (
            (str(opcion["value"]), _atributos(opcion["attrs"]), opcion["label"])
            for _, grupo, _ in widget["optgroups"]
            for opcion in grupo
        ),
    )
    return format_html(
        '<select name="{}"{}>{}\n</select>', widget["name"], _atributos(widget["attrs"]), opciones
    )


def _atributos(valores: dict[str, Any]) -> SafeString:
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html(" {}", nombre)
                if valor is True
                else format_html(' {}="{}"', nombre, valor),
            )
            for nombre, valor in valores.items()
            if valor is not False
        ),
    )
