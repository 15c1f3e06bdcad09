"""What a person records about media, contracts, keys, scopes and copies (dominio.md 4.9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from directorio.models import Item, Linea, VersionDirectorio
from gobierno.forms.base import CampoFecha, CampoTexto, FormularioCuidadoso, ofrecer, ofrecer_filas
from respaldo.acciones.disponibilidad import ADMITE, Hecho
from respaldo.forms.evidencia import CampoInstanteLocal
from respaldo.historias import llave_de
from respaldo.models import Copia, HechoDeDisponibilidad

Tipo = HechoDeDisponibilidad.Tipo
ROTULOS = {Tipo.MEDIO: "Medio", Tipo.CONTRATO: "Contrato", Tipo.CUSTODIA: "Clave de"}


class FormularioDeHecho(FormularioCuidadoso):
    """One fact; its fields are those of its `tipo`."""

    objeto = forms.CharField(max_length=200, required=False)
    estado = forms.ChoiceField(label="Situación", required=False)
    item = forms.ModelChoiceField(
        label="Ítem", queryset=Item.objects.none(), required=False, empty_label="Elija…"
    )
    incluye = CampoTexto(
        label="Qué incluye", required=False, help_text="Una ruta o patrón por línea; vacío, todo."
    )
    excluye = CampoTexto(
        label="Qué excluye", required=False, help_text="Por ejemplo *.pst, una por línea."
    )
    copia = forms.ModelChoiceField(
        queryset=Copia.objects.all(), required=False, widget=forms.HiddenInput
    )
    desde = CampoInstanteLocal(label="Desde cuándo")
    hasta = CampoFecha(label="Último día", required=False)
    nota = CampoTexto(
        label="Cómo se sabe", max_length=500, required=False,
        help_text="Quién lo informó o qué documento lo dice. Nunca escriba la clave misma.",
    )  # fmt: skip

    def __init__(self, *args: Any, tipo: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tipo = tipo
        sobran = {
            Tipo.MEDIO: ("item", "incluye", "excluye", "copia", "hasta"),
            Tipo.CONTRATO: ("item", "incluye", "excluye", "copia"),
            Tipo.CUSTODIA: ("item", "incluye", "excluye", "copia", "hasta"),
            Tipo.ALCANCE: ("objeto", "estado", "copia", "hasta"),
            Tipo.ELIMINADA: ("objeto", "estado", "item", "incluye", "excluye", "hasta"),
            Tipo.TRANSFERIDA: ("objeto", "estado", "item", "incluye", "excluye", "hasta"),
        }
        for nombre in sobran[Tipo(tipo)]:
            del self.fields[nombre]
        if tipo in ADMITE:
            self._ofrecer_estados(tipo)
        if tipo == Tipo.ALCANCE:
            ofrecer_filas(self, "item", Item.objects.all())

    def _ofrecer_estados(self, tipo: str) -> None:
        nombres = dict(HechoDeDisponibilidad.Estado.choices)
        admitidos = [(estado, nombres[estado]) for estado in ADMITE[tipo]]
        ofrecer(self, "estado", admitidos)
        self.fields["objeto"].label = ROTULOS[Tipo(tipo)]
        if tipo == Tipo.CUSTODIA:
            self.fields["objeto"] = forms.ChoiceField(
                label=ROTULOS[Tipo.CUSTODIA], choices=[("", "Elija…"), *llaves()], required=False
            )

    def hecho(self, datos: Mapping[str, Any]) -> Hecho:
        """What the acción takes."""
        return Hecho(
            tipo=self.tipo,
            nota=datos["nota"],
            desde=datos["desde"],
            objeto=datos.get("objeto") or "",
            estado=datos.get("estado") or "",
            item=datos.get("item"),
            copia=datos.get("copia"),
            hasta=datos.get("hasta"),
            incluye=_lineas(datos.get("incluye")),
            excluye=_lineas(datos.get("excluye")),
        )


def llaves() -> list[tuple[str, str]]:
    """The encrypted lines of the versions that took effect, each with the name of its key."""
    cifradas = Linea.objects.filter(cifrado=True, version__in=VersionDirectorio.objects.all())
    pares = {
        llave_de(linea.item.clave, linea.tipo_de_backup): (
            f"{linea.item.nombre} ({linea.get_tipo_de_backup_display().lower()})"
        )
        for linea in cifradas.select_related("item").order_by("item__nombre")
    }
    return list(pares.items())


def _lineas(texto: str | None) -> list[str]:
    return [linea.strip() for linea in (texto or "").splitlines() if linea.strip()]
