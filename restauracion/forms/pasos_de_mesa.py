"""The steps that the help desk takes, and the viability where the profile asks for it."""

from collections.abc import Mapping
from typing import Any

from django import forms

from gobierno.forms.base import CampoFecha, CampoTexto, ofrecer
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from respaldo.retencion import Codigo
from restauracion import acciones, estados
from restauracion.forms.paso import (
    LARGO,
    CampoPersona,
    FormularioConMotivo,
    FormularioConMotivoExigido,
    FormularioDePaso,
)


class Validar(FormularioDePaso):
    """With an operator, it is assigned in the same act."""

    boton, accion = "Validar", acciones.validar_y_asignar
    a = CampoPersona(
        label="Asignar a", required=False, help_text="Vacío: queda validada y por asignar."
    )
    autorizacion = forms.CharField(
        label="Autorización de la unidad dueña, ya comprobada", max_length=300, required=False,
        help_text="Solo si la información es de otra unidad: quién autorizó y en qué documento.",
    )  # fmt: skip

    def preparar(self) -> None:
        campo: Any = self.fields["a"]
        campo.queryset = Persona.objects.con_permiso(estados.ATENDER, self.acto["hoy"])
        if perfil_activo().interruptores["evaluacion_viabilidad"]:
            del self.fields["a"]
        self.initial["autorizacion"] = self.solicitud.autorizacion
        if self.solicitud.codigo != Codigo.SIN_AUTORIZACION:
            del self.fields["autorizacion"]

    def argumentos(self, datos: Mapping[str, Any]) -> dict[str, Any]:
        return {"a": None} | super().argumentos(datos)


class Observar(FormularioConMotivoExigido):
    boton, accion = "Observar", acciones.observar


class Devolver(FormularioConMotivoExigido):
    boton, accion = "Devolver y cerrar", acciones.devolver


class Derivar(FormularioConMotivoExigido):
    boton, accion = "Derivar", acciones.derivar
    a = forms.ChoiceField(label="Unidad a la que corresponde")

    def preparar(self) -> None:
        unidades = perfil_activo().restauracion.derivaciones
        ofrecer(self, "a", [(d.unidad, f"{d.unidad} — {d.nombre}") for d in unidades])


class AUnOperador(FormularioDePaso):
    a = CampoPersona(label="Operador")

    def preparar(self) -> None:
        campo: Any = self.fields["a"]
        campo.queryset = Persona.objects.con_permiso(estados.ATENDER, self.acto["hoy"])


class Asignar(AUnOperador):
    boton, accion = "Asignar", acciones.asignar


class Reasignar(AUnOperador):
    boton, accion = "Reasignar", acciones.reasignar
    aviso = "Sigue en el mismo punto: cambia quién la atiende."
    exigidos = ("motivo",)
    motivo = CampoTexto(label="Motivo", max_length=LARGO, required=False)


class PedirViabilidad(FormularioConMotivo):
    boton, accion = "Pedir la evaluación de viabilidad", acciones.pedir_viabilidad


class DeclararViable(AUnOperador):
    boton, accion = "Declarar viable", acciones.declarar_viable
    plazo = CampoFecha(label="Plazo de atención")
    motivo = CampoTexto(label="Nota", required=False)


class Reabrir(FormularioConMotivoExigido):
    boton, accion = "Reabrir", acciones.reabrir
