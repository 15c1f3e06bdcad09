"""What a person tells of an event that makes a copy due."""

from typing import Any

from django import forms

from gobierno.forms.base import CampoTexto, FormularioCuidadoso
from respaldo.forms.evidencia import CampoInstanteLocal


class FormularioDeEvento(FormularioCuidadoso):
    """An event of one line; the acción knows its term."""

    ocurrido_en = CampoInstanteLocal(label="Cuándo ocurrió")
    descripcion = CampoTexto(
        label="Qué pasó", error_messages={"required": "Diga qué pasó."},
        help_text="Por ejemplo: «Pase a producción de la versión 4.2 del sistema».",
    )  # fmt: skip
    documento = forms.CharField(
        label="Documento o ticket que lo acredita", max_length=200,
        error_messages={"required": "Indique el documento o el ticket que lo acredita."},
    )  # fmt: skip
    archivo = forms.FileField(
        label="Documento adjunto", required=False, max_length=250, allow_empty_file=True
    )

    def __init__(self, *args: Any, a_solicitud: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if a_solicitud:
            self.fields["ocurrido_en"].label = "Cuándo se aprobó la solicitud"
            self.fields["descripcion"].label = "Qué se pide"
            self.fields["descripcion"].help_text = "Quién lo pide y para qué."
            self.fields["documento"].label = "Documento o ticket que la aprueba"
