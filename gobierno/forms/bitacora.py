"""Filters of the audit trail. Every one of them is answered by an index."""

from datetime import UTC, date, datetime, time, timedelta

from django import forms

from gobierno.forms.base import CampoFecha
from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from gobierno.querysets import EventoQuerySet
from gobierno.titulos import TITULOS


def _acciones() -> list[tuple[str, str]]:
    return [("", "Todas"), *sorted(TITULOS.items(), key=lambda par: par[1])]


class FiltroDeBitacora(forms.Form):
    usuario = forms.CharField(label="Usuario", max_length=150, required=False)
    accion = forms.ChoiceField(label="Acción", choices=_acciones, required=False)
    desde = CampoFecha(label="Desde", required=False)
    hasta = CampoFecha(label="Hasta", required=False)
    objeto_tipo = forms.RegexField(
        r"^[a-z_.]+$", required=False, max_length=80, widget=forms.HiddenInput
    )
    objeto_id = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    solicitud = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def aplicar(self, eventos: EventoQuerySet) -> EventoQuerySet:
        """Narrow `eventos`; a filter that is wrong narrows to nothing and says so beside it."""
        if not self.is_valid():
            return eventos.none()
        datos = self.cleaned_data
        if datos["usuario"]:
            personas = Persona.objects.filter(username=datos["usuario"].strip().lower())
            eventos = eventos.filter(actor_id__in=list(personas.values_list("pk", flat=True)))
        for campo in ("accion", "objeto_tipo", "objeto_id"):
            if datos[campo]:
                eventos = eventos.filter(**{campo: datos[campo]})
        if datos["solicitud"]:
            eventos = eventos.filter(solicitud_id=datos["solicitud"])
        if datos["desde"]:
            eventos = eventos.filter(instante__gte=_inicio(datos["desde"]))
        if datos["hasta"]:
            eventos = eventos.filter(instante__lt=_inicio(datos["hasta"] + timedelta(days=1)))
        return eventos

    @property
    def tiene_fechas(self) -> bool:
        return self.is_valid() and any(self.cleaned_data[n] for n in ("desde", "hasta"))


def _inicio(fecha: date) -> datetime:
    """Midnight of a local date, as UTC."""
    return datetime.combine(fecha, time.min, tzinfo=perfil_activo().zona).astimezone(UTC)
