"""Forms about a version: open it, decide on it, configure what it says."""

from typing import Any

from django import forms

from directorio.models import VersionDirectorio
from gobierno.forms.base import CampoFecha, FormularioCuidadoso, ofrecer


class FormularioDeVersion(forms.Form):
    """Open a version: the year, and whether it starts from the last one."""

    DESDE_ULTIMA, VACIA = "ultima", "vacia"
    SOLO_VACIA = (VACIA, "Una versión vacía")

    anio = forms.IntegerField(label="Año", min_value=1900, max_value=2999)
    partir = forms.ChoiceField(
        label="Partir de",
        choices=[
            (DESDE_ULTIMA, "La última versión aprobada (se copian todas sus líneas)"),
            SOLO_VACIA,
        ],
        widget=forms.RadioSelect,
    )
    motivo = forms.CharField(
        label="Motivo de la versión",
        max_length=300,
        required=False,
        help_text="Por ejemplo: Directorio anual, o adenda por cambio de ventana.",
    )
    transicion = forms.ChoiceField(
        label="Copias que ya existen",
        choices=VersionDirectorio.Transicion.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, con_origen: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not con_origen:
            ofrecer(self, "partir", [self.SOLO_VACIA])
            self.fields["partir"].initial = self.VACIA


class FormularioDeEncabezado(forms.Form):
    """What a draft says of itself."""

    motivo = forms.CharField(label="Motivo de la versión", max_length=300, required=False)
    transicion = forms.ChoiceField(
        label="Copias que ya existen",
        choices=VersionDirectorio.Transicion.choices,
        widget=forms.RadioSelect,
    )


class FormularioDeDecision(forms.Form):
    """Visto, firma, conocimiento or observation; which fields matter depends on the step."""

    OTORGAR, OBSERVAR = "otorgado", "observado"

    sentido = forms.ChoiceField(choices=[(OTORGAR, OTORGAR), (OBSERVAR, OBSERVAR)])
    vigente_desde = CampoFecha(
        label="Rige desde",
        required=False,
        help_text="Lo pasado no se vuelve a calcular: solo una fecha en que no rija otra versión.",
    )
    motivo_regularizacion = forms.CharField(
        label="Motivo de la regularización",
        max_length=300,
        required=False,
        help_text="Solo si la fecha es anterior a hoy.",
    )
    comentario = forms.CharField(
        label="Observación general",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Obligatoria para observar.",
    )
    contrasena = forms.CharField(
        label="Su contraseña de ingreso",
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Confirma que es usted quien decide.",
    )


class FormularioDeConfiguracion(forms.Form):
    """Constancia that a line is configured, or why it cannot be."""

    trabajo = forms.CharField(
        label="Trabajo (job) en el software",
        max_length=200,
        required=False,
        help_text="Escríbalo tal como figura en el software: con él se reconoce su evidencia.",
    )
    nota = forms.CharField(label="Nota", max_length=300, required=False)


class FormularioDeObservacion(FormularioCuidadoso):
    """Why a line cannot be configured as approved."""

    observacion = forms.CharField(
        label="Qué impide configurarla", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class FiltroDeConfiguracion(forms.Form):
    """Filters of the checklist."""

    q = forms.CharField(
        label="Ítem o trabajo",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    estado = forms.ChoiceField(
        label="Estado",
        required=False,
        choices=[
            ("", "Todos"),
            ("pendiente", "Pendiente"),
            ("a_medias", "A medias"),
            ("configurado", "Configurado"),
            ("observada", "No configurable"),
        ],
    )


class FiltroDeFecha(forms.Form):
    """A date asked for in the address."""

    fecha = CampoFecha(label="Fecha", required=False)
