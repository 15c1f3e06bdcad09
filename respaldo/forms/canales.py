"""What a person types about the channels of a source: a ping point, a delivery to try."""

from datetime import date
from typing import Any

from django import forms

from directorio.models import Linea
from gobierno.forms.base import CampoFecha, ofrecer_filas
from respaldo.entrantes import MAXIMO_CORREO
from respaldo.forms.evidencia import lineas_vigentes
from respaldo.models import Evidencia, Fuente, LecturaDeEvidencia

MAXIMO_TEXTO = 200_000
MAXIMO_ERRORES = 1024 * 1024  # bytes of stderr
VACIA = "vacia"


def _campo_linea() -> "forms.ModelChoiceField[Linea]":
    return forms.ModelChoiceField(
        label="Línea por la que responde", queryset=Linea.objects.none(), required=False,
        empty_label="Según las reglas de coincidencia",
        help_text="Así nada se adivina: lo que llegue a esta dirección es de esa línea.",
    )  # fmt: skip


class FormularioDePunto(forms.Form):
    slug = forms.CharField(
        label="Nombre del trabajo", max_length=100,
        help_text="Minúsculas, cifras, guion y guion bajo: respaldo-mesa.",
    )  # fmt: skip
    linea = _campo_linea()

    def __init__(self, *args: Any, hoy: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ofrecer_filas(self, "linea", lineas_vigentes(hoy))


class FormularioDeAtadura(forms.Form):
    """For which line a ping address answers."""

    linea = _campo_linea()

    def __init__(self, *args: Any, hoy: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ofrecer_filas(self, "linea", lineas_vigentes(hoy))


class _DelEnvoltorio(forms.Form):
    """What bgv-run would tell beside the text, when a person brings it."""

    trabajo = forms.CharField(
        label="Trabajo", max_length=200, required=False,
        help_text="Su nombre en las reglas, si el archivo no lo dice.",
    )  # fmt: skip
    codigo_salida = forms.IntegerField(
        label="Código de salida", required=False, min_value=-999, max_value=99_999,
        help_text="El número que da «echo $?» justo después de la orden. Sin él, lo que muchas "
        "herramientas escriben no prueba que la copia terminó bien.",
    )  # fmt: skip


class FormularioDeArchivo(_DelEnvoltorio):
    """The file of a tool and the source whose zone its times are in."""

    fuente = forms.ModelChoiceField(
        label="Fuente", queryset=Fuente.objects.none(), empty_label="Elija la fuente…",
        help_text="Las horas sin desfase se leen en la zona horaria de la fuente.",
    )  # fmt: skip
    archivo = forms.FileField(
        label="Archivo", max_length=250, allow_empty_file=True,
        help_text="Lo que escribió la herramienta, tal como quedó: su salida o su registro (log), "
        "un JSON, un informe, un correo .eml, o cualquiera de ellos en .gz. También una tabla CSV "
        "cuya primera fila nombre las columnas (trabajo, estado, inicio, fin, clave, equipo, "
        "modalidad, bytes…): esa se revisa fila por fila antes de recibirla. Hasta 10 MB.",
        error_messages={"required": "Elija el archivo."},
    )  # fmt: skip
    errores = forms.FileField(
        label="Lo que escribió como error", required=False, max_length=250, allow_empty_file=True,
        help_text="El archivo de stderr, si se guardó aparte.",
    )  # fmt: skip
    field_order = ("fuente", "archivo", "codigo_salida", "errores", "trabajo")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ofrecer_filas(self, "fuente", Fuente.objects.activas())

    def clean_errores(self) -> bytes:
        archivo = self.cleaned_data["errores"]
        if archivo and archivo.size > MAXIMO_ERRORES:
            raise forms.ValidationError("Pesa más de 1 MB: suba el final.")
        return archivo.read() if archivo else b""


class FormularioDePrueba(_DelEnvoltorio):
    """A delivery pasted or uploaded, to see what would be understood of it."""

    herramienta = forms.CharField(label="Herramienta", max_length=60, required=False)
    stdout = forms.CharField(
        label="Lo que escribió la herramienta", required=False, max_length=MAXIMO_TEXTO,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}), strip=False,
    )  # fmt: skip
    stderr = forms.CharField(
        label="Lo que escribió como error", required=False, max_length=MAXIMO_TEXTO,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}), strip=False,
    )  # fmt: skip
    archivo = forms.FileField(
        label="O un archivo: log, JSON o correo .eml", required=False, max_length=250,
        allow_empty_file=True,
    )  # fmt: skip
    field_order = ("herramienta", "trabajo", "codigo_salida", "stdout", "stderr", "archivo")

    def clean(self) -> dict[str, Any]:
        datos: dict[str, Any] = super().clean() or {}
        archivo = datos.get("archivo")
        if archivo and archivo.size > MAXIMO_CORREO:
            self.add_error("archivo", "Pesa más de 10 MB: suba el final, donde está el resumen.")
        if not self.errors and not (archivo or datos.get("stdout") or datos.get("stderr")):
            error = forms.ValidationError("Pegue la salida o elija un archivo.", code=VACIA)
            self.add_error("stdout", error)
        return datos


class FiltroEvidencias(forms.Form):
    fuente = forms.ModelChoiceField(
        label="Fuente", required=False, queryset=Fuente.objects.all(), empty_label="Todas"
    )
    resultado = forms.ChoiceField(
        label="Lectura", required=False,
        choices=[("", "Todas"), ("pendiente", "Por leer"),
                 ("cuarentena", "En cuarentena: todo lo que no se leyó"),
                 *LecturaDeEvidencia.Resultado.choices],
    )  # fmt: skip
    canal = forms.ChoiceField(
        label="Canal", required=False, choices=[("", "Todos"), *Evidencia.Canal.choices]
    )
    desde = CampoFecha(label="Desde", required=False)
