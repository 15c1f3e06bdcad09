"""Filters of the list of corridas, shared by the board and the exports through the address."""

from datetime import date, timedelta
from typing import Any

from django import forms

from directorio.models import Linea, TipoDeBackup
from gobierno.estados import aspecto_de
from gobierno.forms.base import CampoFecha
from respaldo.estados import EXCLUYENTES, TEXTOS_DE_GRUPO

ESTADOS = [
    ("", "Todos"),
    *((codigo, aspecto_de(codigo).texto) for codigo in EXCLUYENTES),
    *TEXTOS_DE_GRUPO.items(),
]


DIAS = timedelta(days=31)


class FiltroCorridas(forms.Form):
    """`?fecha= desde= hasta= tipo= estado= linea=`; an address with an error filters nothing out
    silently: the error is shown and the list is empty."""

    fecha = CampoFecha(label="Fecha operativa", required=False)
    desde = CampoFecha(label="Desde", required=False)
    hasta = CampoFecha(label="Hasta", required=False)
    tipo = forms.ChoiceField(
        label="Tipo de backup", required=False, choices=[("", "Ambos"), *TipoDeBackup.choices]
    )
    estado = forms.ChoiceField(label="Estado", required=False, choices=ESTADOS)
    linea = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(self, consulta: Any, *, hoy: date) -> None:
        """Without dates nor line in the address, the last days are shown, and the form says so."""
        datos = {clave: consulta.get(clave) for clave in consulta}
        if not any(datos.get(clave) for clave in ("fecha", "desde", "hasta", "linea")):
            datos |= {"desde": (hoy - DIAS).isoformat(), "hasta": hoy.isoformat()}
        super().__init__(datos)

    def clean(self) -> dict[str, Any]:
        datos: dict[str, Any] = super().clean() or {}
        desde, hasta = datos.get("desde"), datos.get("hasta")
        if desde and hasta and desde > hasta:
            self.add_error("hasta", f"El fin no puede ser anterior al inicio ({desde:%d/%m/%Y}).")
        linea = datos.get("linea")
        datos["linea"] = Linea.objects.filter(pk=linea).first() if linea else None
        if linea and datos["linea"] is None:
            self.add_error(None, "La línea pedida no existe.")
        return datos

    @property
    def periodo(self) -> tuple[date | None, date | None]:
        """First and last fecha operativa asked for."""
        datos = self.cleaned_data
        fecha = datos.get("fecha")
        return (fecha, fecha) if fecha else (datos.get("desde"), datos.get("hasta"))
