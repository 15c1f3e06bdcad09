"""Several evidence files in one field."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

LARGO_DEL_NOMBRE = 200
MAX_ADJUNTOS = 10


class _Archivos(forms.FileInput):
    """A drop zone: drag, paste or choose; without JavaScript, a plain multiple file input."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return list(files.getlist(name))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        entrada = super().render(name, None, attrs, renderer)
        zona = '<div class="zona-archivos" data-pegar>{}<ul data-archivos class="flujo"></ul></div>'
        return format_html(zona, entrada)


class CampoAdjuntos(forms.FileField):
    """Several evidence files at once; each is checked when it is kept."""

    def __init__(self, ayuda: str = "Captura de la consola, registro o reporte.") -> None:
        super().__init__(
            label="Adjuntos",
            required=False,
            max_length=LARGO_DEL_NOMBRE,
            widget=_Archivos(attrs={"multiple": True}),
            help_text=f"{ayuda} Arrástrelos o péguelos aquí.",
        )

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        archivos = list(data or [])
        if len(archivos) > MAX_ADJUNTOS:
            raise forms.ValidationError(f"Adjunte {MAX_ADJUNTOS} archivos como máximo.")
        return [super(CampoAdjuntos, self).clean(archivo, initial) for archivo in archivos]
