"""What a person writes to teach the system to read a notice that it does not know."""

from typing import Any

from django import forms

from gobierno.forms.base import CampoTexto, FormularioCuidadoso
from gobierno.secretos import tapar
from respaldo.acciones.plantillas import LARGO_MUESTRA, Probada
from respaldo.importadores.plantillas import LARGO_PATRON, ORDEN, Plantilla, revisar
from respaldo.models import PlantillaDeLectura

_SUGERENCIAS = {
    "no_conforme": "Se buscan primero: ante la duda, falló. Hacen falta estas o las de éxito.",
    "advertencia": "La copia existe, pero algo quedó fuera.",
    "en_curso": "Empezó y todavía no termina.",
    "conforme": "Solo si ninguna de las anteriores aparece. Sin ninguna, queda «sin dato».",
}
_ANTES = ("nombre", "formato", "asunto", "contiene", "patron", "columnas")
_TITULOS = {
    "no_conforme": "Palabras de falla",
    "advertencia": "Palabras de advertencia",
    "en_curso": "Palabras de inicio",
    "conforme": "Palabras de éxito",
}


_PARA_PROBAR = frozenset({"patron", "columnas"})  # without them nothing can be read


class FormularioDePlantilla(FormularioCuidadoso):
    """A template and the notice with which it is tried.

    `solo_probar`: what only saving asks for is not an error but something left to do (`faltan`).
    """

    exigidos = frozenset({"nombre", "asunto", "contiene", "patron", "columnas", "marca_final",
                          "palabras_no_conforme", "palabras_conforme"})  # fmt: skip

    nombre = forms.CharField(label="Nombre", max_length=100)
    formato = forms.ChoiceField(label="Formato", choices=PlantillaDeLectura.Formato)
    asunto = forms.CharField(
        label="El asunto contiene", max_length=200, required=False,
        help_text="Sin distinguir mayúsculas ni tildes. En correos, este o el siguiente.",
    )  # fmt: skip
    contiene = forms.CharField(
        label="El mensaje contiene", max_length=200, required=False,
        help_text="En correos, este o el anterior.",
    )  # fmt: skip
    patron = forms.CharField(
        label="Expresión", max_length=LARGO_PATRON, required=False,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        help_text="Expresión regular con los grupos (?P<trabajo>…) y, si están, estado, inicio, "
        "fin y bytes. Cada coincidencia es una ejecución. Obligatoria en correos.",
    )  # fmt: skip
    columnas = CampoTexto(
        label="Columnas", required=False,
        help_text="Obligatorias en CSV, una por renglón: trabajo = título de la columna. También "
        "estado, inicio, fin y bytes.",
    )  # fmt: skip
    marca_final = forms.CharField(
        label="Marca del final", max_length=200, required=False,
        help_text="Algo que solo está al final del mensaje: sin ella, nunca es conforme. "
        "Obligatoria en correos.",
    )  # fmt: skip
    muestra = CampoTexto(
        label="Aviso de prueba", max_length=LARGO_MUESTRA, strip=False,
        help_text="Pegue un aviso real. Si es un correo, en el primer renglón «Asunto: …».",
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
        error_messages={"required": "Pegue un aviso real para probar la plantilla."},
    )  # fmt: skip

    def __init__(self, *args: Any, solo_probar: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.solo_probar = solo_probar
        self.faltan: list[str] = []
        if solo_probar:
            self.fields["nombre"].required = False
        for estado in ORDEN:
            self.fields[f"palabras_{estado}"] = CampoTexto(
                label=_TITULOS[estado],
                required=False,
                help_text=f"{_SUGERENCIAS[estado]} Una por renglón.",
            )
        self.order_fields([*_ANTES, *(f"palabras_{e}" for e in ORDEN), "marca_final", "muestra"])

    def clean(self) -> dict[str, Any]:
        datos = dict(self.cleaned_data)
        datos["muestra"] = tapar(datos.get("muestra", ""))  # what a machine sent is covered
        datos["columnas"] = _columnas(datos.get("columnas", ""))
        if self.solo_probar and not datos.get("nombre"):
            self.faltan.append("Nombre: póngale uno.")
        for campo, mensaje in revisar(_plantilla(datos)).items():
            if self.solo_probar and campo not in _PARA_PROBAR:
                self.faltan.append(f"{self.fields[campo].label}: {mensaje}")
            elif campo not in self.errors:
                self.add_error(campo, mensaje)
        return datos

    @property
    def probada(self) -> Probada:
        """The template and its sample, of a valid form."""
        return Probada(_plantilla(self.cleaned_data), self.cleaned_data["muestra"])


def _columnas(dichas: str) -> dict[str, str]:
    """«campo = título» by line."""
    pares = (renglon.partition("=") for renglon in dichas.splitlines() if renglon.strip())
    return {campo.strip().lower(): titulo.strip() for campo, _, titulo in pares}


def _plantilla(datos: dict[str, Any]) -> Plantilla:
    return Plantilla(
        nombre=datos.get("nombre", ""),
        formato=datos.get("formato", ""),
        asunto=datos.get("asunto", ""),
        contiene=datos.get("contiene", ""),
        patron=datos.get("patron", ""),
        columnas=datos["columnas"],
        palabras={e: _renglones(datos.get(f"palabras_{e}", "")) for e in ORDEN},
        marca_final=datos.get("marca_final", ""),
    )


def _renglones(dichas: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.strip() for p in dichas.splitlines() if p.strip()))[:100]


def inicial_de(plantilla: Plantilla, muestra: str = "") -> dict[str, str]:
    """The fields of the form that say a template."""
    return {
        "nombre": plantilla.nombre,
        "formato": plantilla.formato,
        "asunto": plantilla.asunto,
        "contiene": plantilla.contiene,
        "patron": plantilla.patron,
        "columnas": "\n".join(f"{c} = {t}" for c, t in plantilla.columnas.items()),
        **{f"palabras_{e}": "\n".join(plantilla.palabras.get(e, ())) for e in ORDEN},
        "marca_final": plantilla.marca_final,
        "muestra": muestra,
    }
