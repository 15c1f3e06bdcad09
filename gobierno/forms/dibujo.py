"""How fields are drawn: as Django does, without opening a template for each field and option."""

from collections.abc import Callable, Iterable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
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
    escrito = "" if valor is None else f' value="{_texto(valor)}"'
    nombre, tipo = conditional_escape(widget["name"]), conditional_escape(widget["type"])
    return f'<input type="{tipo}" name="{nombre}"{escrito}{_atributos(widget)}>'


def _area(widget: Widget) -> str:
    nombre, valor = conditional_escape(widget["name"]), widget["value"]
    return (
        f'<textarea name="{nombre}"{_atributos(widget)}>\n'
        f"{conditional_escape(valor) if valor else ''}</textarea>"
    )


def _lista(widget: Widget) -> str:
    """A select, as the template of Django writes it."""
    partes = []
    for grupo, opciones, _ in widget["optgroups"]:
        dibujadas = "".join(
            f'\n  <option value="{_texto(o["value"])}"{_atributos(o)}>'
            f"{conditional_escape(o['label'])}</option>\n"
            for o in opciones
        )
        if grupo:
            rotulo = conditional_escape(grupo)
            dibujadas = f'\n  <optgroup label="{rotulo}">{dibujadas}\n  </optgroup>'
        partes.append(dibujadas)
    nombre = conditional_escape(widget["name"])
    return f'<select name="{nombre}"{_atributos(widget)}>{"".join(partes)}\n</select>'


def _varias(widget: Widget) -> str:
    """A list of radio buttons or check boxes."""
    partes = []
    for grupo, opciones, _ in widget["optgroups"]:
        dibujadas = "".join(f"<div>\n    {_opcion(o)}\n</div>" for o in opciones)
        if grupo:
            rotulo = conditional_escape(grupo)
            dibujadas = f"\n  <div><label>{rotulo}</label>{dibujadas}\n  </div>"
        partes.append(dibujadas)
    propios = _pares((n, widget["attrs"].get(n) or False) for n in ("id", "class"))
    return f"<div{propios}>{''.join(partes)}\n</div>"


def _opcion(widget: Widget) -> str:
    if not widget["wrap_label"]:
        return f"{_entrada(widget)}\n"
    de = _pares([("for", widget["attrs"].get("id") or False)])
    return f"<label{de}>{_entrada(widget)}\n {conditional_escape(widget['label'])}</label>\n"


def _atributos(widget: Widget) -> str:
    return _pares(widget["attrs"].items())


def _pares(valores: Iterable[tuple[str, Any]]) -> str:
    return "".join(
        f" {nombre}" if valor is True else f' {nombre}="{_texto(valor)}"'
        for nombre, valor in valores
        if valor is not False
    )


def _texto(valor: Any) -> str:
    """A value as text, never in the notation of a language: 1000 and not 1 000."""
    return conditional_escape(valor if isinstance(valor, str) else str(valor))


_DIBUJOS: dict[str, Callable[[Widget], str]] = {
    **{f"{_CARPETA}{nombre}.html": _entrada for nombre in _ENTRADAS},
    f"{_CARPETA}textarea.html": _area,
    f"{_CARPETA}select.html": _lista,
    f"{_CARPETA}radio.html": _varias,
    f"{_CARPETA}checkbox_select.html": _varias,
}
