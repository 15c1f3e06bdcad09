"""How fields are drawn: as Django does, without opening a template for each field and option."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString, mark_safe

_CARPETA = "django/forms/widgets/"
_ENTRADAS = (
    "input", "text", "number", "email", "url", "password", "hidden", "date", "datetime", "time",
    "file", "checkbox",
)  # fmt: skip
Widget = dict[str, Any]


class Dibujante(DjangoTemplates):
    """Django's renderer. Its templates of a field open one more for the attributes and two for
    each option: a form of twenty fields costs as much as the rest of its page."""

    def render(
        self, template_name: str, context: dict[str, Any], request: Any = None
    ) -> SafeString:
        dibujar = _DIBUJOS.get(template_name)
        if dibujar is not None:
            return mark_safe(dibujar(context["widget"]))
        return mark_safe(super().render(template_name, context, request))


def _entrada(widget: Widget) -> str:
    valor = widget["value"]
    con_valor = "" if valor is None else f' value="{escrito(valor)}"'
    nombre, tipo = escrito(widget["name"]), escrito(widget["type"])
    return f'<input type="{tipo}" name="{nombre}"{con_valor}{atributos(widget["attrs"])}>'


def _area(widget: Widget) -> str:
    nombre, valor = escrito(widget["name"]), widget["value"]
    return (
        f'<textarea name="{nombre}"{atributos(widget["attrs"])}>\n'
        f"{escrito(valor) if valor else ''}</textarea>"
    )


def _lista(widget: Widget) -> str:
    """A select, as the template of Django writes it."""
    partes = []
    for grupo, opciones, _ in widget["optgroups"]:
        dibujadas = "".join(
            f'\n  <option value="{escrito(o["value"])}"{atributos(o["attrs"])}>'
            f"{escrito(o['label'])}</option>\n"
            for o in opciones
        )
        if grupo:
            rotulo = escrito(grupo)
            dibujadas = f'\n  <optgroup label="{rotulo}">{dibujadas}\n  </optgroup>'
        partes.append(dibujadas)
    nombre = escrito(widget["name"])
    return f'<select name="{nombre}"{atributos(widget["attrs"])}>{"".join(partes)}\n</select>'


def _varias(widget: Widget) -> str:
    """A list of radio buttons or check boxes."""
    partes = []
    for grupo, opciones, _ in widget["optgroups"]:
        dibujadas = "".join(f"<div>\n    {_opcion(o)}\n</div>" for o in opciones)
        if grupo:
            rotulo = escrito(grupo)
            dibujadas = f"\n  <div><label>{rotulo}</label>{dibujadas}\n  </div>"
        partes.append(dibujadas)
    propios = atributos({n: widget["attrs"].get(n) or False for n in ("id", "class")})
    return f"<div{propios}>{''.join(partes)}\n</div>"


def _opcion(widget: Widget) -> str:
    if not widget["wrap_label"]:
        return f"{_entrada(widget)}\n"
    de = atributos({"for": widget["attrs"].get("id") or False})
    return f"<label{de}>{_entrada(widget)}\n {escrito(widget['label'])}</label>\n"


def atributos(valores: Mapping[str, Any]) -> str:
    """The attributes of a tag: True writes the name alone, False nothing."""
    return "".join(
        f" {nombre}" if valor is True else f' {nombre}="{escrito(valor)}"'
        for nombre, valor in valores.items()
        if valor is not False
    )


def escrito(valor: Any) -> str:
    """A value as HTML, never in the notation of a language: 1000 and not 1 000."""
    texto = str(valor)
    return texto if isinstance(texto, SafeString) else escape(texto)


_DIBUJOS: dict[str, Callable[[Widget], str]] = {
    **{f"{_CARPETA}{nombre}.html": _entrada for nombre in _ENTRADAS},
    f"{_CARPETA}textarea.html": _area,
    f"{_CARPETA}select.html": _lista,
    f"{_CARPETA}radio.html": _varias,
    f"{_CARPETA}checkbox_select.html": _varias,
}
