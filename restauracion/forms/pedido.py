"""The request in one page, for a person who has never seen the application (MIN-7.2.2-a)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q

from directorio.models import Item
from gobierno.forms.archivos import CampoAdjuntos
from gobierno.forms.base import CampoFecha, CampoTexto, FormularioCuidadoso, ofrecer, ofrecer_filas
from gobierno.forms.listas import ListaLigera
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from respaldo.forms.evidencia import CampoInstanteLocal
from respaldo.retencion import AntesDe, Cuando, EstadoAl, MasReciente, Periodo
from restauracion.acciones import DatosDeSolicitud
from restauracion.acciones.recepcion import FORMULARIO, LARGOS
from restauracion.catalogo import clase_del, es_de_la_mesa, por_clase
from restauracion.models import SolicitudDeRestauracion

Modo = SolicitudDeRestauracion.Modo
FALTA_LA_FECHA = "Diga cuándo estaba bien la información."
_CAMPOS_DE = {"estado_al": ("fecha",), "antes_de": ("instante",), "periodo": ("desde", "hasta")}


class FormularioDePedido(FormularioCuidadoso):
    """What was lost, when it was last good, why and where to leave it.

    Nothing is required by the form itself: the acción says what is missing and with what numeral,
    and the answer of the engine comes before everything is written. The help desk has besides the
    fields of who asked and how.
    """

    item = forms.ModelChoiceField(
        label="Carpeta, base de datos o sistema",
        queryset=Item.objects.none(),
        required=False,
        widget=ListaLigera,
    )
    ruta = forms.CharField(
        label="Ubicación", required=False, max_length=LARGOS["ruta"],
        help_text="Pegue la dirección, por ejemplo \\\\servidor\\unidad\\carpeta.",
    )  # fmt: skip
    objetos = CampoTexto(
        label="Archivos o carpetas que faltan", required=False, max_length=LARGOS["objetos"],
        help_text="Uno por línea.",
    )  # fmt: skip
    bd_datos = forms.BooleanField(label="Necesito los datos", required=False)
    bd_estructura = forms.BooleanField(label="Necesito la estructura", required=False)
    en_equipo = forms.BooleanField(
        label="Estaba en mi computadora (disco C:, escritorio, memoria USB)", required=False
    )
    modo = forms.ChoiceField(
        label="Qué copia necesita", choices=Modo.choices, initial=Modo.ESTADO_AL, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    fecha = CampoFecha(label="Último día en que estaba bien", required=False)
    instante = CampoInstanteLocal(label="Momento en que se perdió", required=False)
    desde = CampoFecha(label="Desde", required=False)
    hasta = CampoFecha(label="Hasta", required=False)
    cuales = forms.ChoiceField(
        label="Copias del periodo", choices=SolicitudDeRestauracion.Cuales.choices, required=False
    )
    motivo = CampoTexto(
        label="Qué pasó y para qué la necesita", required=False, max_length=LARGOS["motivo"]
    )
    destino = forms.CharField(
        label="Dónde dejar lo restaurado", required=False, max_length=LARGOS["destino"],
        help_text="Si lo deja vacío, el operador lo acuerda con usted.",
    )  # fmt: skip
    consiente_sobrescribir = forms.BooleanField(
        label="Puede reemplazar lo que hay ahora en el lugar original", required=False
    )
    cambios_posteriores = CampoTexto(
        label="Qué cambió después de esa fecha y no debe perderse", required=False,
        max_length=LARGOS["cambios_posteriores"],
    )  # fmt: skip
    autorizacion = forms.CharField(
        label="Autorización de la unidad dueña", required=False, max_length=LARGOS["autorizacion"],
        help_text="Solo si es de otra unidad: quién autorizó y en qué correo o documento.",
    )  # fmt: skip
    adjuntos = CampoAdjuntos("Captura de pantalla, el correo (.eml) u otro sustento.")
    ficha = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)

    solicitante = forms.CharField(
        label="Quién lo pidió", required=False, max_length=254,
        help_text="Su usuario o su correo institucional.",
    )  # fmt: skip
    canal = forms.ChoiceField(label="Cómo llegó", required=False)
    recibida_en = CampoInstanteLocal(label="Cuándo llegó", required=False)
    jefe_en_copia = forms.BooleanField(label="El jefe inmediato estaba en copia", required=False)

    DE_LA_MESA = ("solicitante", "canal", "recibida_en", "jefe_en_copia")

    def __init__(
        self,
        datos: Mapping[str, Any] | None = None,
        archivos: Any = None,
        *,
        persona: Persona,
        hoy: date,
        inicial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(datos, archivos, initial={"ficha": str(uuid.uuid4()), **(inicial or {})})
        self.persona, self.hoy = persona, hoy
        self.de_la_mesa = es_de_la_mesa(persona, hoy=hoy)
        grupos = por_clase(persona, hoy=hoy)
        self.ofrecidos = {pk for _, grupo in grupos for pk, _ in grupo}
        if self.is_bound:
            ofrecer_filas(self, "item", Item.objects.filter(pk__in=self.ofrecidos))
        self.fields["item"].widget.choices = [("", "No está en la lista"), *grupos]
        if self.de_la_mesa:
            canales = [(c.codigo, c.nombre) for c in perfil_activo().mesa.canales]
            ofrecer(self, "canal", canales)
        else:
            for nombre in self.DE_LA_MESA:
                del self.fields[nombre]

    def clean_solicitante(self) -> Persona | None:
        """The person that a user name or an institutional address names."""
        escrito = self.cleaned_data["solicitante"].strip()
        if not escrito:
            return None
        quien = Q(username__iexact=escrito) | Q(email__iexact=escrito)
        hallada = Persona.objects.filter(quien, is_active=True).first()
        if hallada is None:
            raise forms.ValidationError(
                f"No hay una cuenta activa «{escrito[:80]}»: revise el usuario o el correo."
            )
        return hallada

    def cuando(self) -> Cuando | None:
        """One of the four ways of saying when; None while its date is not written."""
        datos = self.cleaned_data
        modo = datos.get("modo") or Modo.ESTADO_AL
        if any(datos.get(campo) is None for campo in _CAMPOS_DE.get(modo, ())):
            return None
        match modo:
            case Modo.ANTES_DE:
                return AntesDe(datos["instante"])
            case Modo.PERIODO:
                cuales = datos.get("cuales") or SolicitudDeRestauracion.Cuales.ULTIMA
                return Periodo(datos["desde"], datos["hasta"], cuales)
            case Modo.MAS_RECIENTE:
                return MasReciente()
            case _:
                return EstadoAl(datos["fecha"])

    def exigir_cuando(self) -> Cuando | None:
        """As `cuando`, with its absence said beside the field."""
        cuando = self.cuando()
        if cuando is None:
            modo = self.cleaned_data.get("modo") or Modo.ESTADO_AL
            for campo in _CAMPOS_DE[modo]:
                if self.cleaned_data.get(campo) is None and campo not in self.errors:
                    self.add_error(campo, FALTA_LA_FECHA)
        return cuando

    def datos_de(self, cuando: Cuando) -> DatosDeSolicitud:
        """What the acción receives; a field with an error counts as not written."""
        datos = self.cleaned_data
        casillas = ("en_equipo", "bd_datos", "bd_estructura", "consiente_sobrescribir")
        propios: dict[str, Any] = {nombre: bool(datos.get(nombre)) for nombre in casillas}
        propios |= {nombre: datos.get(nombre) or "" for nombre in LARGOS if nombre != "clase"}
        quien = datos.get("solicitante")
        ajeno: dict[str, Any] = {}
        if self.de_la_mesa and quien is not None:
            llego: datetime | None = datos.get("recibida_en")
            ajeno = {
                "canal": datos.get("canal") or FORMULARIO,
                "recibida_en": llego,
                "jefe_en_copia": bool(datos.get("jefe_en_copia")),
            }
        return DatosDeSolicitud(
            solicitante=quien or self.persona,
            cuando=cuando,
            item=datos.get("item"),
            clase=clase_del(datos.get("item")),
            ficha=datos.get("ficha") or "",
            adjuntos=datos.get("adjuntos") or (),
            **propios,
            **ajeno,
        )
