"""One form for each step of §3.7 that a person takes; each knows how to call its acción."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from gobierno.forms.archivos import CampoAdjuntos
from gobierno.forms.base import CampoFecha, CampoTexto, FormularioCuidadoso, ofrecer
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from respaldo.forms.evidencia import CampoInstanteLocal
from respaldo.models import Copia
from respaldo.retencion import Codigo
from restauracion import acciones, estados
from restauracion.acciones.evaluacion import claves_ofrecidas
from restauracion.acciones.software import claves_por_confirmar
from restauracion.models import Confirmacion, SolicitudDeRestauracion

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


class Validar(FormularioDePaso):
    boton, accion = "Validar", acciones.validar
    autorizacion = forms.CharField(
        label="Autorización de la unidad dueña, ya comprobada", max_length=300, required=False,
        help_text="Solo si la información es de otra unidad: quién autorizó y en qué documento.",
    )  # fmt: skip

    def preparar(self) -> None:
        self.initial["autorizacion"] = self.solicitud.autorizacion
        if self.solicitud.codigo != Codigo.SIN_AUTORIZACION:
            del self.fields["autorizacion"]


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

    def preparar(self) -> None:
        super().preparar()
        campo: Any = self.fields["a"]
        campo.queryset = campo.queryset.exclude(pk=self.solicitud.operador_id)


class PedirViabilidad(FormularioConMotivo):
    boton, accion = "Pedir la evaluación de viabilidad", acciones.pedir_viabilidad


class DeclararViable(AUnOperador):
    boton, accion = "Declarar viable", acciones.declarar_viable
    plazo = CampoFecha(label="Plazo de atención")
    motivo = CampoTexto(label="Nota", required=False)


class Evaluar(FormularioDePaso):
    boton, accion = "Evaluar", acciones.evaluar
    aviso = "La evaluación se guarda para siempre, con todo lo que se tuvo a la vista."


class DelSoftware(FormularioDePaso):
    """What the console shows of one copy."""

    exigidos = ("evidencia",)
    copia = CampoCopia(label="Copia")
    evidencia = CampoTexto(
        label="Qué muestra el software", max_length=1000, required=False,
        help_text="Trabajo, punto de restauración y fecha, como figuran en la consola.",
    )  # fmt: skip
    archivo = forms.FileField(label="Captura o reporte", required=False, max_length=200)

    def preparar(self) -> None:
        campo: Any = self.fields["copia"]
        campo.ofrecer(claves_por_confirmar(solicitud=self.solicitud))

    def argumentos(self, datos: Mapping[str, Any]) -> dict[str, Any]:
        visto = acciones.EnElSoftware(
            copia=datos["copia"], evidencia=datos["evidencia"], archivo=datos["archivo"],
            hallazgo=datos.get("hallazgo") or Confirmacion.Hallazgo.DISPONIBLE,
        )  # fmt: skip
        return {"visto": datos["visto"], "en_el_software": visto}


class Confirmar(DelSoftware):
    boton, accion = "Confirmar que está", acciones.confirmar


class Negar(DelSoftware):
    boton, accion = "No se puede usar", acciones.negar
    aviso = "Si la copia se perdió, se abre un incidente de la entidad y se busca otra copia."
    hallazgo = forms.ChoiceField(
        label="Qué pasó con ella",
        choices=[h for h in Confirmacion.Hallazgo.choices if h[0] != "disponible"],
    )
    field_order = ("copia", "hallazgo", "evidencia", "archivo")


class DeclararNoProcede(FormularioConMotivo):
    boton, accion = "Comunicar que no procede", acciones.declarar_no_procede
    aviso = "Se escribirá a quien pidió y a su jefe inmediato con el motivo y el numeral."


class Aceptar(FormularioConNota):
    boton, accion = "Aceptar esta copia", acciones.aceptar
    copia = CampoCopia(label="Copia que acepta", widget=forms.RadioSelect)
    field_order = ("copia", "nota")

    def preparar(self) -> None:
        super().preparar()
        campo: Any = self.fields["copia"]
        campo.ofrecer(claves_ofrecidas(solicitud=self.solicitud))


class Rechazar(FormularioConNota):
    boton, accion = "Ninguna me sirve", acciones.rechazar


class Iniciar(FormularioDePaso):
    boton, accion = "Iniciar la restauración", acciones.iniciar
    exigidos = ("destino",)
    destino = forms.CharField(label="Dónde se deja", max_length=500, required=False)
    sobrescribe = forms.BooleanField(label="Sobrescribe el original", required=False)
    consentimiento = forms.CharField(
        label="Consentimiento para sobrescribir", max_length=500, required=False,
        help_text="Si lo sobrescribe: quién lo dio, cuándo y en qué correo o documento.",
    )  # fmt: skip

    def preparar(self) -> None:
        self.initial["destino"] = self.solicitud.destino


class Terminar(FormularioDePaso):
    boton, accion = "Registrar y comunicar", acciones.terminar
    exigidos = ("objetos", "cantidad", "huella")
    objetos = CampoTexto(label="Qué se restauró", max_length=4000, required=False)
    fin = CampoInstanteLocal(label="Terminó")
    cantidad = forms.IntegerField(
        label="Objetos restaurados", required=False, min_value=0, max_value=2**53,
        help_text="Cuántos son. Basta con este dato o con la suma de verificación.",
    )  # fmt: skip
    bytes = forms.IntegerField(
        label="Tamaño en bytes", required=False, min_value=0, max_value=2**53
    )
    huella = forms.CharField(
        label="Suma de verificación (hash)", required=False, max_length=200,
        help_text="La que muestra el software o la herramienta, si no contó los objetos.",
    )  # fmt: skip
    faltantes = CampoTexto(
        label="Qué falta", max_length=4000, required=False,
        help_text="Solo si se restauró una parte: la lista de lo que no se pudo recuperar.",
    )  # fmt: skip
    adjunto = CampoAdjuntos()
    field_order = ("objetos", "cantidad", "huella", "fin", "bytes", "faltantes", "adjunto")

    def preparar(self) -> None:
        self.initial["fin"] = self.acto["ahora"]

    def argumentos(self, datos: Mapping[str, Any]) -> dict[str, Any]:
        campos = ("objetos", "fin", "cantidad", "bytes", "huella", "faltantes")
        logro = acciones.Logro(**{c: datos[c] for c in campos}, adjuntos=datos["adjunto"])
        return {"visto": datos["visto"], "logro": logro}


class Fallar(FormularioConMotivoExigido):
    boton, accion = "Registrar la falla", acciones.fallar
    invalida = forms.BooleanField(label="La copia no sirve para nadie", required=False)


class PedirConformidad(FormularioDePaso):
    boton, accion = "Pedir la conformidad", acciones.pedir_conformidad


class DarConformidad(FormularioConNota):
    boton, accion = "Estoy conforme", acciones.dar_conformidad


class ObservarResultado(FormularioConMotivoExigido):
    boton, accion = "No es lo que pedí", acciones.observar_resultado


class Cerrar(FormularioDePaso):
    boton, accion = "Cerrar", acciones.cerrar
    aviso = "Se cierra el ticket y se liberan las copias apartadas."


class Reabrir(FormularioConMotivoExigido):
    boton, accion = "Reabrir", acciones.reabrir


FORMULARIOS: dict[str, type[FormularioDePaso]] = {
    "validar": Validar,
    "observar": Observar,
    "devolver": Devolver,
    "pedir_viabilidad": PedirViabilidad,
    "declarar_viable": DeclararViable,
    "asignar": Asignar,
    "derivar": Derivar,
    "evaluar": Evaluar,
    "confirmar": Confirmar,
    "negar": Negar,
    "declarar_no_procede": DeclararNoProcede,
    "aceptar": Aceptar,
    "rechazar": Rechazar,
    "iniciar": Iniciar,
    "terminar": Terminar,
    "fallar": Fallar,
    "pedir_conformidad": PedirConformidad,
    "dar_conformidad": DarConformidad,
    "observar_resultado": ObservarResultado,
    "cerrar": Cerrar,
    "reasignar": Reasignar,
    "reabrir": Reabrir,
}
