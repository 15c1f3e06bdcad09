"""Fields and forms that every app may use."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from gobierno.secretos import parece_secreto

CONFIRMA = "confirma_sin_secretos"
PRIMER_ANIO, ULTIMO_ANIO = 1990, 2100


def ofrecer(formulario: forms.BaseForm, campo: str, opciones: Iterable[Any]) -> None:
    """Give a field its options once the form knows who asks."""
    cast(forms.ChoiceField, formulario.fields[campo]).choices = list(opciones)


def ofrecer_filas(formulario: forms.BaseForm, campo: str, filas: QuerySet[Any]) -> None:
    """Give a field the rows that may be chosen; others are refused, not only hidden."""
    cast("forms.ModelChoiceField[Any]", formulario.fields[campo]).queryset = filas


class CampoFecha(forms.DateField):
    """A local date, typed or picked; out of any sensible century it is a typing error."""

    def __init__(self, **opciones: Any) -> None:
        opciones.setdefault("widget", forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
        opciones.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y"])
        super().__init__(**opciones)
        self.error_messages["invalid"] = "Escriba la fecha como dd/mm/aaaa, por ejemplo 05/03/2026."

    def clean(self, value: Any) -> Any:
        fecha = super().clean(value)
        if fecha is not None and not PRIMER_ANIO <= fecha.year <= ULTIMO_ANIO:
            raise forms.ValidationError(f"El año {fecha.year} no es posible: revise la fecha.")
        return fecha


class CampoTexto(forms.CharField):
    """Free text in several lines."""

    def __init__(self, **opciones: Any) -> None:
        opciones.setdefault("widget", forms.Textarea({"rows": 3}))
        opciones.setdefault("max_length", 2000)
        super().__init__(**opciones)


class FormularioCuidadoso(forms.Form):
    """Warns once when a text looks like a password; the person takes it out or insists (X-10).

    Fuente: X-10.
    """

    def clean(self) -> dict[str, Any]:
        datos: dict[str, Any] = super().clean() or self.cleaned_data
        hallazgos = {
            nombre: hallazgo
            for nombre, valor in datos.items()
            if isinstance(valor, str)
            and _escrito_a_la_vista(self.fields[nombre].widget)
            and (hallazgo := parece_secreto(valor))
        }
        insiste = self.data.get(self.add_prefix(CONFIRMA)) == "on"
        if hallazgos:
            self.fields[CONFIRMA] = forms.BooleanField(
                label="No es una contraseña: guardar de todos modos", required=False
            )
        if hallazgos and not insiste:
            for nombre, hallazgo in hallazgos.items():
                self.add_error(
                    nombre,
                    f"Parece que escribió una contraseña («{hallazgo}»). Aquí nunca se guardan: "
                    "bórrela, o confirme al final que no lo es.",
                )
        return datos


def _escrito_a_la_vista(widget: forms.Widget) -> bool:
    return not (widget.is_hidden or isinstance(widget, forms.PasswordInput))
