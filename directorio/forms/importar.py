"""What the pages of the import receive."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from directorio.columnas import COLUMNAS
from directorio.importadores import MAXIMO_BYTES
from directorio.models import Importacion
from directorio.revision import AGREGAR, REEMPLAZAR
from gobierno.texto import entero

MODOS = [
    (REEMPLAZAR, "Reemplazar: el borrador queda con las líneas de la hoja y ninguna otra"),
    (AGREGAR, "Agregar: las líneas de la hoja se suman a las que ya están"),
]
CAMPOS = [
    ("", "— no importar —"),
    *((columna.campo, columna.titulo) for columna in COLUMNAS),
    ("clave", "Clave del ítem"),
]
_CELDA = re.compile(r"c-(\d{1,7})-([a-z_]{1,40})")
_FILA = re.compile(r"no-(\d{1,7})")


class SubirHoja(forms.Form):
    archivo = forms.FileField(
        label="Hoja del Directorio",
        help_text=f"Excel (.xlsx) o CSV, hasta {MAXIMO_BYTES // 2**20} MB y 10 000 líneas. "
        "No se guarda nada hasta que usted lo confirme.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={
            "required": "Elija el archivo de la hoja.",
            "empty": "El archivo está vacío. Suba la hoja con sus líneas.",
        },
    )
    modo = forms.ChoiceField(
        label="Qué hacer con las líneas que el borrador ya tiene",
        choices=MODOS,
        initial=REEMPLAZAR,
        widget=forms.RadioSelect,
    )

    def clean_archivo(self) -> UploadedFile:
        archivo: UploadedFile = self.cleaned_data["archivo"]
        if (archivo.size or 0) > MAXIMO_BYTES:
            raise forms.ValidationError(
                f"El archivo pesa más de {MAXIMO_BYTES // 2**20} MB. Copie solo la tabla del "
                "Directorio a un libro nuevo, sin imágenes."
            )
        return archivo


class ElegirColumnas(forms.Form):
    """One select per column of the sheet (`col-0`, `col-1`…), the sheet and the mode."""

    def __init__(self, importacion: Importacion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columnas = importacion.columnas
        self.fields["modo"] = forms.ChoiceField(
            label="Modo", choices=MODOS, initial=columnas["modo"]
        )
        if len(columnas["hojas"]) > 1:
            self.fields["hoja"] = forms.ChoiceField(
                label="Hoja del libro",
                choices=[(hoja, hoja) for hoja in columnas["hojas"]],
                initial=columnas["hoja"],
                help_text="Elegir otra hoja la lee de nuevo y deja sin efecto las correcciones.",
            )
        for n, titulo in enumerate(columnas["encabezados"]):
            if titulo or str(n) in columnas["mapa"]:
                self.fields[f"col-{n}"] = forms.ChoiceField(
                    label=titulo or f"Columna {n + 1}",
                    choices=CAMPOS,
                    required=False,
                    initial=columnas["mapa"].get(str(n), ""),
                )

    @property
    def mapa(self) -> dict[int, str]:
        return {
            int(nombre.removeprefix("col-")): valor
            for nombre, valor in self.cleaned_data.items()
            if nombre.startswith("col-")
        }


def celdas_de(datos: Mapping[str, Any]) -> dict[tuple[int, str], str]:
    """Corrections typed in the page: `c-14-hora_inicio` → (14, "hora_inicio")."""
    celdas = {}
    for nombre, valor in datos.items():
        if hallado := _CELDA.fullmatch(nombre):
            celdas[int(hallado[1]), hallado[2]] = str(valor)
    return celdas


def rechazadas_de(datos: Mapping[str, Any]) -> set[int]:
    """Rows ticked as rejected: `no-14`."""
    return {int(hallado[1]) for nombre in datos if (hallado := _FILA.fullmatch(nombre))}


def vistas_de(datos: Mapping[str, Any]) -> set[int]:
    """Rows that the page showed, so that an empty box means "take it back"."""
    texto = str(datos.get("vistas", ""))[:20_000]
    return {fila for parte in texto.split(",") if (fila := entero(parte)) is not None}
