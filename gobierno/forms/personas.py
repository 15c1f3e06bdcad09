"""Forms of people, units and designations."""

from typing import Any

from django import forms

from gobierno.forms.base import CampoFecha, CampoTexto, FormularioCuidadoso
from gobierno.models import Persona, UnidadOrganica
from gobierno.perfil import perfil_activo


def opciones_de_rol(vacia: str = "Elija un rol…") -> list[tuple[str, str]]:
    return [("", vacia), *((rol.codigo, rol.nombre) for rol in perfil_activo().roles)]


class FormularioDePersona(FormularioCuidadoso):
    first_name = forms.CharField(label="Nombres", max_length=150)
    last_name = forms.CharField(label="Apellidos", max_length=150)
    email = forms.EmailField(label="Correo institucional", max_length=254)
    cargo = forms.CharField(label="Cargo", max_length=150, required=False)
    unidad = forms.ModelChoiceField(
        label="Unidad orgánica",
        queryset=UnidadOrganica.objects.activas(),
        empty_label="Elija una unidad…",
    )


class FormularioDePersonaNueva(FormularioDePersona):
    username = forms.RegexField(
        label="Usuario",
        regex=r"^[a-z0-9][a-z0-9._-]*$",
        max_length=150,
        help_text="Minúsculas, números, punto y guion. No se cambia después.",
        error_messages={"invalid": "Use solo minúsculas, números, punto, guion y guion bajo."},
    )
    contrasena = forms.CharField(
        label="Contraseña inicial",
        max_length=256,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="Al menos 12 caracteres. La persona la cambia en «Preferencias».",
    )
    field_order = ["username", "first_name", "last_name", "email", "cargo", "unidad", "contrasena"]


class FormularioDeContrasena(forms.Form):
    """A new password for somebody else; for oneself the present one is asked too."""

    contrasena = forms.CharField(
        label="Contraseña nueva",
        max_length=256,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="Al menos 12 caracteres y que no se parezca al nombre ni sea de las comunes.",
    )


class FormularioDeContrasenaPropia(FormularioDeContrasena):
    actual = forms.CharField(
        label="Contraseña actual",
        max_length=256,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    field_order = ["actual", "contrasena"]

    def __init__(self, *args: Any, persona: Persona, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persona = persona

    def clean_actual(self) -> str:
        actual: str = self.cleaned_data["actual"]
        if not self.persona.check_password(actual):
            raise forms.ValidationError("La contraseña actual no es correcta.")
        return actual


class FormularioDeMotivo(FormularioCuidadoso):
    motivo = CampoTexto(label="Motivo o documento", max_length=500)


class FormularioDeDesignacion(FormularioCuidadoso):
    rol = forms.ChoiceField(label="Rol", choices=opciones_de_rol)
    unidad = forms.ModelChoiceField(
        label="Unidad en que lo ejerce",
        queryset=UnidadOrganica.objects.activas(),
        required=False,
        empty_label="La institución entera",
    )
    desde = CampoFecha(label="Primer día")
    hasta = CampoFecha(
        label="Último día",
        required=False,
        help_text="Inclusive: al día siguiente el rol deja de servir. Vacío si no se sabe.",
    )
    documento = forms.CharField(
        label="Documento de designación",
        max_length=200,
        help_text="Tipo, número y año del documento que la dispone.",
    )
    es_encargatura = forms.BooleanField(label="Es una encargatura", required=False)


class FormularioDeTermino(FormularioDeMotivo):
    hasta = CampoFecha(
        label="Último día", help_text="Inclusive: al día siguiente el rol deja de servir."
    )
    field_order = ["hasta", "motivo"]


class FormularioDeUnidad(FormularioCuidadoso):
    nombre = forms.CharField(label="Nombre", max_length=200)
    siglas = forms.CharField(label="Siglas", max_length=20)
    depende_de = forms.ModelChoiceField(
        label="Depende de",
        queryset=UnidadOrganica.objects.activas(),
        required=False,
        empty_label="De ninguna (órgano de primer nivel)",
    )
    activa = forms.BooleanField(label="Está activa", required=False, initial=True)


class FiltroDePersonas(forms.Form):
    q = forms.CharField(
        label="Nombre, usuario o correo",
        max_length=100,
        required=False,
        widget=forms.TextInput({"type": "search"}),
    )
    rol = forms.ChoiceField(
        label="Rol vigente", required=False, choices=lambda: opciones_de_rol("Todos")
    )
    estado = forms.ChoiceField(
        label="Cuenta",
        required=False,
        choices=[("", "Todas"), ("activas", "Activas"), ("inactivas", "Desactivadas")],
    )
