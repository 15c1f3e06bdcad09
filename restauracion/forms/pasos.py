"""The form of each step of §3.7 that a person takes; each knows how to call its acción."""

from collections.abc import Mapping
from typing import Any

from django import forms

from gobierno.forms.archivos import CampoAdjuntos
from gobierno.forms.base import CampoTexto
from respaldo.forms.evidencia import CampoInstanteLocal
from restauracion import acciones
from restauracion.acciones.evaluacion import claves_ofrecidas
from restauracion.acciones.software import claves_por_confirmar
from restauracion.forms.paso import (
    CampoCopia,
    FormularioConMotivo,
    FormularioConMotivoExigido,
    FormularioConNota,
    FormularioDePaso,
)
from restauracion.forms.pasos_de_mesa import (
    Asignar,
    DeclararViable,
    Derivar,
    Devolver,
    Observar,
    PedirViabilidad,
    Reabrir,
    Reasignar,
    Validar,
)
from restauracion.models import Confirmacion


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
