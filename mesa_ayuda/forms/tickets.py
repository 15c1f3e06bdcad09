"""What people type about a ticket; the rules belong to the acciones."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms

from gobierno.forms.archivos import CampoAdjuntos
from gobierno.forms.base import CampoTexto, FormularioCuidadoso, ofrecer
from gobierno.perfil import perfil_activo
from mesa_ayuda.forms.personas import CampoDestino, CampoPersona, quienes_atienden
from mesa_ayuda.models import PausaDeTicket, Ticket

ESPERAS = [par for par in PausaDeTicket.Causa.choices if par[0] != "resuelto"]
INSTANTE = "%Y-%m-%dT%H:%M"


def _texto(rotulo: str, ayuda: str = "", *, obligatorio: bool = True) -> CampoTexto:
    return CampoTexto(
        label=rotulo,
        help_text=ayuda,
        required=obligatorio,
        error_messages={"required": "Escriba este dato."},
    )


class FormularioDeTicket(FormularioCuidadoso):
    """One's own request: three questions."""

    ficha = forms.UUIDField(required=False, widget=forms.HiddenInput)
    antecedente = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )
    categoria = forms.ChoiceField(label="Qué necesita", widget=forms.RadioSelect)
    asunto = forms.CharField(
        label="En pocas palabras",
        max_length=250,
        error_messages={"required": "Escriba qué necesita, en una frase."},
    )
    descripcion = _texto(
        "Detalle", "Nombres, rutas, fechas: lo que ayude a atenderlo.", obligatorio=False
    )
    adjuntos = CampoAdjuntos("Captura de pantalla, correo o documento.")

    def __init__(self, datos: Mapping[str, Any] | None = None, **resto: Any) -> None:
        super().__init__(datos, **resto)
        self.initial.setdefault("ficha", uuid4())
        elegibles = filter(self.puede_elegir, perfil_activo().mesa.categorias)
        ofrecer(self, "categoria", [(c.codigo, c.nombre) for c in elegibles])

    def puede_elegir(self, categoria: Any) -> bool:
        return bool(categoria.abierta)


class FormularioDeContacto(FormularioDeTicket):
    """A call, a mail or a visit that the help desk registers."""

    canal = forms.ChoiceField(label="Por dónde llegó", widget=forms.RadioSelect)
    recibido_en = forms.DateTimeField(
        label="Cuándo se recibió",
        required=False,
        help_text="En blanco: ahora. Los plazos corren desde entonces.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=INSTANTE),
        input_formats=[INSTANTE, f"{INSTANTE}:%S", "%d/%m/%Y %H:%M"],
        error_messages={"invalid": "Escriba fecha y hora, por ejemplo 09/03/2026 22:15."},
    )
    solicitante = CampoPersona(
        label="Quién pide",
        required=False,
        max_length=254,
        help_text="Usuario, correo o nombre completo.",
    )
    contacto = forms.CharField(
        label="Cómo ubicarlo", required=False, max_length=200, help_text="Anexo, correo u oficina."
    )
    prioridad = forms.ChoiceField(label="Prioridad", required=False)
    numero_externo = forms.CharField(label="Número", required=False, max_length=40)
    field_order = ["canal", "recibido_en", "solicitante", "contacto", "categoria", "prioridad",
                   "asunto", "descripcion", "numero_externo", "adjuntos"]  # fmt: skip

    def __init__(self, datos: Mapping[str, Any] | None = None, **resto: Any) -> None:
        super().__init__(datos, **resto)
        mesa = perfil_activo().mesa
        canales = [
            (c.codigo, c.nombre.capitalize())
            for c in (*mesa.canales, *mesa.canales_propios)
            if c.codigo not in {"formulario", "sistema"}
        ]
        ofrecer(self, "canal", canales)
        self.fields["numero_externo"].label = f"Número en el {mesa.sistema}"
        self.fields["numero_externo"].help_text = f"Si ya lo tiene, como {mesa.ejemplo_ticket}."
        if mesa.prioridades:
            prioridades = [(p.codigo, p.nombre) for p in mesa.prioridades]
            ofrecer(self, "prioridad", [("", "Sin prioridad"), *prioridades])
        else:
            del self.fields["prioridad"]

    def puede_elegir(self, categoria: Any) -> bool:
        return bool(categoria.clase != "registro")


class FormularioDePaso(FormularioCuidadoso):
    """Base of every step: the version of the ticket that the page showed."""

    visto = forms.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, hoy: date, ticket: Ticket, **resto: Any) -> None:
        super().__init__(*args, **resto)
        self.hoy, self.ticket = hoy, ticket


class FormularioConMotivo(FormularioDePaso):
    motivo = _texto("Motivo", "Lo leerá quien pidió.")


class FormularioDeEspera(FormularioDePaso):
    causa = forms.ChoiceField(label="Qué se espera", choices=ESPERAS, widget=forms.RadioSelect)
    motivo = _texto("Detalle", "El plazo se detiene hasta que se reanude.")


class FormularioDeReanudar(FormularioDePaso):
    motivo = _texto("Qué cambió", obligatorio=False)


class FormularioDeAsignar(FormularioDePaso):
    def __init__(self, *args: Any, **resto: Any) -> None:
        super().__init__(*args, **resto)
        self.fields["destino"] = CampoDestino(label="A quién", personas=quienes_atienden(self.hoy))


class FormularioDeDerivar(FormularioDeAsignar):
    motivo = _texto("Por qué se deriva")
    field_order = ["destino", "motivo"]


class FormularioDeResolver(FormularioDePaso):
    solucion = _texto("Qué se hizo", "Lo leerá quien pidió.")
    adjuntos = CampoAdjuntos("La evidencia de lo hecho.")


class FormularioDeNota(FormularioDePaso):
    nota = _texto("Nota", "La leen quien pidió y quien atiende.")
    adjuntos = CampoAdjuntos("Captura de pantalla, correo o documento.")


class FormularioExterno(FormularioDePaso):
    numero_externo = forms.CharField(label="Número", max_length=40)
    estado = forms.CharField(
        label="Qué dice allá",
        required=False,
        max_length=60,
        help_text="El estado tal como se lee en el otro sistema; queda con la hora de hoy.",
    )

    def __init__(self, *args: Any, **resto: Any) -> None:
        super().__init__(*args, **resto)
        mesa = perfil_activo().mesa
        self.fields["numero_externo"].label = f"Número en el {mesa.sistema}"
        self.fields["numero_externo"].help_text = f"Por ejemplo {mesa.ejemplo_ticket}."
