"""Incidents: what is recorded when one is detected."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gobierno.models import Persona
from gobierno.perfil import perfil_activo
from mesa_ayuda.acciones.folios import siguiente, tomar_serie
from mesa_ayuda.models import Incidente


@dataclass(frozen=True)
class Suceso:
    """What happened, in the words of who opens the incident. `tipo` is interno or externo."""

    tipo: str
    titulo: str
    descripcion: str
    ticket: str = ""


@transaction.atomic
def abrir_incidente(*, suceso: Suceso, por: Persona | None, ahora: datetime) -> Incidente:
    """Open an incident draft inside the caller's act, which records it in the trail.

    Fuente: MIN-7.1.1-e-2, MIN-7.1.2-e.
    """
    perfil = perfil_activo()
    serie = f"{perfil.mesa.prefijo_incidente}-{ahora.astimezone(perfil.zona).year}"
    return Incidente.objects.create(
        numero=f"{serie}-{siguiente(folio=tomar_serie(serie=serie)):06d}",
        tipo=suceso.tipo,
        titulo=suceso.titulo[:250],
        descripcion=suceso.descripcion,
        ticket=suceso.ticket,
        abierto_por=por,
        detectado_en=ahora,
    )
