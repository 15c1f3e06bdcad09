"""What a person types or chooses about evidence: filters, files, runs from a console, sources."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils import timezone

from directorio.models import Linea, VersionDirectorio
from gobierno.forms.base import CampoFecha, CampoTexto, FormularioCuidadoso, ofrecer, ofrecer_filas
from gobierno.perfil import perfil_activo
from respaldo.models import Corrida, Ejecucion, Fuente, ReglaDeCoincidencia

DIAS_POR_OMISION = 7
SITUACIONES = [
    ("", "Todas"),
    ("prevista", "Previstas"),
    ("no_programada", "No programadas"),
    ("no_contemplada", "No contempladas"),
]


class FiltroEjecuciones(forms.Form):
    """`?q= desde= hasta= fuente= estado= situacion=`; without dates, the last seven days."""

    q = forms.CharField(
        label="Buscar", required=False, max_length=100,
        widget=forms.TextInput({"type": "search", "placeholder": "Trabajo, equipo o ítem"}),
    )  # fmt: skip
    desde = CampoFecha(label="Desde", required=False)
    hasta = CampoFecha(label="Hasta", required=False)
    fuente = forms.ModelChoiceField(
        label="Fuente", required=False, queryset=Fuente.objects.all(), empty_label="Todas"
    )
    estado = forms.ChoiceField(
        label="Resultado", required=False, choices=[("", "Todos"), *Ejecucion.Estado.choices]
    )
    situacion = forms.ChoiceField(label="Situación", required=False, choices=SITUACIONES)

    def __init__(self, datos: Any, *, hoy: date) -> None:
        super().__init__(datos)
        self.hoy = hoy

    def clean(self) -> dict[str, Any]:
        datos: dict[str, Any] = super().clean() or {}
        desde, hasta = datos.get("desde"), datos.get("hasta")
        if desde and hasta and desde > hasta:
            self.add_error("hasta", f"El fin no puede ser anterior al inicio ({desde:%d/%m/%Y}).")
        return datos

    @property
    def periodo(self) -> tuple[date, date]:
        """First and last local date of the runs to show."""
        datos = self.cleaned_data
        hasta = datos.get("hasta") or max(self.hoy, datos.get("desde") or self.hoy)
        return datos.get("desde") or hasta - timedelta(days=DIAS_POR_OMISION - 1), hasta


def lineas_vigentes(hoy: date) -> Any:
    """Lines of the Directorio in force on `hoy`, as choices."""
    version = VersionDirectorio.objects.vigente_al(hoy)
    return Linea.objects.filter(version=version).order_by("nombre", "tipo_de_backup", "modalidad")


class CampoInstanteLocal(forms.DateTimeField):
    """Date and time in the zone of the institution; comes out aware."""

    def __init__(self, **opciones: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
            error_messages={
                "invalid": "Escriba fecha y hora, por ejemplo 09/03/2026 22:15.",
                "required": "Indique la fecha y la hora.",
            },
            **opciones,
        )

    def clean(self, value: Any) -> Any:
        with timezone.override(ZoneInfo(perfil_activo().institucion.zona)):
            try:
                return super().clean(value)
            except OverflowError:
                raise forms.ValidationError(self.error_messages["invalid"]) from None


class FormularioManual(FormularioCuidadoso):
    """A run read on the console of the tool."""

    linea = forms.ModelChoiceField(
        label="Línea del Directorio", queryset=Linea.objects.none(), empty_label="Elija la línea…"
    )
    estado = forms.ChoiceField(
        label="Resultado", choices=[("", "Elija…"), *Ejecucion.Estado.choices[:4]]
    )
    inicio = CampoInstanteLocal(label="Inicio")
    fin = CampoInstanteLocal(label="Fin", required=False)
    bytes = forms.IntegerField(
        label="Tamaño protegido (bytes)", required=False, min_value=0, max_value=2**63 - 1
    )
    es_manual = forms.BooleanField(
        label="Es una repetición o una copia que inició una persona", required=False,
        help_text="Su retención cuenta desde su propia fecha.",
    )  # fmt: skip
    mensaje = CampoTexto(label="Qué dice la consola", required=False)
    archivo = forms.FileField(
        label="Captura o reporte", required=False, max_length=250, allow_empty_file=True
    )

    def __init__(self, *args: Any, hoy: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ofrecer_filas(self, "linea", lineas_vigentes(hoy))


class FormularioDeVinculo(forms.Form):
    """Which corrida a loose run answers for: the open ones of its ítem, newest first."""

    corrida = forms.ModelChoiceField(
        label="Corrida", queryset=Corrida.objects.none(), empty_label="Elija la fecha operativa…"
    )

    def __init__(self, *args: Any, corridas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ofrecer_filas(self, "corrida", corridas)


class FormularioDeRegla(forms.Form):
    """What a job is: how its name is compared, for which source, and the line it feeds."""

    linea = forms.ModelChoiceField(
        label="Línea del Directorio", queryset=Linea.objects.none(), empty_label="Elija la línea…"
    )
    forma = forms.ChoiceField(
        label="Cómo se compara el nombre", choices=ReglaDeCoincidencia.Forma.choices
    )
    trabajo = forms.CharField(
        label="Trabajo", max_length=200,
        help_text="Sin distinguir mayúsculas ni tildes. Con comodines: * cualquier texto, "
        "? un carácter.",
    )  # fmt: skip
    equipo = forms.CharField(
        label="Equipo", max_length=200, required=False, help_text="Vacío: cualquiera."
    )
    toda_fuente = forms.BooleanField(
        label="Vale para cualquier fuente, no solo para esta", required=False
    )

    def __init__(self, *args: Any, hoy: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ofrecer_filas(self, "linea", lineas_vigentes(hoy))


class FormularioDeDescarte(forms.Form):
    motivo = CampoTexto(
        label="Motivo", max_length=500, required=False,
        help_text="Por ejemplo: «Copia personal del proveedor, no es información institucional».",
    )  # fmt: skip


class CampoVencimiento(CampoFecha):
    """The last day of a token; comes out as the instant at which that day ends (aware)."""

    def __init__(self) -> None:
        super().__init__(
            label="El token vence el", required=False,
            help_text="Vale hasta el final de ese día. Vacío: no vence.",
        )  # fmt: skip

    def clean(self, value: Any) -> Any:
        dia = super().clean(value)
        if dia is None:
            return None
        try:
            siguiente = dia + timedelta(days=1)
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid"]) from None
        return datetime.combine(siguiente, time.min, tzinfo=perfil_activo().zona)


def _por_venir(formulario: forms.Form, hoy: date) -> datetime | None:
    """The end typed for a token, not before today unless it is the one already written."""
    vence: datetime | None = formulario.cleaned_data["token_vence_en"]
    if vence and vence <= datetime.combine(hoy, time.min, tzinfo=perfil_activo().zona):
        dia = (vence - timedelta(microseconds=1)).date()
        if dia != formulario.initial.get("token_vence_en"):
            raise forms.ValidationError(
                f"El {dia:%d/%m/%Y} ya pasó: el token no valdría nunca. Escriba desde hoy "
                f"({hoy:%d/%m/%Y}) en adelante, o déjelo vacío para que no venza."
            )
    return vence


class FormularioDeFuente(FormularioCuidadoso):
    nombre = forms.CharField(label="Nombre", max_length=100)
    herramienta = forms.CharField(
        label="Herramienta", max_length=60, required=False, help_text="Por ejemplo: Veeam 12."
    )
    zona = forms.ChoiceField(
        label="Zona horaria de sus reportes", choices=[],
        help_text="En la que la herramienta escribe las horas que no llevan desfase.",
    )  # fmt: skip

    linea = forms.ModelChoiceField(
        label="Línea por la que responde", queryset=Linea.objects.none(), required=False,
        empty_label="Según las reglas de coincidencia",
        help_text="Solo si todo lo que envía es de una sola línea del Directorio.",
    )  # fmt: skip
    redes = forms.CharField(
        label="Direcciones permitidas", required=False, max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Una por línea, como 10.20.0.0/16. Vacío: desde cualquiera.",
    )  # fmt: skip
    remitentes = forms.CharField(
        label="Remitentes permitidos de sus correos", required=False, max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Uno por línea: una dirección, o un @dominio. Vacío: cualquiera.",
    )  # fmt: skip
    silencio_horas = forms.IntegerField(
        label="Avisar si calla más de estas horas", required=False, min_value=1, max_value=2_000,
        help_text="Vacío: 36. La alarma avisa una sola vez por silencio.",
    )  # fmt: skip

    token_vence_en = CampoVencimiento()

    def __init__(self, *args: Any, hoy: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hoy = hoy
        ofrecer_filas(self, "linea", lineas_vigentes(hoy))
        propia = perfil_activo().institucion.zona
        resto = sorted(z for z in available_timezones() if "/" in z and not z.startswith("Etc"))
        campo = self.fields["zona"]
        ofrecer(self, "zona", [(z, z) for z in dict.fromkeys([propia, "UTC", *resto])])
        campo.initial = propia

    def clean_token_vence_en(self) -> datetime | None:
        return _por_venir(self, self.hoy)


class FormularioDeToken(forms.Form):
    """Until when the present token keeps working, in whole days."""

    dias = forms.IntegerField(
        label="Días que el token actual seguirá valiendo", min_value=0, max_value=90, initial=7,
        help_text="0 si se filtró: deja de valer en este momento.",
    )  # fmt: skip
    token_vence_en = CampoVencimiento()

    def __init__(self, *args: Any, hoy: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hoy = hoy

    def clean_token_vence_en(self) -> datetime | None:
        return _por_venir(self, self.hoy)
