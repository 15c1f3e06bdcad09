"""What an operator types when a run is not confirmed with one key. Each form shows only the fields
that the corrida needs; the rules themselves belong to the acciones."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from gobierno.forms.archivos import CampoAdjuntos
from gobierno.forms.base import FormularioCuidadoso, ofrecer, ofrecer_filas
from gobierno.perfil import perfil_activo
from respaldo.acciones.comprobaciones import es_tardia
from respaldo.models import Corrida, Ejecucion, Verificacion

LARGO = 2000
CORTO = 200
MAX_TICKET = 40


def _texto(rotulo: str, ayuda: str = "", *, obligatorio: bool = True) -> forms.CharField:
    return forms.CharField(
        label=rotulo,
        help_text=ayuda,
        required=obligatorio,
        max_length=LARGO,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Escriba este dato."},
    )


def _instante(rotulo: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=rotulo,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
        error_messages={
            "invalid": "Escriba fecha y hora, por ejemplo 09/03/2026 22:15.",
            "required": "Indique la fecha y la hora.",
        },
    )


class CampoTicket(forms.CharField):
    """The help-desk number; its pattern is the profile's and the acción checks it."""

    def __init__(self, *, obligatorio: bool) -> None:
        perfil = perfil_activo()
        propio = perfil.interruptores.get("verificacion_ticket_propio", False)
        pendiente = "" if obligatorio else "Si la mesa de ayuda no responde, queda pendiente."
        super().__init__(
            label="N° de ticket",
            required=obligatorio and perfil.verificacion.ticket_obligatorio and not propio,
            max_length=MAX_TICKET,
            error_messages={"required": "Falta el N° de ticket."},
            help_text="En blanco: el sistema registra uno." if propio else pendiente,
            widget=forms.TextInput(
                attrs={"placeholder": perfil_activo().mesa.ejemplo_ticket, "autocomplete": "off"}
            ),
        )


class FormularioDeCorrida(FormularioCuidadoso):
    """Base: `motivo_tardanza` appears when the deadline passed; `volver` keeps the way back."""

    ticket_obligatorio = False
    volver = forms.CharField(required=False, max_length=LARGO, widget=forms.HiddenInput)

    def __init__(
        self,
        datos: Mapping[str, Any] | None = None,
        *,
        corrida: Corrida,
        ahora: datetime,
        **resto: Any,
    ) -> None:
        super().__init__(datos, **resto)
        self.corrida = corrida
        if es_tardia(corrida=corrida, ahora=ahora):
            self.fields["motivo_tardanza"] = _texto(
                "Motivo de la tardanza", "El plazo ya pasó; quedará como regularizada."
            )
        self.fields["ticket"] = CampoTicket(obligatorio=self.ticket_obligatorio)
        self.order_fields([*self.orden, "motivo_tardanza", "ticket", "adjunto"])

    orden: tuple[str, ...] = ()


class FormularioConforme(FormularioDeCorrida):
    ticket_obligatorio = True
    orden = ("inicio", "fin", "motivo_discrepancia")
    evidencia = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )

    def __init__(self, datos: Mapping[str, Any] | None = None, **resto: Any) -> None:
        super().__init__(datos, **resto)
        ejecucion = self.corrida.ejecucion
        if ejecucion is None:
            self.fields["inicio"] = _instante("Empezó")
            self.fields["fin"] = _instante("Terminó")
        elif self.corrida.discrepancias or ejecucion.estado != Ejecucion.Estado.CONFORME:
            self.fields["motivo_discrepancia"] = _texto(
                "Por qué es conforme a pesar de lo señalado",
                "Queda escrito junto a lo señalado; nada de eso se borra.",
            )
        self.order_fields([*self.orden, "motivo_tardanza", "ticket", "adjunto"])


class FormularioNoConforme(FormularioDeCorrida):
    orden = ("causa",)
    causa = _texto("Causa o síntoma", "Con esto se abre el borrador del incidente.")
    adjunto = CampoAdjuntos()


class FormularioSinEvidencia(FormularioDeCorrida):
    orden = ("motivo",)
    motivo = _texto("Por qué no hay evidencia", "Cuenta como hallazgo, no como éxito.")
    adjunto = CampoAdjuntos()


class FormularioNoAplica(FormularioCuidadoso):
    documento = forms.CharField(
        label="Documento que lo autoriza",
        max_length=CORTO,
        help_text="Por ejemplo: Memorando 045-2026-OTEC.",
        error_messages={"required": "Indique el documento que lo autoriza."},
    )
    motivo = _texto("Motivo", "Obligatorio si la ventana ya se abrió.", obligatorio=False)
    volver = forms.CharField(required=False, max_length=LARGO, widget=forms.HiddenInput)


class FormularioRectificar(FormularioCuidadoso):
    resultado = forms.ChoiceField(
        label="Resultado correcto", choices=Verificacion.Resultado.choices, widget=forms.RadioSelect
    )
    motivo = _texto("Por qué se rectifica", "Lo anterior queda a la vista con su autor y su hora.")
    visto = forms.CharField(max_length=20, widget=forms.HiddenInput)
    volver = forms.CharField(required=False, max_length=LARGO, widget=forms.HiddenInput)

    def __init__(self, *args: Any, copia_invalidada: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ticket"] = CampoTicket(obligatorio=False)
        self.fields["ticket"].help_text = "En blanco conserva el que ya tiene."
        if copia_invalidada:
            self.fields["revalidar"] = forms.BooleanField(
                label="La copia se comprobó y sirve: vuelve a contarse",
                required=False,
                help_text="Solo si queda conforme. Sin marcarla, la copia sigue invalidada.",
            )


class FormularioSubsanar(forms.Form):
    ejecucion = forms.ModelChoiceField(
        label="Repetición que la repara",
        queryset=Ejecucion.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Elija la repetición.", "invalid_choice": "Esa no está aquí."},
    )
    volver = forms.CharField(required=False, max_length=LARGO, widget=forms.HiddenInput)

    def __init__(self, *args: Any, candidatas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ofrecer_filas(self, "ejecucion", candidatas)


class FiltroHoy(forms.Form):
    """`?fecha= estado= q= clase= unidad=`; what is not valid filters nothing."""

    fecha = forms.DateField(required=False, input_formats=["%Y-%m-%d", "%d/%m/%Y"])
    q = forms.CharField(
        required=False,
        max_length=CORTO,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": "Buscar ítem, servidor o trabajo",
                "data-atajo-buscar": True,
            }
        ),
    )
    clase = forms.ChoiceField(required=False)
    unidad = forms.ChoiceField(required=False)

    def __init__(self, datos: Mapping[str, Any], *, unidades: list[tuple[int, str]]) -> None:
        super().__init__(datos)
        clases = [(c.codigo, c.nombre) for c in perfil_activo().directorio.clases]
        ofrecer(self, "clase", [("", "Toda clase"), *clases])
        propias = [(str(pk), siglas) for pk, siglas in unidades]
        ofrecer(self, "unidad", [("", "Toda unidad"), *propias])
