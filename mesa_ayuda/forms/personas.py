"""Fields that choose people: who attends, and who asks."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from gobierno.forms.listas import ListaLigera
from gobierno.models import Designacion, Persona
from gobierno.perfil import perfil_activo

ATENDER = "tickets.atender"
CUANTAS = 500


def equipos() -> list[tuple[str, str]]:
    """The roles of the profile that attend tickets."""
    return [(rol.codigo, rol.nombre) for rol in perfil_activo().roles_con(ATENDER)]


def quienes_atienden(hoy: date) -> list[tuple[str, Persona]]:
    """Role and person of each designation in force that attends tickets."""
    codigos = [codigo for codigo, _ in equipos()]
    vigentes = (
        Designacion.objects.vigentes_al(hoy)
        .filter(rol__in=codigos, persona__is_active=True)
        .select_related("persona")
        .order_by("persona__last_name", "persona__first_name", "pk")
    )
    return list({(d.rol, d.persona_id): (d.rol, d.persona) for d in vigentes[:CUANTAS]}.values())


class CampoDestino(forms.ChoiceField):
    """A team or one of its people; it cleans to (role, person or None)."""

    def __init__(
        self,
        *,
        personas: Iterable[tuple[str, Persona]],
        con_equipos: bool = True,
        **opciones: Any,
    ) -> None:
        super().__init__(widget=ListaLigera, **opciones)
        self._personas: dict[str, Persona] = {}
        grupos: dict[str, list[tuple[str, str]]] = {
            codigo: [(f"{codigo}:", f"Todo el equipo: {nombre}")] if con_equipos else []
            for codigo, nombre in equipos()
        }
        for rol, persona in personas:
            clave = f"{rol}:{persona.pk}"
            self._personas[clave] = persona
            grupos[rol].append((clave, str(persona)))
        nombres = dict(equipos())
        self.choices = [
            ("", "Elija a quién…"),
            *((nombres[rol], opciones) for rol, opciones in grupos.items() if opciones),
        ]

    def clean(self, value: Any) -> tuple[str, Persona | None]:
        elegido = super().clean(value)
        return elegido.partition(":")[0], self._personas.get(elegido)


class CampoPersona(forms.CharField):
    """A person by user name, mail or full name; it cleans to the person or None when blank."""

    def clean(self, value: Any) -> Persona | None:
        escrito = super().clean(value)
        if not escrito:
            return None
        condicion = Q(username__iexact=escrito) | Q(email__iexact=escrito)
        nombre, _, apellido = escrito.partition(" ")
        if apellido:
            condicion |= Q(first_name__iexact=nombre, last_name__iexact=apellido)
        halladas = list(Persona.objects.activas().filter(condicion)[:2])
        if len(halladas) != 1:
            raise forms.ValidationError(
                "Hay más de una persona con ese nombre: escriba su usuario o su correo."
                if halladas
                else "No hay nadie con ese usuario, correo o nombre. Si no tiene cuenta, déjelo en "
                "blanco y escriba cómo ubicarlo."
            )
        hallada: Persona = halladas[0]
        return hallada

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)
