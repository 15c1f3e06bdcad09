"""What a person types about a polled source. Secrets are never typed here (X-10)."""

from typing import Any

from django import forms

from gobierno.forms.base import FormularioCuidadoso, ofrecer
from respaldo.models import Sondeo


class FormularioDeSondeo(FormularioCuidadoso):
    """How a source is asked; `credencial` is one of the names of the file of credentials."""

    clase = forms.ChoiceField(
        label="Servidor (beta)", choices=[("", "Elija…"), *Sondeo.Clase.choices]
    )
    url = forms.CharField(
        label="Dirección", max_length=300,
        widget=forms.TextInput({"placeholder": "https://servidor:9419", "spellcheck": "false"}),
        help_text="Con su puerto: Veeam usa 9419; Proxmox Backup Server, 8007; Proxmox VE, 8006.",
    )  # fmt: skip
    cuenta = forms.CharField(
        label="Cuenta de solo lectura", max_length=200,
        help_text="En Proxmox, el token de API: usuario@pbs!nombre.",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    credencial = forms.ChoiceField(
        label="Credencial", choices=[],
        help_text="La clave está en el archivo de credenciales del servidor, nunca aquí. "
        "Solo viaja a la dirección escrita junto a ella.",
    )  # fmt: skip
    nodo = forms.CharField(
        label="Nodo", max_length=63, required=False, help_text="Solo en Proxmox VE."
    )
    por_maquina = forms.BooleanField(
        label="Una ejecución por máquina, no por trabajo", required=False,
        help_text="Solo en Veeam 13: úselo si cada máquina es una línea del Directorio.",
    )  # fmt: skip
    intervalo_minutos = forms.IntegerField(
        label="Consultar cada (minutos)", min_value=5, max_value=1_440, initial=15
    )
    activo = forms.BooleanField(label="Sondeo activo", required=False, initial=True)

    def __init__(self, *args: Any, credenciales: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ofrecer(self, "credencial", [("", "Elija…"), *((c, c) for c in credenciales)])
