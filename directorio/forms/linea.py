"""The editor of one line: every column, with the words of the norm beside each.

What is wrong with the values is for `directorio.validacion` to say; here they are only read, so
that a row with errors comes back as it was typed.
"""

from datetime import time
from typing import Any

from django import forms
from django.db.models import Q

from directorio.columnas import TITULOS
from directorio.contenido import fila, huella
from directorio.models import Linea, Modalidad, TipoDeBackup
from gobierno.forms.base import CampoFecha, FormularioCuidadoso, ofrecer, ofrecer_filas
from gobierno.models import UnidadOrganica
from gobierno.perfil import perfil_activo

# Sections of the page, in the order in which a person thinks of a line.
SECCIONES = (
    ("Qué se respalda", ("numero", "nombre", "clase", "servidor", "ruta", "unidad", "criticidad")),
    ("Cuándo", ("tipo_de_backup", "modalidad", "periodicidad", "hora_inicio", "hora_fin", "dato")),
    ("Cuánto se conserva", ("retencion", "comportamiento_base", "ajuste_herramienta")),
    ("Con qué y dónde", ("software", "trabajo", "medio", "cifrado")),
    ("Servicio externo", ("contrato", "dispensa_contrato")),
    ("Recuperación y notas", ("rpo_horas", "rto_horas", "responsable", "observaciones")),
)
AYUDAS = {
    "numero": "Vacío: el siguiente.",
    "nombre": "Un ítem puede tener varias líneas: use el mismo nombre y se unirán.",
    "ruta": "Carpeta, base o recurso. No se respaldan equipos asignados a usuarios.",
    "periodicidad": "Por ejemplo: diaria · lunes a viernes · mensual, día 31 · cada 6 horas.",
    "hora_fin": "Si es anterior a la de inicio, la ventana termina al día siguiente.",
    "dato": "Solo cambia si la ventana abre después de medianoche y guarda el día que terminó.",
    "retencion": "Por ejemplo: 30 días · 12 meses · 180 copias · 30 días y mínimo 7 copias.",
    "ajuste_herramienta": "0 si el software borra exactamente en la fecha.",
    "trabajo": "Nombre exacto en el software: con él se reconoce su evidencia.",
    "cifrado": "La clave nunca se guarda aquí.",
    "contrato": "Obligatorio si la línea es externa.",
    "dispensa_contrato": "Solo si es externa y no hay contrato: quedará a la vista.",
}
_HORA = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def _texto(campo: str, largo: int, **mas: Any) -> forms.CharField:
    return forms.CharField(
        label=TITULOS[campo],
        max_length=largo,
        required=mas.pop("required", False),
        help_text=AYUDAS.get(campo, ""),
        **mas,
    )


def _entero(campo: str, minimo: int, maximo: int, **mas: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=TITULOS[campo],
        min_value=minimo,
        max_value=maximo,
        required=False,
        help_text=AYUDAS.get(campo, ""),
        **mas,
    )


def _opcion(campo: str, opciones: Any, **mas: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=TITULOS[campo], choices=opciones, help_text=AYUDAS.get(campo, ""), **mas
    )


class FormularioDeLinea(forms.Form):
    """One row, as typed; `leida` is the mark of the stored row when the page was opened."""

    leida = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    numero = _entero("numero", 1, 99_999)
    nombre = _texto("nombre", 200, required=True)
    clase = _opcion("clase", ())
    servidor = _texto("servidor", 200)
    ruta = _texto("ruta", 500)
    unidad = forms.ModelChoiceField(
        label=TITULOS["unidad"],
        queryset=UnidadOrganica.objects.none(),
        required=False,
        empty_label="Sin unidad",
    )
    criticidad = _opcion("criticidad", (), required=False)
    tipo_de_backup = _opcion("tipo_de_backup", TipoDeBackup.choices, widget=forms.RadioSelect)
    modalidad = _opcion("modalidad", Modalidad.choices)
    periodicidad = _texto("periodicidad", 200, required=True)
    hora_inicio = forms.TimeField(label=TITULOS["hora_inicio"], widget=_HORA)
    hora_fin = forms.TimeField(
        label=TITULOS["hora_fin"], widget=_HORA, help_text=AYUDAS["hora_fin"]
    )
    dato = _opcion("dato", Linea.Dato.choices, initial=Linea.Dato.APERTURA)
    retencion = _texto("retencion", 120, required=True)
    comportamiento_base = _opcion("comportamiento_base", Linea.Base.choices)
    ajuste_herramienta = _entero("ajuste_herramienta", -366, 366, initial=0)
    software = _texto("software", 100)
    trabajo = _texto("trabajo", 200)
    medio = _texto("medio", 200)
    cifrado = forms.BooleanField(
        label="La copia se cifra", required=False, help_text=AYUDAS["cifrado"]
    )
    contrato = _texto("contrato", 100)
    dispensa_contrato = _texto("dispensa_contrato", 300)
    rpo_horas = _entero("rpo_horas", 1, 100_000)
    rto_horas = _entero("rto_horas", 1, 100_000)
    responsable = _texto("responsable", 150)
    observaciones = _texto("observaciones", 4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, linea: Linea | None = None, **kwargs: Any) -> None:
        if linea is not None:
            campos = self.base_fields.keys() - {"leida"}
            inicial = {campo: getattr(linea, campo) for campo in campos}
            kwargs["initial"] = inicial | {"leida": huella(fila(linea))}
        super().__init__(*args, **kwargs)
        directorio = perfil_activo().directorio
        propia = linea.unidad_id if linea is not None else None
        unidades = UnidadOrganica.objects.filter(Q(activa=True) | Q(pk=propia))
        ofrecer_filas(self, "unidad", unidades)
        self._opciones("clase", [(c.codigo, c.nombre) for c in directorio.clases])
        self._opciones("criticidad", [(c, c.capitalize()) for c in directorio.criticidades])
        if linea is None:
            self.fields["comportamiento_base"].initial = directorio.comportamiento_base
            self.fields["tipo_de_backup"].initial = TipoDeBackup.INTERNO

    def _opciones(self, campo: str, opciones: list[tuple[str, str]]) -> None:
        ofrecer(self, campo, [("", "Elija…"), *opciones])

    def clean_ajuste_herramienta(self) -> int:
        return self.cleaned_data.get("ajuste_herramienta") or 0

    def clean_hora_inicio(self) -> time:
        return _al_minuto(self.cleaned_data["hora_inicio"])

    def clean_hora_fin(self) -> time:
        return _al_minuto(self.cleaned_data["hora_fin"])

    def secciones(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by section, for the page."""
        return [(titulo, [self[campo] for campo in campos]) for titulo, campos in SECCIONES]


def _al_minuto(hora: time) -> time:
    return hora.replace(second=0, microsecond=0)


class FormularioDeBaja(FormularioCuidadoso):
    """Retire a line."""

    fecha_baja = CampoFecha(
        label="Fecha de baja",
        help_text="Desde ese día no se espera ninguna copia.",
    )
    motivo = forms.CharField(label="Motivo", max_length=300)
    retencion_post_baja = forms.CharField(
        label="Hasta cuándo se conservan las copias que quedan",
        max_length=120,
        required=False,
        help_text="Obligatorio si la retención es por número de copias: «1 año» desde la baja, o "
        "«hasta 31/12/2027».",
    )


class FormularioDeMotivo(FormularioCuidadoso):
    """An act that only needs its reason."""

    motivo = forms.CharField(
        label="Motivo", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class FiltroDeLineas(forms.Form):
    """Filters of the table of lines; everything is optional."""

    q = forms.CharField(
        label="Ítem, servidor, ruta o trabajo",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    tipo = forms.ChoiceField(
        label="Tipo", required=False, choices=[("", "Todos"), *TipoDeBackup.choices]
    )
    modalidad = forms.ChoiceField(
        label="Modalidad", required=False, choices=[("", "Todas"), *Modalidad.choices]
    )
    clase = forms.ChoiceField(label="Clase", required=False)
    situacion = forms.ChoiceField(
        label="Situación", required=False, choices=[("", "Todas"), *Linea.Situacion.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clases = [(c.codigo, c.nombre) for c in perfil_activo().directorio.clases]
        ofrecer(self, "clase", [("", "Todas"), *clases])
