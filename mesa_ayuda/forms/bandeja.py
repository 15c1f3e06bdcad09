"""Filters of the tray and the bulk assignment."""

from collections.abc import Sequence
from typing import Any

from django import forms

from gobierno.forms.base import ofrecer
from gobierno.forms.listas import ListaLigera
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from mesa_ayuda.forms.personas import CampoDestino
from mesa_ayuda.models import Ticket
from mesa_ayuda.querysets import TicketQuerySet

NADIE = "nadie"
Personas = Sequence[tuple[str, Persona]]


class FiltroDeTickets(forms.Form):
    """Every filter is answered by an index; a wrong one narrows to nothing and says so."""

    q = forms.CharField(
        label="Buscar",
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search", "placeholder": "Número, asunto o persona"}),
    )
    estado = forms.ChoiceField(
        label="Estado",
        required=False,
        widget=ListaLigera,
        choices=[("", "Todos"), *Ticket.Estado.choices],
    )
    categoria = forms.ChoiceField(label="Categoría", required=False, widget=ListaLigera)
    canal = forms.ChoiceField(label="Canal", required=False, widget=ListaLigera)
    asignado = forms.ChoiceField(label="A cargo de", required=False, widget=ListaLigera)
    de = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, personas: Personas, **resto: Any) -> None:
        super().__init__(*args, **resto)
        mesa = perfil_activo().mesa
        categorias = [(c.codigo, c.nombre) for c in mesa.categorias]
        canales = [(c.codigo, c.nombre) for c in (*mesa.canales, *mesa.canales_propios)]
        nombres = {str(persona.pk): str(persona) for _, persona in personas}
        ofrecer(self, "categoria", [("", "Todas"), *categorias])
        ofrecer(self, "canal", [("", "Todos"), *canales])
        ofrecer(self, "asignado", [("", "Cualquiera"), (NADIE, "Nadie"), *nombres.items()])

    def aplicar(self, tickets: TicketQuerySet) -> TicketQuerySet:
        if not self.is_valid():
            return tickets.none()
        datos = self.cleaned_data
        for campo in ("estado", "categoria", "canal"):
            if datos[campo]:
                tickets = tickets.filter(**{campo: datos[campo]})
        if datos["asignado"] == NADIE:
            tickets = tickets.filter(asignado_a__isnull=True)
        elif datos["asignado"]:
            tickets = tickets.filter(asignado_a=int(datos["asignado"]))
        return tickets.con_palabras(datos["q"]) if datos["q"] else tickets

    @property
    def busca(self) -> bool:
        return bool(self.is_valid() and self.cleaned_data["q"])


class FormularioDeLote(forms.Form):
    """Which tickets and to whom."""

    def __init__(self, *args: Any, personas: Personas, **resto: Any) -> None:
        super().__init__(*args, **resto)
        self.fields["destino"] = CampoDestino(
            label="Asignar a",
            personas=personas,
            con_equipos=False,
            error_messages={"required": "Elija a quién se asignan."},
        )
