"""The form of a step of §3.7: what all have in common, and the fields that several use."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from gobierno.forms.base import CampoTexto, FormularioCuidadoso
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from respaldo.models import Copia
from restauracion.models import SolicitudDeRestauracion

LARGO = 2000
Acto = dict[str, Any]


class FormularioDePaso(FormularioCuidadoso):
    """A step without data of its own. `visto` is the version that the page showed.

    `acto` is who looks at it and when (`gobierno.vistas.acto`). `exigidos` are the fields that its
    acción asks for, with the numeral, and the form does not.
    """

    boton: ClassVar[str] = "Confirmar"
    aviso: ClassVar[str] = ""
    accion: ClassVar[Any] = None
    exigidos: tuple[str, ...] = ()
    visto = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        datos: Mapping[str, Any] | None = None,
        archivos: Any = None,
        *,
        solicitud: SolicitudDeRestauracion,
        acto: Acto,
    ) -> None:
        super().__init__(datos, archivos, initial={"visto": solicitud.version})
        self.solicitud, self.acto = solicitud, acto
        self.preparar()
        for nombre in self.exigidos:
            self.fields[nombre].widget.attrs["aria-required"] = "true"

    def preparar(self) -> None:
        """Choices that depend on the request."""

    def argumentos(self, datos: Mapping[str, Any]) -> dict[str, Any]:
        """What the acción receives besides who acts and when."""
        return {c: valor for c, valor in datos.items() if c != "confirma_sin_secretos"}

    def actuar(self, datos: Mapping[str, Any], acto: Acto) -> Any:
        return type(self).accion(solicitud=self.solicitud, **self.argumentos(datos), **acto)


class FormularioConMotivo(FormularioDePaso):
    motivo = CampoTexto(label="Motivo", max_length=LARGO, required=False)


class FormularioConMotivoExigido(FormularioConMotivo):
    exigidos = ("motivo",)


class FormularioConNota(FormularioDePaso):
    """What the requester answers, or the help desk in their name, saying how it came."""

    nota = CampoTexto(label="Nota", max_length=LARGO, required=False)

    def preparar(self) -> None:
        if self.acto["por"].pk in {self.solicitud.solicitante_id, self.solicitud.jefe_id}:
            return
        self.exigidos = ("nota",)
        self.fields["nota"].label = "Cómo llegó la respuesta"
        self.fields["nota"].help_text = "El correo o la llamada de quien pidió, con su fecha."


class CampoPersona(forms.ModelChoiceField):
    """People whom some role of today allows a permission."""

    def __init__(self, **opciones: Any) -> None:
        super().__init__(Persona.objects.none(), empty_label="Elija…", **opciones)


class CampoCopia(forms.ModelChoiceField):
    """Copies, in the order of the evaluation that offers them."""

    def __init__(self, **opciones: Any) -> None:
        super().__init__(Copia.objects.none(), empty_label=None, **opciones)

    def ofrecer(self, claves: list[str]) -> None:
        self.queryset = Copia.objects.filter(pk__in=claves).select_related("item")
        self.initial = claves[0] if claves else None

    def label_from_instance(self, obj: Any) -> str:
        local = obj.instante_de_datos.astimezone(perfil_activo().zona)
        hasta = f", disponible hasta {obj.retenida_hasta:%d/%m/%Y}" if obj.retenida_hasta else ""
        tipo = obj.get_tipo_de_backup_display().lower()
        return f"Copia del {local:%d/%m/%Y %H:%M}, {tipo}, {obj.modalidad}{hasta}"
